"""Steps of proposals by type, sector, theme and class of unit, and of activities by sector, apart from the undivided ones (decision 0026).

A divided counter has the name of its counter and the part: `proposals_filed/theme=social`. What is not recorded of a matter is in no part.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec import structs

from shared.contracts.dated import DatedAssignment
from shared.contracts.facts import ConsultationFacts, Facts, ProposalFacts
from shared.contracts.proposal_vocabulary import Breakdown, UnitClass
from shared.contracts.topics import Topic
from shared.contracts.vocabulary import ProposalState
from shared.measures import consultations, proposals
from shared.measures.catalogue import MEASURES
from shared.measures.measure import Measure, counters_of
from shared.measures.proposal_assignments import count_assignments
from shared.measures.steps import Step

_OF_PROPOSALS = (
    "proposals_received",
    "proposals_filed",
    "proposals_replied",
    "proposals_merged_after_filing",
    "proposals_converted",
    "proposals_closed",
    "proposals_on_time",
    "proposals_overdue",
    "proposals_outcome",
    "proposals_resolved",
    "proposals_rehandled",
    "satisfaction_process",
    "satisfaction_result",
)
_OF_ASSIGNMENTS = ("assignments", "assignments_acknowledged", "assignments_returned")
_OF_ACTIVITIES = ("sector_activities", "sector_suggestions")

DividedFacts = ProposalFacts | ConsultationFacts
"""The facts whose steps breakdowns divide."""

DIVIDED_FACTS: Mapping[Topic, type[DividedFacts]] = {
    Topic.PROPOSALS: ProposalFacts,
    Topic.CONSULTATIONS: ConsultationFacts,
}
"""Topic -> the facts in its events whose steps breakdowns divide."""

BROKEN_DOWN: Mapping[Breakdown, tuple[Measure, ...]] = {
    breakdown: tuple(measure for measure in MEASURES if measure.name in names)
    for breakdown, names in (
        (Breakdown.TYPE, _OF_PROPOSALS),
        (Breakdown.SECTOR, (*_OF_PROPOSALS, *_OF_ACTIVITIES)),
        (Breakdown.THEME, _OF_PROPOSALS),
        (Breakdown.UNIT_CLASS, _OF_ASSIGNMENTS),
    )
}
"""Breakdown -> the measures that it divides, in the order of a report."""

_DIVIDED = frozenset(counter for measure in BROKEN_DOWN[Breakdown.SECTOR] for counter in counters_of(measure))


class DividedStep(NamedTuple):
    """A step of a counter of one part of a breakdown."""

    breakdown: Breakdown
    step: Step


def divided(counter: str, breakdown: Breakdown, part: str) -> str:
    """Returns the name of a counter of one part: `proposals_filed/theme=social`."""
    return f"{counter}/{breakdown}={part}"


def divided_steps(facts: Facts) -> Iterator[DividedStep]:
    """Yields the steps of one matter by breakdown, at most one for each counter and day; a matter from elsewhere has none."""
    if isinstance(facts, ConsultationFacts):
        if facts.sector is not None:
            yield from _in_parts(consultations.steps(facts), [(Breakdown.SECTOR, facts.sector)])
    elif isinstance(facts, ProposalFacts) and not facts.chain:
        if parts := _parts(facts):
            yield from _in_parts(proposals.steps(facts), parts)
        if facts.unit_classes and any(step.state is ProposalState.FILED for step in facts.steps):
            yield from _of_assignments(facts)


def _in_parts(steps: Iterable[Step], parts: Iterable[tuple[Breakdown, str]]) -> Iterator[DividedStep]:
    """Yields the steps of the divided counters, once for each part."""
    for counter, year, day, amount in steps:
        if counter in _DIVIDED:
            for breakdown, part in parts:
                yield DividedStep(breakdown, (divided(counter, breakdown, part), year, day, amount))


def _parts(facts: ProposalFacts) -> list[tuple[Breakdown, str]]:
    """Returns the part of each breakdown that a whole proposal belongs to, as far as it is recorded."""
    properties = (
        (Breakdown.TYPE, facts.type),
        (Breakdown.SECTOR, facts.sector),
        (Breakdown.THEME, facts.theme),
    )
    return [(breakdown, part) for breakdown, part in properties if part is not None]


def _of_assignments(facts: ProposalFacts) -> Iterator[DividedStep]:
    by_class: defaultdict[UnitClass, list[DatedAssignment]] = defaultdict(list)
    for assignment, unit_class in zip(facts.assignments, facts.unit_classes, strict=False):
        if unit_class is not None:
            by_class[unit_class].append(assignment)
    for unit_class, some in by_class.items():
        counted: list[Step] = []
        count_assignments(counted, structs.replace(facts, assignments=tuple(some)), None)
        for counter, year, day, amount in counted:
            yield DividedStep(
                Breakdown.UNIT_CLASS, (divided(counter, Breakdown.UNIT_CLASS, unit_class), year, day, amount)
            )
