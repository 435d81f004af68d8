"""The kind of matter of annual plans 年度协商计划."""

from shared.committee.context import TransactionContext
from shared.committee.kinds.consultations.kind import CONSULTATIONS
from shared.committee.kinds.plans.columns import columns, overdue_rows
from shared.committee.kinds.plans.layout import LAYOUT
from shared.committee.kinds.plans.schemas import NewPlan, PlanSummary, PlanView, detail, summary
from shared.committee.matters.kind import Kind
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.references import check_reference
from shared.committee.matters.repository import load
from shared.committee.tables import plans
from shared.contracts.consultation_vocabulary import ConsultationState
from shared.domain.consultations.obligations import WAITING
from shared.domain.errors import invalid
from shared.domain.plans.commands import COMMANDS, Execute, PlanCommand
from shared.domain.plans.decisions import decide
from shared.domain.plans.evolution import evolve
from shared.domain.plans.obligations import DUE, obligations
from shared.domain.plans.state import Plan
from shared.domain.plans.transitions import TRANSITIONS


async def _check(tx: TransactionContext, record: MatterRecord[Plan], command: PlanCommand) -> None:
    """Raises `InvalidError` unless the activity that executed an item is of the same organization and has taken place."""
    if not isinstance(command, Execute) or command.consultation is None:
        return
    activity = command.consultation
    await check_reference(tx.connection, (CONSULTATIONS,), "consultation", activity, organization=record.organization)
    status = (await load(tx.connection, CONSULTATIONS, activity)).state.status
    if status in (*WAITING, ConsultationState.CANCELLED):
        raise invalid("consultation", activity, f"该活动尚未开展，当前状态是“{status.title_zh}”")


PLANS: Kind[Plan, PlanCommand] = Kind(
    command_set=COMMANDS,
    table=plans,
    state=Plan,
    decide=decide,
    evolve=evolve,
    transitions=TRANSITIONS,
    new=NewPlan,
    columns=columns,
    summary=PlanSummary,
    summarise=summary,
    detail=PlanView,
    describe=detail,
    layout=LAYOUT,
    overdue=overdue_rows,
    due_states=DUE,
    obligations=obligations,
    check=_check,
    yearly=True,
)
