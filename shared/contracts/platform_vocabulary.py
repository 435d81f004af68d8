"""The vocabulary of grass-roots platforms 基层平台."""

from shared.contracts.titled import Titled


class PlatformState(Titled):
    """The state of a grass-roots platform. Stations, points and households wait for their filing 备案; others are active at once."""

    REGISTERED = "registered", "待备案"
    ACTIVE = "active", "运行中"
    CLOSED = "closed", "已撤销"


class PlatformClass(Titled):
    """The class of a platform: an area group 片区, one of the three levels below a township 村–组–户, or a contact point."""

    AREA_GROUP = "area_group", "片区"
    STATION = "station", "村级协商站"
    POINT = "point", "组级协商点"
    HOUSEHOLD = "household", "户级协商召集人"
    CONTACT_POINT = "contact_point", "委员联系点"

    @property
    def is_filed(self) -> bool:
        """Returns whether a platform of this class is counted only from its filing 备案 on."""
        return self in (PlatformClass.STATION, PlatformClass.POINT, PlatformClass.HOUSEHOLD)


class ContactPointForm(Titled):
    """How members meet the public at a contact point 委员联系点."""

    OFFICE = "office", "坐班"
    WALK = "walk", "走访"
    HOUSEHOLD = "household", "入户"
    DISCUSSION = "discussion", "座谈"
