"""The steps of an organization, from its keeper's record; the counters are described in `counters.py`. All steps have year 0.

When an organization leaves the roster (`remove`, `merge`), it is no longer counted, but it keeps its place in the tree.
"""

from datetime import date

from shared.contracts.dated import DatedItem, Membership
from shared.contracts.facts import OrganizationFacts
from shared.contracts.vocabulary import Level
from shared.domain.flags import Flags, all_hold
from shared.measures.steps import Step, add, merged

YEAR = 0
"""The year of steps that belong to no session: every report includes them, up to its day."""


def steps(facts: OrganizationFacts) -> list[Step]:
    """Returns the steps of an organization; none for levels that are not counted."""
    out: list[Step] = []
    if facts.level is Level.COUNTY:
        _count(out, "counties", facts.roster)
    elif facts.level is Level.TOWNSHIP:
        _count(out, "townships", facts.roster)
        body = all_hold(facts.roster, facts.body)
        _count(out, "township_bodies", body)
        _count(out, "standardised_bodies", all_hold(body, facts.standardised))
        for item, met in _by_item(facts.checklist).items():
            _count(out, f"standardised_bodies/{item}", all_hold(body, met))
    elif facts.level is Level.CONFERENCE:
        for held in _by_member(facts.memberships).values():
            _count(out, "member_committees", all_hold(facts.roster, held))
        return merged(out)
    return out


def _by_item(checklist: tuple[DatedItem, ...]) -> dict[str, list[tuple[date, bool]]]:
    items: dict[str, list[tuple[date, bool]]] = {}
    for day, item, met in checklist:
        items.setdefault(item, []).append((day, met))
    return items


def _by_member(memberships: tuple[Membership, ...]) -> dict[str, list[tuple[date, bool]]]:
    members: dict[str, list[tuple[date, bool]]] = {}
    for day, member, holds in memberships:
        members.setdefault(member, []).append((day, holds))
    return members


def _count(out: list[Step], counter: str, flags: Flags) -> None:
    add(out, YEAR, [(day, counter if holds else None) for day, holds in flags])
