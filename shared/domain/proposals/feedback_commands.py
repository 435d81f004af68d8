"""The commands of a proposal after the replies: feedback, re-handling and closing."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from shared.contracts.vocabulary import Answer
from shared.domain.command import Command, Label, Labels
from shared.domain.proposals.grants import COMMITTEE, PROPOSER


class Rate(Command, name="rate", title_zh="反馈", event=("rated", "提案者已反馈")):
    """Records the feedback form of a signatory: ratings of the handling process and of its result. `signatory`: the number, from 1."""

    permitted = PROPOSER
    texts = ("comment",)

    process: Answer
    result: Answer
    signatory: int = 1
    comment: str = ""


class CompletedRate(Rate):
    """The command after the decision. `returns`: whether the form returns the proposal for re-handling."""

    returns: bool


class Appraise(Command, name="appraise", title_zh="评分", event=("appraised", "提案办理已评分")):
    """Records the committee's appraisal of the handling. `score`: 0 to 100, one decimal; one below the charter's threshold returns it."""

    permitted = COMMITTEE
    labels: ClassVar[Labels] = {"score": Label("办理评分", "0至100分，最多一位小数")}

    score: Decimal


class CompletedAppraise(Appraise):
    """The command after the decision. `returns`: whether the score returns the proposal for re-handling."""

    returns: bool


class Rehandle(Command, name="rehandle", title_zh="重新办理", event=("rehandled", "提案已退回重新办理")):
    """Returns the proposal to its units for another reply, with a written explanation. `limit`: its due day (default: the charter's)."""

    permitted = COMMITTEE
    texts = ("explanation",)
    labels: ClassVar[Labels] = {"limit": Label("重新办理期限", "不填按章程计算")}

    explanation: str
    limit: date | None = None


class CloseProposal(Command, name="close", title_zh="办结", event=("closed", "提案已办结")):
    """Closes the procedure 办结, whatever the outcome."""

    permitted = COMMITTEE
    batch = True
    irreversible_warning = "办结后不再办理。"


FeedbackCommand = Rate | Appraise | Rehandle | CloseProposal
