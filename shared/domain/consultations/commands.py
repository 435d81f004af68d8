"""The commands of a consultation or another activity."""

import datetime as dt
from typing import ClassVar, get_args

from shared.contracts.consultation_vocabulary import ActivityClass, ActivityForm, Gathering, HeldBy, Mobility, Setting
from shared.contracts.titled import Titled
from shared.contracts.vocabulary import Level, Role
from shared.domain.command import SECRETARIAT, Command, Correct, Grant, Label, Labels, ReasonedCommand
from shared.domain.command_set import CommandSet
from shared.domain.consultations.follow_up_commands import FollowUpCommand
from shared.domain.consultations.participant_commands import Invite
from shared.domain.consultations.research_commands import ResearchCommand
from shared.domain.consultations.suggestion_commands import SuggestionCommand

RAISING = Grant(Role.SECRETARIAT, {Role.SECRETARIAT: "own", Role.MEMBER: "own", Role.LEADER: "own"})
CANCELLING = Grant(Role.SECRETARIAT, {Role.SECRETARIAT: "own", Role.LEADER: "own"})

Day = dt.date
"""The type `date`, whose name a field has."""


class OutcomeKind(Titled):
    """The kind of an outcome 成果; a consultation has no ballot result."""

    MINUTES = "minutes", "协商纪要"
    RECOMMENDATION = "recommendation", "建议案"
    REPORT = "report", "调研视察报告"
    OPINION_REPORT = "opinion_report", "社情民意信息"
    PROPOSAL = "proposal", "提案"
    DRAFT_DECISION = "draft_decision", "代拟稿"


class ConversionTarget(Titled):
    """What a matter is that begins with an outcome."""

    OPINION_REPORT = "opinion_report", "社情民意信息"
    PROPOSAL = "proposal", "提案"


class RaiseTopic(Command, name="raise_topic", title_zh="提出议题", event=("topic_raised", "议题已提出")):
    """Raises the topic of a consultation or another activity 议题提出. `form`: of a consultation only; `year`: by default that of `on`.

    `level`: that of the organization, filled in by the service; `held_by`: the body that will hold it; `sector`: the sector 界别 of an
    activity, as the charter lists it; `appraises`: the research of an earlier year to which an appraisal comes back.
    """

    permitted = RAISING

    activity: ActivityClass
    level: Level
    form: ActivityForm | None = None
    year: int | None = None
    held_by: HeldBy | None = None
    sector: str | None = None
    appraises: str | None = None


class Organise(Command, name="organise", title_zh="组织活动", event=("organised", "活动已组织")):
    """Organises the activity 活动组织. `venue`: where it will take place; `date`: the planned day, not before `on`.

    `held_by`, `form`, `sector`: if they differ from those of the topic; `setting`, `mobility`, `gathering`: the kind of venue;
    `notice_due`, `papers_due`: the latest days for the notice and the papers of a consultation with a `date`, by default those of the
    charter.
    """

    permitted = SECRETARIAT
    texts = ("venue",)

    held_by: HeldBy | None = None
    sector: str | None = None
    form: ActivityForm | None = None
    venue: str = ""
    setting: Setting | None = None
    mobility: Mobility | None = None
    gathering: Gathering | None = None
    date: Day | None = None
    notice_due: Day | None = None
    papers_due: Day | None = None


class SendNotice(Command, name="send_notice", title_zh="发出通知", event=("notice_sent", "通知已发出")):
    """Records that the notice of the activity was sent to its participants."""

    permitted = SECRETARIAT


class SendPapers(Command, name="send_papers", title_zh="送达材料", event=("papers_sent", "材料已送达")):
    """Records that the papers of the activity were sent to its participants."""

    permitted = SECRETARIAT


