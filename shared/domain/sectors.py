"""The sectors 界别 that take part in a committee."""

from shared.domain.lines import is_line

SECTOR_ENDING = "界"
"""The end of the names of most sectors, which clerks often omit."""

LONGEST_SECTOR = 40
"""Maximum length of the name of a sector: events contain it."""

SECTORS: tuple[str, ...] = (
    "中国共产党", "民革", "民盟", "民建", "民进", "农工党", "致公党", "九三学社", "台盟", "无党派人士", "共青团和青联", "总工会", "妇联",
    "工商联", "科协", "台联", "侨联", "文化艺术界", "科学技术界", "社会科学界", "经济界", "农业界", "教育界", "体育界", "新闻出版界",
    "医药卫生界", "对外友好界", "社会福利和社会保障界", "少数民族界", "宗教界", "环境资源界", "特邀香港人士", "特邀澳门人士",
    "特别邀请人士",
)  # fmt: skip
"""The sectors 界别 of the national committee since its 14th term (2023)."""


def sector_name(value: object) -> str:
    """Returns the name of a sector of a charter; raises `ValueError` when it is empty, too long or not one line."""
    if not isinstance(value, str) or not value or len(value) > LONGEST_SECTOR or not is_line(value):
        raise ValueError(f"sectors: `{value}` is no name of at most {LONGEST_SECTOR} characters")
    return value
