"""The kind of matter of visits to a service window 服务窗口来访."""

from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.kinds.opinions.kind import OPINIONS
from shared.committee.kinds.visits.columns import columns, with_outcome
from shared.committee.kinds.visits.layout import LAYOUT
from shared.committee.kinds.visits.schemas import NewVisit, VisitSummary, VisitView, detail, summary
from shared.committee.matters.kind import Kind
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.usecases import begin_entailed
from shared.committee.tables import visits
from shared.contracts.vocabulary import Channel, VisitOutcome, VisitState
from shared.domain.opinions.commands import Collect
from shared.domain.visits.commands import COMMANDS, CompletedReportVisit, ReportVisit, VisitCommand
from shared.domain.visits.decisions import decide
from shared.domain.visits.evolution import evolve
from shared.domain.visits.state import Visit
from shared.domain.visits.transitions import TRANSITIONS


async def _entail(
    tx: TransactionContext, record: MatterRecord[Visit], command: VisitCommand, by: Recorder
) -> VisitCommand:
    """Begins the opinion report of what the visitor said; returns the command with its id."""
    if not isinstance(command, ReportVisit):
        return command
    collect = Collect(channel=Channel.WINDOW, visit=record.id, on=command.on, late_reason=command.late_reason)
    texts = {"content": command.content, "source": command.source}
    title = command.title or record.title
    report = await begin_entailed(tx, OPINIONS, record.organization, collect, title=title, texts=texts, by=by)
    return CompletedReportVisit(**vars(command), matter=report)


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
    entail=_entail,
    ended=frozenset({VisitState.WITHDRAWN}),
    flags=(VisitOutcome, with_outcome),
)