class Hold(Command, name="hold", title_zh="开展活动", event=("held", "活动已开展")):
    """Records that the activity was held, with the number of participants; its suggestions are numbered from 1 in this order.

    `participants`: by default the number of `attendees`; `members`, `departments`, `public`, `experts`: how many of them were of each
    kind; `questions`, `answers`, `rejoinders`: 问, 答, 辩, of a consultation only; `attendees`, `absentees`: names, which stay in the
    service. Where somebody was invited and `attendees` are given, omitted counts by kind and omitted `absentees` follow from the list.
    """

    permitted = SECRETARIAT
    texts = ("suggestions", "attendees", "absentees")

    participants: int | None = None
    members: int = 0
    departments: int = 0
    public: int = 0
    experts: int = 0
    questions: int = 0
    answers: int = 0
    rejoinders: int = 0
    suggestions: tuple[str, ...] = ()
    attendees: tuple[str, ...] = ()
    absentees: tuple[str, ...] = ()


class SubmitOutcome(Command, name="submit_outcome", title_zh="报送成果", event=("outcome_submitted", "成果已报送")):
    """Submits the outcome of the activity 成果报送. `outcome_text`: such as the report of research, which stays in the service."""

    permitted = SECRETARIAT
    texts = ("outcome_text",)
    labels: ClassVar[Labels] = {
        "kind": Label("成果形式"),
        "outcome_text": Label("成果正文", "如调研报告，编入年度汇编"),
    }

    kind: OutcomeKind
    outcome_text: str = ""


class ReferSuggestion(
    Command, name="refer_suggestion", title_zh="转办建议", event=("suggestion_referred", "建议已转办")
):
    """Refers a suggestion to a unit, whose account answers it, in place of the unit before it. `until`: the limit of the answer."""

    permitted = SECRETARIAT
    texts = ("department",)
    labels: ClassVar[Labels] = {
        "number": Label("建议"),
        "department": Label("承办单位"),
        "until": Label("答复期限"),
    }

    number: int
    department: str
    until: Day


class AnswerSuggestion(
    Command, name="answer_suggestion", title_zh="登记建议答复", event=("suggestion_answered", "建议已答复")
):
    """Records the answer of a department to a suggestion; a later answer replaces it. `number`: that of the suggestion."""

    permitted = SECRETARIAT
    texts = ("department", "answer")
    labels: ClassVar[Labels] = {"number": Label("建议"), "department": Label("答复部门")}

    number: int
    department: str
    answer: str


class ReceiveFeedback(Command, name="receive_feedback", title_zh="登记反馈", event=("feedback_received", "已收到反馈")):
    """Records feedback on the suggestions 意见反馈; may be repeated. `adopted`, `done`: the numbers of suggestions adopted and done."""

    permitted = SECRETARIAT

    adopted: tuple[int, ...] = ()
    done: tuple[int, ...] = ()


class CloseConsultation(Command, name="close", title_zh="办结", event=("closed", "已办结")):
    """Closes the procedure 办结."""

    permitted = SECRETARIAT
    irreversible_warning = "办结后不再办理。"
    batch = True


class Cancel(ReasonedCommand, name="cancel", title_zh="取消", event=("cancelled", "活动已取消")):
    """Cancels the activity, with a reason."""

    permitted = CANCELLING
    irreversible_warning = "取消后不能恢复，须重新提出议题。"


class ConvertOutcome(Command, name="convert_outcome", title_zh="转化成果", event=("outcome_converted", "成果已转化")):
    """Converts the outcome 转化 to another matter of the same organization, which leads back to the activity.

    Either `to`: the id of an opinion report or a proposal that exists; or `begins`: what begins now, with `title` (by default that of
    the activity) and `content`.
    """

    permitted = SECRETARIAT
    labels: ClassVar[Labels] = {
        "to": Label("已有的事项", "转化为已登记的提案或社情民意信息的选择；新建的不选"),
        "begins": Label("新建", "按下列标题和内容新建；已有的不选"),
        "content": Label("内容"),
    }

    to: str | None = None
    begins: ConversionTarget | None = None
    title: str = ""
    content: str = ""


ConsultationCommand = (
    RaiseTopic
    | Organise
    | Invite
    | SendNotice
    | SendPapers
    | Hold
    | SubmitOutcome
    | SuggestionCommand
    | ReferSuggestion
    | AnswerSuggestion
    | ReceiveFeedback
    | CloseConsultation
    | Cancel
    | ConvertOutcome
    | ResearchCommand
    | FollowUpCommand
    | Correct
)

COMMANDS = CommandSet(
    name="consultations",
    commands=get_args(ConsultationCommand),
    corrections=SECRETARIAT,
)
