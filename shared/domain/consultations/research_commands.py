"""The commands of research 调研, from its sub-groups to the meeting that considers the report, and instructions 批示 on an outcome."""

from datetime import date
from typing import ClassVar

from shared.contracts.consultation_vocabulary import HeldBy
from shared.contracts.vocabulary import Level, Role
from shared.domain.command import SECRETARIAT, Grant, Label, Labels
from shared.domain.consultations.follow_up_commands import FollowUpStep

LEADING = Grant(Role.LEADER, {Role.SECRETARIAT: "own", Role.LEADER: "own"})


class ResearchStep(FollowUpStep):
    """A command about the groups, the report or the instructions, which keeps the state of the activity."""


class FormGroups(ResearchStep, name="form_groups", title_zh="分组", event=("groups_formed", "已分组")):
    """Divides a research activity into sub-groups, in place of earlier ones. `groups`: their names, which stay in the service."""

    permitted = SECRETARIAT
    texts = ("groups",)
    labels: ClassVar[Labels] = {"groups": Label("调研小组", "每行一组：名称、组长或分工")}

    groups: tuple[str, ...]


class SignOff(ResearchStep, name="sign_off", title_zh="报告审签", event=("report_signed_off", "报告已审签")):
    """Signs the report of a research activity off. `signer`: by default the next one of the charter; `opinion`: stays in the service."""

    permitted = LEADING
    texts = ("opinion",)
    labels: ClassVar[Labels] = {"signer": Label("审签人"), "opinion": Label("审签意见")}

    signer: str | None = None
    opinion: str = ""


class ReviewReport(
    ResearchStep, name="review_report", title_zh="会议审议", event=("report_reviewed", "报告已经会议审议")
):
    """Records the meeting that considered the report, after everyone has signed it off. `held_by`: the meeting."""

    permitted = SECRETARIAT
    texts = ("conclusion",)
    labels: ClassVar[Labels] = {"held_by": Label("审议会议"), "conclusion": Label("审议意见")}

    held_by: HeldBy
    conclusion: str = ""


class InstructOutcome(ResearchStep, name="instruct", title_zh="登记批示", event=("instructed", "成果已获批示")):
    """Records the instruction 批示 of a leader on the outcome. `level`: that of the leader.

    `reply_by`: the day by which it is to be reported what was done (default: the charter's).
    """

    permitted = LEADING
    texts = ("text",)
    labels: ClassVar[Labels] = {"level": Label("批示领导的层级"), "text": Label("批示内容")}

    level: Level
    text: str
    reply_by: date | None = None


class ReportOnInstruction(
    ResearchStep, name="answer_instruction", title_zh="回复批示", event=("instruction_answered", "批示已回复")
):
    """Reports what was done on an instruction. `instruction`: its number, from 1 (default: the first that has no answer)."""

    permitted = SECRETARIAT
    texts = ("text",)
    labels: ClassVar[Labels] = {"text": Label("办理情况")}

    text: str
    instruction: int | None = None


ResearchCommand = FormGroups | SignOff | ReviewReport | InstructOutcome | ReportOnInstruction
