"""The breakdowns of the figures of proposals."""

from shared.contracts.titled import Titled


class Breakdown(Titled):
    """A property by which figures of proposals are broken down, in pages of their own."""

    TYPE = "type", "提案类型"
    SECTOR = "sector", "界别"
    THEME = "theme", "主题"
    UNIT_CLASS = "unit_class", "承办单位类别"
