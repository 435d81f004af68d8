"""Names of organizations: the roster has place names, 万山区; pages show the committee's usual name, 万山区政协, letters its full name."""

from datetime import date

from shared.committee.directory.tree import OrganizationTree
from shared.contracts.vocabulary import Level

_COMMITTEE = "政协"
_SHORT: dict[Level, str] = {Level.TOWNSHIP: "{name}政协联络组"}
_FORMAL: dict[Level, str] = {
    Level.TOWNSHIP: "{above}{name}政协联络组",
    Level.COUNTY: "政协{above}{name}委员会",
}
"""The form of the full name by level, where it is not the usual one; `above`: the name of the parent's place."""


def committee_name(key: str, tree: OrganizationTree, day: date) -> str:
    """Returns the usual name of the organization, 万山区政协; its key when the directory does not know it."""
    return _formatted_name(key, tree, day, _SHORT, "{name}政协")


def formal_name(key: str, tree: OrganizationTree, day: date) -> str:
    """Returns the full name of the organization, as in signatures: 政协铜仁市万山区委员会."""
    return _formatted_name(key, tree, day, _FORMAL, "政协{name}委员会")


def _formatted_name(key: str, tree: OrganizationTree, day: date, forms: dict[Level, str], usual: str) -> str:
    if key not in tree:
        return key
    name, level = tree.name(key, day), tree.level(key)
    if level is Level.CONFERENCE or _COMMITTEE in name:
        return name
    parent = tree.parent(key, day)
    above = tree.name(parent, day) if parent is not None and parent in tree else ""
    return forms.get(level, usual).format(name=name, above="" if _COMMITTEE in above else above)


def address_of(key: str, tree: OrganizationTree, day: date) -> str:
    """Returns the key, or a code of the organization if the key resolves to another one on the day.

    Returns the key if no code resolves to the organization either.
    """
    if key not in tree:
        return key
    codes = [entry.code for entry in reversed(tree.facts(key).codes) if entry.code]
    return next((word for word in (key, *codes) if tree.addressed(word, day) == key), key)
