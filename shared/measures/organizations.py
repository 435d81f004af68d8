"""What is counted of an organization, by its keeper's record; the counters are described in `counters.py`. All of it is of year 0.

Whatever ends its place on the roster (`remove`, `merge`) ends what is counted of it, not its place in the tree.
"""

from collections.abc import Iterable
from datetime import date
from operator import itemgetter

from shared.contracts.dated import DatedItem, Membership
from shared.contracts.facts import OrganizationFacts
from shared.contracts.vocabulary import Level
from shared.measures.steps import Step, add, merged

YEAR = 0
"""The year of what belongs to no session: every report includes it, up to its day."""

_Flags = Iterable[tuple[date, bool]]


def steps(facts: OrganizationFacts) -> list[Step]:
    """The steps of an organization; levels of which nothing is counted have none."""
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


def all_hold(*lists: _Flags) -> list[tuple[date, bool]]:
    """Whether all of these dated flags hold, from each day on which one of them changes; before its first day none does."""
    dated = [(day, number, holds) for number, flags in enumerate(lists) for day, holds in flags]
    dated.sort(key=itemgetter(0))
    state = [False] * len(lists)
    together: list[tuple[date, bool]] = []
    for day, number, holds in dated:
        state[number] = holds
        together.append((day, all(state)))
    return together


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


def _count(out: list[Step], counter: str, flags: _Flags) -> None:
    add(out, YEAR, [(day, counter if holds else None) for day, holds in flags])
