"""The commands of a consultation or another activity."""

import datetime as dt
from dataclasses import dataclass

from shared.contracts.titled import Titled
from shared.contracts.vocabulary import ActivityClass, ActivityForm, Level
from shared.domain.command import Command, Correct

Day = dt.date
"""`date` is the name of a field."""


class OutcomeKind(Titled):
    """What an activity yields 成果; a consultation has no ballot result."""

    MINUTES = "minutes", "协商纪要"
    RECOMMENDATION = "recommendation", "建议案"
    REPORT = "report", "调研视察报告"
    OPINION_REPORT = "opinion_report", "社情民意信息"
    PROPOSAL = "proposal", "提案"
    DRAFT_DECISION = "draft_decision", "代拟稿"


@dataclass(frozen=True, kw_only=True)
class RaiseTopic(Command):
    """Raises the topic of a consultation 议题提出. `level`: that of the organization that holds it."""

    name = "raise_topic"
    title_zh = "提出议题"

    activity: ActivityClass
    level: Level
    form: ActivityForm | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class Organise(Command):
    """Organises the activity 活动组织: the venue and the day on which it is to take place."""

    name = "organise"
    title_zh = "组织活动"
    papers = ("venue",)

    form: ActivityForm | None = None
    venue: str = ""
    date: Day | None = None


@dataclass(frozen=True, kw_only=True)
class Hold(Command):
    """Records that the activity was held, with its participants; its suggestions are numbered from 1 in this order."""

    name = "hold"
    title_zh = "开展活动"
    papers = ("suggestions",)

    participants: int
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SubmitOutcome(Command):
    """Submits the outcome of the activity 成果报送."""

    name = "submit_outcome"
    title_zh = "报送成果"

    kind: OutcomeKind


@dataclass(frozen=True, kw_only=True)
class ReceiveFeedback(Command):
    """Records feedback on the suggestions 意见反馈: the numbers of those adopted and of those done. May be repeated."""

    name = "receive_feedback"
    title_zh = "登记反馈"

    adopted: tuple[int, ...] = ()
    done: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CloseConsultation(Command):
    """Closes the procedure 办结."""

    name = "close"
    title_zh = "办结"


@dataclass(frozen=True, kw_only=True)
class Cancel(Command):
    """Cancels the activity."""

    name = "cancel"
    title_zh = "取消"
    papers = ("reason",)

    reason: str


@dataclass(frozen=True, kw_only=True)
class ConvertOutcome(Command):
    """Converts the outcome into another matter of the same organization: `to` is the id of that opinion report or proposal."""

    name = "convert_outcome"
    title_zh = "转化成果"

    to: str


ConsultationCommand = (
    RaiseTopic
    | Organise
    | Hold
    | SubmitOutcome
    | ReceiveFeedback
    | CloseConsultation
    | Cancel
    | ConvertOutcome
    | Correct
)

COMMANDS: dict[str, type[Command]] = {
    command.name: command
    for command in (
        RaiseTopic, Organise, Hold, SubmitOutcome, ReceiveFeedback, CloseConsultation, Cancel, ConvertOutcome, Correct
    )
}  # fmt: skip
