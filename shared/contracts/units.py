"""The classes of handling units 承办单位."""

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
