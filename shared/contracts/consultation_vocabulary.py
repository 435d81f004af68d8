"""The vocabulary of consultations and other activities, beside their states, classes and forms."""

from shared.contracts.titled import Titled


class HeldBy(Titled):
    """The body that holds a consultation or another activity."""

    PLENARY = "plenary", "全体会议"
    STANDING_COMMITTEE = "standing_committee", "常务委员会会议"
    CHAIRPERSONS_COUNCIL = "chairpersons_council", "主席会议"
    SPECIAL_COMMITTEE = "special_committee", "专门委员会"
    SECTOR = "sector", "界别"
    MAYOR_MEETING = "mayor_meeting", "市长（县长）与委员座谈会"
    TOWNSHIP = "township", "乡镇（街道）"


class DecidingBody(Titled):
    """The body that took the decision which an activity preceded."""

    PARTY_COMMITTEE = "party_committee", "党委"
    PEOPLES_CONGRESS = "peoples_congress", "人大"
    GOVERNMENT = "government", "政府"


class Setting(Titled):
    """Whether an activity takes place in a meeting room or on site."""

    MEETING_ROOM = "meeting_room", "会场"
    ON_SITE = "on_site", "现场"


class Mobility(Titled):
    """Whether an activity always takes place at the same venue."""

    FIXED = "fixed", "固定"
    MOBILE = "mobile", "移动"


class Gathering(Titled):
    """Whether the participants of an activity meet at one venue or at several."""

    CONCENTRATED = "concentrated", "集中"
    DISPERSED = "dispersed", "分散"
