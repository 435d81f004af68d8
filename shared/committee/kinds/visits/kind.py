"""The kind of matter of visits to a service window 服务窗口来访."""

from shared.committee.kinds.visits.columns import columns
from shared.committee.kinds.visits.layout import LAYOUT
from shared.committee.kinds.visits.schemas import NewVisit, VisitSummary, VisitView, detail, summary
from shared.committee.matters.kind import Kind
from shared.committee.tables import visits
from shared.contracts.vocabulary import VisitState
from shared.domain.visits.commands import COMMANDS, VisitCommand
from shared.domain.visits.decisions import decide
from shared.domain.visits.evolution import evolve
from shared.domain.visits.state import Visit
from shared.domain.visits.transitions import TRANSITIONS

VISITS: Kind[Visit, VisitCommand] = Kind(
    command_set=COMMANDS,
    table=visits,
    state=Visit,
    decide=decide,
    evolve=evolve,
    transitions=TRANSITIONS,
    new=NewVisit,
    columns=columns,
    summary=VisitSummary,
    summarise=summary,
    detail=VisitView,
    describe=detail,
    layout=LAYOUT,
    ended=frozenset({VisitState.WITHDRAWN}),
)
