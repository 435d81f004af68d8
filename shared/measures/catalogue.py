"""The measures of a report, as one table (interfaces §5); its rows are in `reported/`, by subject."""

from shared.measures.reported.activities import ACTIVITIES
from shared.measures.reported.bodies import BODIES
from shared.measures.reported.opinions import INTAKE, OPINIONS, TRANSFERS
from shared.measures.reported.proposals import PROPOSALS

MEASURES = (*BODIES, *ACTIVITIES, *PROPOSALS, *OPINIONS, INTAKE, *TRANSFERS)
"""In the order in which a report shows them."""
