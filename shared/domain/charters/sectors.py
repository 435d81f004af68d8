"""The sector 界别 that a matter names: one of those that the charter of the day lists."""

from shared.domain.charters.charter import Charter
from shared.domain.charters.values import SECTOR_ENDING
from shared.domain.comparison import name_key
from shared.domain.errors import invalid


def sector_named(word: str, *, charter: Charter) -> str | None:
    """Returns the charter's name of a sector, which may be given without its last character 界; None for a sector that it does not list."""
    key = _key(word)
    return next((each for each in charter.sectors if _key(each) == key), None)


def check_sector(word: str | None, *, charter: Charter) -> str | None:
    """Returns the charter's name of a sector, None without one; raises `InvalidError` for a sector that it does not list."""
    if not word:
        return None
    found = sector_named(word, charter=charter)
    if found is None:
        raise invalid("sector", word, f"须为章程所列的界别之一：{'、'.join(charter.sectors)}")
    return found


def _key(name: str) -> str:
    return name_key(name).removesuffix(SECTOR_ENDING)
