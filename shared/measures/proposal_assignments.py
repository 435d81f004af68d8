"""The steps of the assignments of a proposal to its units, of their contacts and extensions; counters: `counters.py`."""

from datetime import date

from shared.contracts.dated import DatedAssignment
from shared.contracts.facts import ProposalFacts
from shared.contracts.proposal_vocabulary import ContactForm
from shared.contracts.vocabulary import HandlingRole, ProposalState, Recorded
from shared.measures.optional import RECORDED
from shared.measures.steps import FOREVER, Step, Timeline, add, merged

_IN_FORCE = {role: f"assignments/{role}" for role in HandlingRole}
_CONTACTS = {form: f"contacts/{form}" for form in ContactForm}
_LEFT = (ProposalState.MERGED, ProposalState.CONVERTED, ProposalState.WITHDRAWN)
_LEADING = (HandlingRole.LEAD, HandlingRole.SOLE)


def until_left(facts: ProposalFacts) -> Timeline:
    """Returns the end of what counts until a proposal is merged, converted or withdrawn; empty if it is not."""
    last = facts.steps[-1]
    return [(last.day, None)] if last.state in _LEFT else []


def count_assignments(out: list[Step], facts: ProposalFacts, assigned: date | None) -> None:
    """Appends the steps of each assignment of a filed proposal. `assigned`: the day of the first assignment."""
    last = facts.steps[-1]
    left = last.day if last.state in _LEFT else FOREVER
    steps: list[Step] = []
    for assignment in facts.assignments:
        _count(steps, facts.year, assignment, left)
    out += steps if len(facts.assignments) == 1 else merged(steps)
    leading = [each.offered for each in facts.assignments if each.role in _LEADING]
    if leading and assigned:
        add(out, facts.year, [(max(assigned, leading[0]), "proposals_lead"), *until_left(facts)])


def _count(steps: list[Step], year: int, assignment: DatedAssignment, left: date) -> None:
    """Appends the steps of one assignment: in force until it is returned, given to another unit, or the proposal leaves the handling."""
    ended = assignment.ended or FOREVER
    end = min(ended, left)
    stages: Timeline = [(assignment.offered, _IN_FORCE[assignment.role])]
    if end < FOREVER:
        is_returned = assignment.returned is not None and ended <= left
        stages.append((end, "assignments_returned" if is_returned else "assignments_superseded"))
    add(steps, year, stages)
    begun = assignment.acknowledged
    if begun is not None and begun < end:
        add(steps, year, [(begun, "assignments_acknowledged"), *([(end, None)] if end < FOREVER else [])])


def count_contacts(out: list[Step], facts: ProposalFacts, filed: date) -> None:
    """Appends the steps of the contacts and of the extensions of a filed proposal."""
    year = facts.year
    steps: list[Step] = []
    if Recorded.CONTACTS in facts.records:
        out.append((RECORDED[Recorded.CONTACTS], year, filed, 1))
        steps += [(_CONTACTS[each.form], year, max(filed, each.day), 1) for each in facts.contacts]
    if Recorded.EXTENSIONS in facts.records:
        out.append((RECORDED[Recorded.EXTENSIONS], year, filed, 1))
        steps += [("extensions", year, max(filed, day), 1) for day in facts.extended]
    out += steps if len(steps) <= 1 else merged(steps)
