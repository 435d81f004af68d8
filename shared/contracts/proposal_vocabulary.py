"""The words of the handling of proposals 提案办理: classes of units, forms of contacts, breakdowns of the figures."""

from shared.contracts.titled import Titled


class UnitClass(Titled):
    """The class of a handling unit, with its Chinese title."""

    PARTY = "party", "党委部门"
    GOVERNMENT = "government", "政府部门"
    COURT = "court", "法院"
    PROCURATORATE = "procuratorate", "检察院"
    PEOPLE_ORGANIZATION = "people_organization", "人民团体"
    INSTITUTION = "institution", "事业单位"
    ENTERPRISE = "enterprise", "企业"
    TOWNSHIP = "township", "乡镇（街道）"
    OTHER = "other", "其他"


class ContactForm(Titled):
    """The form of a contact of a handling unit with a proposer."""

    MEETING = "meeting", "座谈面商"
    VISIT = "visit", "走访"
    TELEPHONE = "telephone", "电话"
    LETTER = "letter", "书信"
    ONLINE = "online", "网络"
    OTHER = "other", "其他"


class Breakdown(Titled):
    """A property by which figures of proposals and activities are broken down, in pages of their own."""

    TYPE = "type", "提案类型"
    SECTOR = "sector", "界别"
    THEME = "theme", "主题"
    UNIT_CLASS = "unit_class", "承办单位类别"
