"""The kind of matter of annual plans 年度协商计划."""

from datetime import date

from sqlalchemy import ColumnElement, delete

from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.kinds.consultations.kind import CONSULTATIONS, ConsultationKind
from shared.committee.kinds.plans.columns import PlanRow, columns, overdue_rows
from shared.committee.kinds.plans.layout import LAYOUT
from shared.committee.kinds.plans.schemas import NewPlan, PlanSummary, PlanView, detail, summary
from shared.committee.matters.kind import Kind
from shared.committee.matters.record import ColumnValue, MatterDetails, MatterRecord
from shared.committee.matters.references import check_reference
from shared.committee.matters.repository import load
from shared.committee.tables import matter_references, plans
from shared.committee.units.naming import with_registered_names
from shared.contracts.consultation_vocabulary import ConsultationState
from shared.domain.admission import DecisionContext
from shared.domain.consultations.obligations import WAITING
from shared.domain.errors import invalid
from shared.domain.obligations import Obligation
from shared.domain.plans.commands import COMMANDS, Execute, LinkActivity, PlanCommand
from shared.domain.plans.decisions import decide
from shared.domain.plans.evolution import PlanEvent, evolve
from shared.domain.plans.obligations import DUE, obligations
from shared.domain.plans.state import Plan
from shared.domain.plans.transitions import TRANSITIONS


class PlanKind(Kind[Plan, PlanCommand]):
    """The rules of annual plans."""

    async def complete(self, tx: TransactionContext, record: MatterRecord[Plan], command: PlanCommand) -> PlanCommand:
        """Returns the command with the name of the department that the register of units has."""
        return await with_registered_names(tx, record.organization, command)

    async def check(self, tx: TransactionContext, record: MatterRecord[Plan], command: PlanCommand) -> None:
        """Raises `InvalidError` unless the activity of an item is of the same organization, is not cancelled, and has executed it."""
        if not isinstance(command, LinkActivity | Execute):
            return
        items = record.state.items
        linked = items[command.item - 1].consultation if 0 < command.item <= len(items) else None
        activity = linked if command.consultation is None else command.consultation
        if activity is None:
            return
        await check_reference(
            tx.connection, (CONSULTATIONS,), "consultation", activity, organization=record.organization
        )
        status = (await load(tx.connection, CONSULTATIONS, activity)).state.status
        if status is ConsultationState.CANCELLED or (isinstance(command, Execute) and status in WAITING):
            raise invalid("consultation", activity, f"该活动尚未开展，当前状态是“{status.title_zh}”")

    def decide(self, state: Plan | None, command: PlanCommand, *, context: DecisionContext) -> PlanEvent:
        return decide(state, command, context=context)

    async def entail(
        self, tx: TransactionContext, record: MatterRecord[Plan], command: PlanCommand, _by: Recorder
    ) -> PlanCommand:
        """Lets the activity of an item lead back to the plan; an activity that no item names any more no longer does."""
        if isinstance(command, LinkActivity | Execute) and command.consultation is not None:
            others = {each.consultation for number, each in enumerate(record.state.items, 1) if number != command.item}
            named = sorted({each for each in others if each is not None} | {command.consultation})
            table = matter_references
            await tx.connection.execute(delete(table).where(table.c.referred_by == record.id))
            rows = [{"matter": each, "referred_by": record.id} for each in named]
            await tx.connection.execute(table.insert(), rows)
        return command

    def evolve(self, state: Plan | None, event: PlanEvent) -> Plan:
        return evolve(state, event)

    def columns(self, state: Plan) -> dict[str, ColumnValue]:
        return columns(state)

    def summarise(self, row: PlanRow, today: date) -> PlanSummary:
        return summary(row, today)

    def describe(self, details: MatterDetails[Plan]) -> PlanView:
        return detail(details)

    def overdue(self, today: date) -> ColumnElement[bool]:
        return overdue_rows(today)

    def obligations(self, state: Plan) -> list[Obligation]:
        return obligations(state)

    def linked(self, state: Plan) -> tuple[ConsultationKind, tuple[str, ...]]:
        return CONSULTATIONS, state.activities()


PLANS = PlanKind(
    command_set=COMMANDS,
    transitions=TRANSITIONS,
    table=plans,
    state=Plan,
    layout=LAYOUT,
    new=NewPlan,
    summary=PlanSummary,
    detail=PlanView,
    due_states=DUE,
    yearly=True,
)
