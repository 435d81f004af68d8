"""The keeper of an organization's record (decision 0051): for a township or county its parent, for others the organization itself."""

from shared.contracts.facts import OrganizationFacts
from shared.contracts.vocabulary import Level
from shared.domain.organizations.state import Organization

LEVELS = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP)
"""The levels from highest to lowest. A conference 联席会 is not among them: it is in no tree."""

MEMBERS = (Level.CITY, Level.COUNTY)
"""The levels of organizations that can be members of a conference."""

KEPT_ABOVE = frozenset({Level.COUNTY, Level.TOWNSHIP})
"""The levels whose records are kept by the parent organization."""


def may_be_above(upper: Level, lower: Level) -> bool:
    """Returns whether an organization of level `upper` may be above one of level `lower`. So the tree has no cycles on any day."""
    return upper in LEVELS and lower in LEVELS and LEVELS.index(upper) < LEVELS.index(lower)


def keeper_of(key: str, level: Level, parent: str | None) -> str:
    """Returns the key of the organization that writes this record."""
    return parent if level in KEPT_ABOVE and parent is not None else key


def keeper_in(key: str, facts: OrganizationFacts) -> str:
    """Returns the keeper by the newest parent in the facts of a record."""
    return keeper_of(key, facts.level, facts.parents[-1].parent if facts.parents else None)


def permission(command: str, level: Level | None) -> str:
    """Returns the permission that this command needs: moving a record to another keeper needs one that no keeper has."""
    rehomes = command == "move" and level in KEPT_ABOVE
    return "organizations.rehome" if rehomes else f"organizations.{command}"


def keeper_after(key: str, state: Organization) -> str:
    """Returns the keeper by the present state of the record."""
    return keeper_of(key, state.level, state.parent)
