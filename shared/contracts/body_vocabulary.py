"""The vocabulary of township bodies 乡镇政协工作委员会、联络组."""

from shared.contracts.titled import Titled


class DirectorRole(Titled):
    """How the director 主任 of a township body holds the office."""

    FULL_TIME = "full_time", "专职主任"
    CONCURRENT = "concurrent", "兼职主任"
    ACTING = "acting", "临时负责人"
