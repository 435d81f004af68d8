"""The steps of an organization, from its keeper's record; the counters are described in `counters.py`. All steps have year 0.

When an organization leaves the roster (`remove`, `merge`), it is no longer counted, but it keeps its place in the tree.
"""

from datetime import date

from shared.contracts.dated import DatedItem, Membership
from shared.contracts.facts import OrganizationFacts
from shared.contracts.vocabulary import DirectorRole, Level
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
        _count(out, "township_directors", all_hold(body, [(day, role is not None) for day, role in facts.directors]))
        for role in DirectorRole:
            held = [(day, each is role) for day, each in facts.directors]
            _count(out, f"township_directors/{role}", all_hold(body, held))
        out += _staff(facts, body)
    elif facts.level is Level.CONFERENCE:
        for held in _by_member(facts.memberships).values():
            _count(out, "member_committees", all_hold(facts.roster, held))
        return merged(out)
    return out


def _staff(facts: OrganizationFacts, body: list[tuple[date, bool]]) -> list[Step]:
    """Returns the steps of the numbers of members of the body, which count only while it is established."""
    counted = {day: (members, special) for day, members, special in facts.staffing}
    out: list[Step] = []
    holds, now, before = False, (0, 0), (0, 0)
    established = dict(body)
    for day in sorted({*counted, *established}):
        holds, now = established.get(day, holds), counted.get(day, now)
        after = now if holds else (0, 0)
        for counter, new, old in zip(("township_members", "township_special_invited"), after, before, strict=True):
            if new != old:
                out.append((counter, YEAR, day, new - old))
        before = after
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
