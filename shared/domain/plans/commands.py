"""The commands of an annual plan 年度协商计划."""

from datetime import date
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field

from shared.contracts.consultation_vocabulary import PlanClass
from shared.contracts.titled import Titled
from shared.contracts.vocabulary import Role
from shared.domain.command import SECRETARIAT, Command, Correct, Grant, Label, Labels, ReasonedCommand
from shared.domain.command_set import CommandSet

COMMENTING = Grant(Role.SECRETARIAT, {Role.SECRETARIAT: "own", Role.MEMBER: "own", Role.LEADER: "own"})
APPROVING = Grant(Role.SECRETARIAT, {Role.SECRETARIAT: "own", Role.LEADER: "own"})


class TopicSource(Titled):
    """The source of the topic of an item."""

    CONSULTED = "consulted", "征集"
    ASSIGNED = "assigned", "党委交办"
    WORK_CENTRED = "work_centred", "围绕中心工作"


class DraftPlan(Command, name="draft", title_zh="起草计划", event=("drafted", "年度协商计划已起草")):
    """Drafts the plan of a year. Each organization has one for each year. `year`: by default that of `on`."""

    permitted = SECRETARIAT

    year: int | None = None


class AddItem(Command, name="add_item", title_zh="列入项目", event=("item_added", "计划项目已列入")):
    """Adds an item to the plan. Lead leader, department, person and deadline are mandatory (贵阳 rule: refused without one).

    `class`: one of those of the charter (`plan_classes`).
    """

    permitted = SECRETARIAT
    texts = ("topic", "lead_leader", "department", "person")
    labels: ClassVar[Labels] = {"source": Label("议题来源")}

    topic: str
    activity: Annotated[PlanClass, Field(alias="class")]
    source: TopicSource = TopicSource.CONSULTED
    lead_leader: str
    department: str
    person: str
    deadline: date


class ChangeItem(Command, name="change_item", title_zh="调整项目", event=("item_changed", "计划项目已调整")):
    """Changes an item that is neither executed nor dropped, with a reason. A field that is left out remains as it is."""

    permitted = SECRETARIAT
    texts = ("reason", "topic", "lead_leader", "department", "person")

    item: int
    reason: str
    topic: str = ""
    lead_leader: str = ""
    department: str = ""
    person: str = ""
    deadline: date | None = None


class DropItem(Command, name="drop_item", title_zh="取消项目", event=("item_dropped", "计划项目已取消")):
    """Drops an item that is not executed, with a reason. It keeps its number, and is counted no more."""

    permitted = SECRETARIAT
    texts = ("reason",)
    irreversible_warning = "取消后不能恢复，须重新列入。"

    item: int
    reason: str


class SendBack(ReasonedCommand, name="send_back", title_zh="退回修改", event=("sent_back", "计划已退回修改")):
    """Sends the plan back to its draft, with a reason, before it is confirmed."""

    permitted = APPROVING


class Comment(Command, name="comment", title_zh="征求意见", event=("commented", "已征求意见")):
    """Records a comment on the draft."""

    permitted = COMMENTING
    texts = ("text",)

    text: str


class ApprovePlan(Command, name="approve", title_zh="审议通过", event=("approved", "计划已审议")):
    """Records the approval of the chairpersons' council or of the standing committee."""

    permitted = APPROVING

    by: Literal["chairpersons_council", "standing_committee"] = "chairpersons_council"


class Confirm(Command, name="confirm", title_zh="党委确定", event=("confirmed", "计划已确定")):
    """Records the confirmation by the standing committee of the party; the items of the plan are counted from then on."""

    permitted = SECRETARIAT


class LinkActivity(
    Command, name="link_activity", title_zh="关联协商活动", event=("activity_linked", "计划项目已关联协商活动")
):
    """Links an open item with the activity that is to execute it, in place of an earlier one. `consultation`: its id."""

    permitted = SECRETARIAT
    labels: ClassVar[Labels] = {"consultation": Label("协商活动", "已提出议题或已组织的活动")}

    item: int
    consultation: str


class Execute(Command, name="execute", title_zh="登记执行", event=("executed", "计划项目已执行")):
    """Records that an item was executed. `item`: its number, from 1; `consultation`: by default the activity that is linked.

    An activity is one of the same organization that has taken place; an item may also be executed without any.
    """

    permitted = SECRETARIAT

    item: int
    consultation: str | None = None


PlanCommand = (
    DraftPlan
    | AddItem
    | ChangeItem
    | DropItem
    | Comment
    | ApprovePlan
    | Confirm
    | SendBack
    | LinkActivity
    | Execute
    | Correct
)

COMMANDS = CommandSet(
    name="plans",
    commands=get_args(PlanCommand),
    corrections=SECRETARIAT,
)
