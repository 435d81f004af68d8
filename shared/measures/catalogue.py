"""The measures of a report, as one table (generated: docs/measures.md#in-reports); its rows are in `reported/`, by subject."""

from dataclasses import replace

from shared.contracts.periods import YEAR
from shared.measures.measure import Measure
from shared.measures.optional import ANY_YEAR
from shared.measures.reported.activities import ACTIVITIES
from shared.measures.reported.assignments import ASSIGNMENTS
from shared.measures.reported.bodies import BODIES
from shared.measures.reported.opinions import INTAKE, OPINIONS, TRANSFERS
from shared.measures.reported.proposals import PROPOSALS
from shared.measures.reported.suggestions import PROPOSAL_SUGGESTIONS

MEASURES = (*BODIES, *ACTIVITIES, *PROPOSALS, *PROPOSAL_SUGGESTIONS, *ASSIGNMENTS, *OPINIONS, INTAKE, *TRANSFERS)
"""All measures, in the order of a report."""

_OF_ALL_YEARS = tuple(
    measure if measure.left_out is None else replace(measure, left_out=measure.left_out + ANY_YEAR)
    for measure in MEASURES
    if measure.period in (None, YEAR)
)


def measures_of(year: int | None) -> tuple[Measure, ...]:
    """Returns the measures of a report of one year, or of all years (None), which has no quarters and halves."""
    return _OF_ALL_YEARS if year is None else MEASURES
