"""Who keeps the record of an organization (decision 0051): a township's and a county's the organization above it, others their own."""

from shared.contracts.vocabulary import Level
from shared.domain.organizations.state import Organization

LEVELS = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP)
"""From above to below. A conference 联席会 stands beside them: it is in no tree."""

MEMBERS = (Level.CITY, Level.COUNTY)
"""Who can be a member of a conference."""

KEPT_ABOVE = frozenset({Level.COUNTY, Level.TOWNSHIP})
"""Their records are kept by the organization they belong to."""


def may_be_above(upper: Level, lower: Level) -> bool:
    """Whether an organization of the one level may have one of the other below it. So the tree has no circles on any day."""
    return upper in LEVELS and lower in LEVELS and LEVELS.index(upper) < LEVELS.index(lower)


def keeper_of(key: str, level: Level, parent: str | None) -> str:
    """The key of the organization that writes this record."""
    return parent if level in KEPT_ABOVE and parent is not None else key


def permission(command: str, level: Level | None) -> str:
    """What an account must be permitted to give this command: to move a record to another keeper is for no keeper to decide."""
    rehomes = command == "move" and level in KEPT_ABOVE
    return "organizations.rehome" if rehomes else f"organizations.{command}"


def keeper_after(key: str, state: Organization) -> str:
    """The keeper as the record stands."""
    return keeper_of(key, state.level, state.parent)
