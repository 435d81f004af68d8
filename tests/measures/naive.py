"""The reference: what counts on one day, asked of the facts and of the tree as they stood on that day. Slow, and plain on purpose.

What became of opinion reports, activities and plans is asked in `naive_matters.py`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from shared.contracts.dated import Rating
from shared.contracts.facts import (
    ConsultationFacts,
    Facts,
    OpinionFacts,
    OrganizationFacts,
    OwnFacts,
    PlanFacts,
    PlatformFacts,
    ProposalFacts,
    VisitFacts,
)
from shared.contracts.vocabulary import Answer, HandlingRole, Level, ProposalState, Recorded
from shared.measures.tree import TreePosition
from tests.measures.naive_matters import (
    active_in,
    flags_of,
    is_so,
    left_out,
    of_consultation,
    of_opinion,
    of_plan,
    of_sending,
    of_visit,
)
from tests.measures.naive_platforms import VISITS, has_station, of_platform, visits_to

S = ProposalState
_WORST_FIRST = tuple(reversed(Answer))


def holds(facts: Facts, counter: str, day: date) -> bool:
    """Returns whether a matter counts for a counter on a day."""
    return counter in set(counting(facts, day))


def counting(facts: Facts, day: date) -> Iterator[str]:
    """Yields every counter for which a matter counts on a day, as often as it does."""
    if isinstance(facts, ProposalFacts | OpinionFacts):
        for sending in facts.sendings:
            yield from of_sending(sending, day)
        if facts.chain:
            return
    yield from _COUNTING[type(facts)](facts, day)


def _of_proposal(facts: ProposalFacts, day: date) -> Iterator[str]:
    steps = [step for step in facts.steps if step.day <= day]
    past = [step.state for step in steps]
    if S.UNDER_REVIEW in past:
        yield "proposals_received"
        if facts.online:
            yield from ("proposals_online", f"proposals_online/channel={facts.channel}")
        if S.FILED not in past and past[-1] != S.UNDER_REVIEW:
            yield f"proposals_received/{past[-1]}"
    if S.FILED in past:
        yield "proposals_filed"
        after = {each: f"{each}_after_filing" for each in (S.MERGED, S.CONVERTED, S.WITHDRAWN)} | {S.CLOSED: "closed"}
        yield f"proposals_{after.get(past[-1], 'open')}"
        yield from flags_of(facts, day)
    if {S.ASSIGNED, S.FEEDBACK_REQUESTED}.intersection(past) and past[-1] not in (S.MERGED, S.CONVERTED, S.WITHDRAWN):
        yield "proposals_assigned"
    if S.REHANDLING in past:
        yield "proposals_rehandled"
    if S.FILED in past and facts.outcomes and facts.outcomes[0].day <= day:
        yield f"proposals_outcome_first/{facts.outcomes[0].outcome}"
    yield from _of_assignments(facts, day)
    yield from _of_reply(facts, day)
    yield from _of_forms(facts, day)
    yield from _of_each_form(facts, day)


def _of_assignments(facts: ProposalFacts, day: date) -> Iterator[str]:
    past = [step.state for step in facts.steps if step.day <= day]
    if S.FILED not in past:
        return
    left = [at for at, state in facts.steps if at <= day and state in (S.MERGED, S.CONVERTED, S.WITHDRAWN)]
    offered = [each for each in facts.assignments if each.offered <= day]
    if not left and S.ASSIGNED in past and {each.role for each in offered} & {HandlingRole.LEAD, HandlingRole.SOLE}:
        yield "proposals_lead"
    for each in offered:
        if each.ended and each.ended <= min([day, *left]):
            yield "assignments_returned" if each.returned else "assignments_superseded"
        elif left:
            yield "assignments_superseded"
        else:
            yield f"assignments/{each.role}"
            if each.acknowledged and each.acknowledged <= day:
                yield "assignments_acknowledged"


def _of_reply(facts: ProposalFacts, day: date) -> Iterator[str]:
    steps = [step for step in facts.steps if step.day <= day]
    past = [step.state for step in steps]
    changes_of_state = [step for step in steps if step.state in (S.FEEDBACK_REQUESTED, S.REHANDLING)]
    if changes_of_state and changes_of_state[-1].state == S.FEEDBACK_REQUESTED:
        reply = changes_of_state[-1].day
        yield "proposals_replied"
        if reply <= _in_force([(at, limit) for at, limit in facts.limits if at <= reply], date.max):
            yield "proposals_on_time"
        outcome = [outcome for at, outcome in facts.outcomes if at <= day]
        if outcome:
            yield f"proposals_outcome/{outcome[-1]}"
            if Recorded.PROPOSALS_KEY in facts.records and facts.key and facts.key[0] <= day:
                yield f"proposals_key/{outcome[-1]}"
        assigned = next((step.day for step in steps if step.state == S.ASSIGNED), None)
        if assigned:
            yield f"handling_days/{min(365, (reply - assigned).days)}"
    elif S.FILED in past and past[-1] in (S.FILED, S.ASSIGNED, S.IN_HANDLING) and _is_late(facts, day):
        yield "proposals_overdue"


def _is_late(facts: ProposalFacts, day: date) -> bool:
    return _in_force([(at, limit) for at, limit in facts.limits if at <= day], date.max) < day


def _in_force(limits: list[tuple[date, date]], otherwise: date) -> date:
    return limits[-1][1] if limits else otherwise


def _of_forms(facts: ProposalFacts, day: date) -> Iterator[str]:
    forms = [form for form in facts.ratings if form.day <= day]
    if forms:
        newest = {form.signatory: form for form in forms}.values()
        yield from ("satisfaction_process", "satisfaction_result")
        for answer in _WORST_FIRST:
            if any(form.process == answer for form in newest):
                yield f"satisfaction_process/{answer}"
                break
        for answer in _WORST_FIRST:
            if any(form.result == answer for form in newest):
                yield f"satisfaction_result/{answer}"
                break


def _of_each_form(facts: ProposalFacts, day: date) -> Iterator[str]:
    """Yields the newest form of each signatory in each round; without the round in the facts, the days of the answers decide."""
    answered = [at for at, state in facts.steps if state == S.FEEDBACK_REQUESTED]
    newest: dict[tuple[int, int], Rating] = {}
    for index, form in enumerate(facts.ratings):
        named = facts.rating_rounds[index] if facts.rating_rounds else None
        number = named or max(1, len([at for at in answered if at <= form.day]))
        if form.day <= day:
            newest[form.signatory, number] = form
    for form in newest.values():
        yield from ("satisfaction_process_forms", f"satisfaction_process_forms/{form.process}")
        yield from ("satisfaction_result_forms", f"satisfaction_result_forms/{form.result}")


def _of_organization(facts: OrganizationFacts, day: date) -> Iterator[str]:
    if not is_so(facts.roster, day):
        return
    if facts.level == Level.COUNTY:
        yield "counties"
    if facts.level == Level.TOWNSHIP:
        yield "townships"
        if is_so(facts.body, day):
            yield "township_bodies"
            if is_so(facts.standardised, day):
                yield "standardised_bodies"
            for name in {item for _, item, _ in facts.checklist}:
                if is_so([(at, met) for at, item, met in facts.checklist if item == name], day):
                    yield f"standardised_bodies/{name}"
            yield from _staff(facts, day)
    if facts.level == Level.CONFERENCE:
        yield from ["member_committees"] * len(_members(facts, day))


def _staff(facts: OrganizationFacts, day: date) -> Iterator[str]:
    directors = [role for at, role in facts.directors if at <= day]
    if directors and directors[-1]:
        yield from ("township_directors", f"township_directors/{directors[-1]}")
    counted = [each for each in facts.staffing if each.day <= day]
    if counted:
        yield from ["township_members"] * counted[-1].members
        yield from ["township_special_invited"] * counted[-1].special_invited


def _members(facts: OrganizationFacts, day: date) -> set[str]:
    newest = {member: there for at, member, there in facts.memberships if at <= day}
    return {member for member, there in newest.items() if there}


def above(places: Mapping[str, TreePosition], organization: str, day: date) -> list[str]:
    """Returns the organization and its ancestors of that day; a path with a cycle ends."""
    path = [organization]
    while (place := places.get(path[-1])) is not None:
        parents = [parent for at, parent in place.parents if at <= day]
        if not parents or parents[-1] is None or parents[-1] in path:
            break
        path.append(parents[-1])
    return path


def is_under(places: Mapping[str, TreePosition], organization: str, top: str, day: date) -> bool:
    """Returns whether the organization, or an ancestor of that day, is `top` or a member of `top`."""
    path = above(places, organization, day)
    return top in path or any(_is_member(places.get(top), each, day) for each in path)


def _is_member(conference: TreePosition | None, organization: str, day: date) -> bool:
    changes = conference.memberships if conference else ()
    return is_so([(at, holds) for at, member, holds in changes if member == organization], day)


def figures(
    places: Mapping[str, TreePosition], matters: Mapping[str, list[Facts]], top: str, day: date
) -> Counter[tuple[int, str]]:
    """Returns every (year, counter) under `top` on a day."""
    found: Counter[tuple[int, str]] = Counter()
    for organization, facts in matters.items():
        if is_under(places, organization, top, day):
            for each in facts:
                if isinstance(each, OwnFacts):
                    found.update(_of_cadence(each, day))
                    continue
                year = 0 if isinstance(each, OrganizationFacts | PlatformFacts) else each.year
                found.update((year, counter) for counter in counting(each, day) if counter not in VISITS)
                if isinstance(each, OrganizationFacts) and _is_covered(places, matters, organization, each, day):
                    found[0, "counties_covered"] += 1
                found.update(visits_to(each, day) if isinstance(each, PlatformFacts) else ())
            found.update([(0, "townships_with_station")] * has_station(facts, day))
            found.update((day.year, indicator) for indicator in active_in(facts, day))
            omitted = left_out(facts, day)
            found.update((year, f"{optional}/left_out") for year, optional in omitted)
            found.update((0, f"{optional}/left_out/any_year") for optional in {each for _, each in omitted})
    return found


def _of_cadence(facts: OwnFacts, day: date) -> Iterator[tuple[int, str]]:
    for year, expected, held, rules in facts.cadence:
        if day.year >= year:
            yield from [(year, "cadence_expected")] * expected
            for rule in rules:
                yield from [(year, f"cadence_expected/{rule.title}")] * rule.expected
        yield from ((year, "cadence_held") for at in held if at <= day)
        yield from ((year, f"cadence_held/{rule.title}") for rule in rules for at in rule.held if at <= day)


def _is_covered(
    places: Mapping[str, TreePosition],
    matters: Mapping[str, list[Facts]],
    county: str,
    facts: OrganizationFacts,
    day: date,
) -> bool:
    if facts.level != Level.COUNTY or not is_so(facts.roster, day):
        return False
    below = [each for key in matters if is_under(places, key, county, day) for each in matters[key]]
    townships = [set(counting(each, day)) for each in below if isinstance(each, OrganizationFacts)]
    townships = [counters for counters in townships if "townships" in counters]
    return bool(townships) and all("township_bodies" in counters for counters in townships)


_COUNTING: dict[type[Facts], Callable[..., Iterator[str]]] = {
    ProposalFacts: _of_proposal,
    OpinionFacts: of_opinion,
    VisitFacts: of_visit,
    ConsultationFacts: of_consultation,
    PlanFacts: of_plan,
    PlatformFacts: of_platform,
    OrganizationFacts: _of_organization,
    OwnFacts: lambda _facts, _day: iter(()),  # counted by year in `figures`
}
"""Type of facts -> what counts of them on a day."""
