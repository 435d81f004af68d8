"""The commands on a township body: its director, the number of its members, and an item of the checklist that it lost."""

from typing import ClassVar

from shared.contracts.vocabulary import DirectorRole, Role
from shared.domain.command import Command, Grant, Label, Labels

KEEPER = Grant(Role.SECRETARIAT, {Role.SECRETARIAT: "keeper"})


class LoseItem(Command, name="lose_item", title_zh="失去规范化项目", event=("item_lost", "规范化建设项目已失去")):
    """Records that an item of the checklist 五落实 is no longer met. `item`: one that is met; `evidence`: what shows it."""

    permitted = KEEPER
    texts = ("evidence",)
    labels: ClassVar[Labels] = {"item": Label("规范化项目"), "evidence": Label("依据", "如检查记录、文件名称")}

    item: str
    evidence: str


class AppointDirector(
    Command, name="appoint_director", title_zh="任命主任", event=("director_appointed", "主任已任命")
):
    """Records the appointment of the director of the body by the standing committee of the county, in place of the one before.

    `role`: how the director holds the office; `meeting`: the meeting that appointed; `post`: the other post of the director, no name.
    """

    permitted = KEEPER
    texts = ("meeting", "post")
    labels: ClassVar[Labels] = {
        "role": Label("任职方式"),
        "meeting": Label("任命的常委会会议", "如：九届八次常委会会议"),
        "post": Label("兼任职务", "如：党委副书记；不填姓名"),
    }

    role: DirectorRole
    meeting: str
    post: str = ""


class DismissDirector(
    Command, name="dismiss_director", title_zh="免去主任", event=("director_dismissed", "主任已免去")
):
    """Records that the director of the body is dismissed and that there is no other yet. `meeting`: the meeting that dismissed."""

    permitted = KEEPER
    texts = ("meeting",)
    labels: ClassVar[Labels] = {"meeting": Label("免职的常委会会议", "如：九届八次常委会会议")}

    meeting: str


class CountMembers(Command, name="count_members", title_zh="登记委员人数", event=("members_counted", "委员人数已登记")):
    """Records how many members belong to the body. `members`: of the committee 委员; `special_invited`: 特邀委员."""

    permitted = KEEPER
    labels: ClassVar[Labels] = {"members": Label("委员（人）"), "special_invited": Label("特邀委员（人）")}

    members: int
    special_invited: int = 0


BodyCommand = LoseItem | AppointDirector | DismissDirector | CountMembers
