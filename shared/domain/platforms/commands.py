"""The commands of a grass-roots platform 基层平台: an area group, a station, a point, a household or a contact point."""

from typing import Annotated, ClassVar, get_args

from pydantic import Field

from shared.contracts.platform_vocabulary import ContactPointForm, PlatformClass
from shared.contracts.vocabulary import Role
from shared.domain.command import SECRETARIAT, Command, Correct, Grant, Label, Labels, ReasonedCommand
from shared.domain.command_set import CommandSet

REGISTERING = Grant(Role.SECRETARIAT, {Role.SECRETARIAT: "own", Role.MEMBER: "own"})


class RegisterPlatform(Command, name="register", title_zh="登记平台", event=("registered", "基层平台已登记")):
    """Registers a platform. `parent`: the id of the station of a point, or of the point of a household; `year`: by default that of `on`.

    `head`: the head, convenor or vice-chair; `deputies`: of a station; `special_committee`, `townships`: of an area group;
    `household`: the number of a household 户号; `contact_form`, `address`: of a contact point; the address is where members
    meet the public.
    """

    permitted = REGISTERING
    texts = ("head", "deputies", "special_committee", "address")

    platform: Annotated[PlatformClass, Field(alias="class")]
    head: str
    deputies: tuple[str, ...] = ()
    special_committee: str = ""
    parent: str | None = None
    household: str = ""
    townships: tuple[str, ...] = ()
    contact_form: ContactPointForm | None = None
    address: str = ""
    year: int | None = None


class RenamePlatform(Command, name="rename", title_zh="更名", event=("renamed", "基层平台已更名")):
    """Gives the platform another title, and a contact point another address; corrects its form. An omitted field stays as it is.

    The form counts for all days: another form from a day on is another contact point.
    """

    permitted = SECRETARIAT
    texts = ("title", "address")
    labels: ClassVar[Labels] = {
        "contact_form": Label("联系点类型", "只用于更正填错的类型，以前的统计随之更正；以后改用另一种形式的，另行登记"),
    }

    title: str = ""
    contact_form: ContactPointForm | None = None
    address: str = ""


class FilePlatform(Command, name="file", title_zh="备案", event=("filed", "基层平台已备案")):
    """Files a station, a point or a household 备案 by the township; from this day on it is counted."""

    permitted = SECRETARIAT
    batch = True


class Appoint(Command, name="appoint", title_zh="更换人员", event=("appointed", "基层平台人员已更换")):
    """Replaces the people of the platform: the head, and all deputies of a station. `special_committee`: if an area group changes it."""

    permitted = SECRETARIAT
    texts = ("head", "deputies", "special_committee")

    head: str
    deputies: tuple[str, ...] = ()
    special_committee: str = ""


class Regroup(Command, name="regroup", title_zh="调整乡镇", event=("regrouped", "片区乡镇已调整")):
    """Gives an area group other townships, with effect from `on`. `townships`: all that belong to it from then on."""

    permitted = SECRETARIAT

    townships: tuple[str, ...]


class RecordReception(Command, name="record_visit", title_zh="登记接待", event=("visit_recorded", "联系点接待已登记")):
    """Records that members met the public at a contact point. `visitors`: how many people came."""

    permitted = REGISTERING
    texts = ("note",)
    labels: ClassVar[Labels] = {"note": Label("接待记录", "只在本系统内保存")}

    visitors: int
    note: str = ""


class ClosePlatform(ReasonedCommand, name="close", title_zh="撤销", event=("closed", "基层平台已撤销")):
    """Closes the platform, with a reason; from this day on it is not counted. One with open platforms below it is not closed."""

    permitted = SECRETARIAT
    irreversible_warning = "撤销后不能恢复，须重新登记。"


PlatformCommand = (
    RegisterPlatform | RenamePlatform | FilePlatform | Appoint | Regroup | RecordReception | ClosePlatform | Correct
)

COMMANDS = CommandSet(
    name="platforms",
    commands=get_args(PlatformCommand),
    corrections=SECRETARIAT,
)
