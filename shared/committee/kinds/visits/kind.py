"""The kind of matter of visits to a service window 服务窗口来访."""

from datetime import date

from sqlalchemy import ColumnElement

from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.kinds.opinions.kind import OPINIONS
from shared.committee.kinds.visits.columns import VisitRow, columns, with_outcome
from shared.committee.kinds.visits.layout import LAYOUT
from shared.committee.kinds.visits.schemas import NewVisit, VisitSummary, VisitView, detail, summary
from shared.committee.matters.kind import Kind
from shared.committee.matters.record import ColumnValue, MatterDetails, MatterRecord
from shared.committee.matters.usecases import begin_entailed
from shared.committee.tables import visits
from shared.contracts.vocabulary import Channel, VisitOutcome, VisitState
from shared.domain.admission import DecisionContext
from shared.domain.opinions.commands import Collect
from shared.domain.visits.commands import COMMANDS, CompletedReportVisit, ReportVisit, VisitCommand
from shared.domain.visits.decisions import decide
from shared.domain.visits.evolution import VisitEvent, evolve
from shared.domain.visits.state import Visit
from shared.domain.visits.transitions import TRANSITIONS


class VisitKind(Kind[Visit, VisitCommand]):
    """The rules of visits."""

    def decide(self, state: Visit | None, command: VisitCommand, *, context: DecisionContext) -> VisitEvent:
        return decide(state, command, context=context)

    async def entail(
        self, tx: TransactionContext, record: MatterRecord[Visit], command: VisitCommand, by: Recorder
    ) -> VisitCommand:
        """Begins the opinion report of what the visitor said; returns the command with its id."""
        if not isinstance(command, ReportVisit):
            return command
        collect = Collect(channel=Channel.WINDOW, visit=record.id, on=command.on, late_reason=command.late_reason)
        texts = {"content": command.content, "source": command.source}
        title = command.title or record.title
        report = await begin_entailed(tx, OPINIONS, record.organization, collect, title=title, texts=texts, by=by)
        return CompletedReportVisit(**vars(command), matter=report)

    def evolve(self, state: Visit | None, event: VisitEvent) -> Visit:
        return evolve(state, event)

    def columns(self, state: Visit) -> dict[str, ColumnValue]:
        return columns(state)

    def summarise(self, row: VisitRow, today: date) -> VisitSummary:
        return summary(row, today)

    def describe(self, details: MatterDetails[Visit]) -> VisitView:
        return detail(details)

    def flagged(self, flag: str) -> ColumnElement[bool]:
        return with_outcome(flag)


VISITS = VisitKind(
    command_set=COMMANDS,
    transitions=TRANSITIONS,
    table=visits,
    state=Visit,
    layout=LAYOUT,
    new=NewVisit,
    summary=VisitSummary,
    detail=VisitView,
    ended=frozenset({VisitState.WITHDRAWN}),
    flags=VisitOutcome,
)
