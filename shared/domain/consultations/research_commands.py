"""The commands of research 调研, from its sub-groups to the meeting that considers the report, and instructions 批示 on an outcome."""

from typing import ClassVar

from shared.contracts.consultation_vocabulary import HeldBy
from shared.contracts.titled import Titled
from shared.contracts.vocabulary import Role
from shared.domain.command import SECRETARIAT, Grant, Label, Labels
from shared.domain.consultations.follow_up_commands import FollowUpStep
from shared.domain.instructions import RecordInstruction, ReplyToInstruction

LEADING = Grant(Role.LEADER, {Role.SECRETARIAT: "own", Role.LEADER: "own"})


class ReportStep(Titled):
    """The step that the report of research waits for before it can be submitted, by its command, in the order of their urgency."""

    NONE = "none", "无"
    SIGN_OFF = "sign_off", "报告审签"
    REVIEW = "review_report", "会议审议"
    DRAFT = "draft_report", "报告送审"


class ResearchStep(FollowUpStep):
    """A command about the groups, the report or the instructions, which keeps the state of the activity."""


class FormGroups(ResearchStep, name="form_groups", title_zh="分组", event=("groups_formed", "已分组")):
    """Divides a research activity into sub-groups, in place of earlier ones. `groups`: their names, which stay in the service."""

    permitted = SECRETARIAT
    texts = ("groups",)
    labels: ClassVar[Labels] = {"groups": Label("调研小组", "每行一组：名称、组长或分工")}

    groups: tuple[str, ...]


class DraftReport(ResearchStep, name="draft_report", title_zh="报告送审", event=("report_drafted", "报告已送审")):
    """Submits the report of a research activity to those who sign it off. `draft`: its text, which stays in the service.

    Without a text the report is a file that was attached before. It may be repeated until the report is signed off and considered; the
    sign-offs then begin anew.
    """

    permitted = SECRETARIAT
    texts = ("draft",)
    labels: ClassVar[Labels] = {"draft": Label("报告送审稿", "以附件报送的可以不填；重新送审的，从第一位重新审签")}

    draft: str = ""


class SignOff(ResearchStep, name="sign_off", title_zh="报告审签", event=("report_signed_off", "报告已审签")):
    """Signs the report of a research activity off. `signer`: by default the next one of the charter; `opinion`: stays in the service."""

    permitted = LEADING
    texts = ("opinion",)
    labels: ClassVar[Labels] = {"signer": Label("审签人"), "opinion": Label("审签意见")}

    signer: str | None = None
    opinion: str = ""


class CompletedSignOff(SignOff):
    """The command after the decision. `account`: that of the leader who has signed; empty where the office records it."""

    account: str = ""


class ReviewReport(
    ResearchStep, name="review_report", title_zh="会议审议", event=("report_reviewed", "报告已经会议审议")
):
    """Records the meeting that considered the report, after everyone has signed it off. `held_by`: the meeting."""

    permitted = SECRETARIAT
    texts = ("conclusion",)
    labels: ClassVar[Labels] = {"held_by": Label("审议会议"), "conclusion": Label("审议意见")}

    held_by: HeldBy
    conclusion: str = ""


class InstructOutcome(
    RecordInstruction, ResearchStep, name="instruct", title_zh="登记批示", event=("instructed", "成果已获批示")
):
    """Records the instruction 批示 of a leader on the outcome. `level`: that of the leader.

    `reply_by`: the day by which it is to be reported what was done (default: the charter's).
    """

    permitted = LEADING


class ReportOnInstruction(
    ReplyToInstruction,
    ResearchStep,
    name="answer_instruction",
    title_zh="回复批示",
    event=("instruction_answered", "批示已回复"),
):
    """Reports what was done on an instruction. `instruction`: its number, from 1 (default: the first that has no answer)."""

    permitted = SECRETARIAT


ResearchCommand = FormGroups | DraftReport | SignOff | ReviewReport | InstructOutcome | ReportOnInstruction
