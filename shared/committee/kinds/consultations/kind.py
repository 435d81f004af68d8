"""The kind of matter of consultations 协商 and other activities."""

from shared.committee.context import TransactionContext
from shared.committee.kinds.consultations.columns import columns, overdue_rows
from shared.committee.kinds.consultations.hearings import check_hearing
from shared.committee.kinds.consultations.layout import LAYOUT
from shared.committee.kinds.consultations.schemas import (
    ConsultationSummary,
    ConsultationView,
    NewConsultation,
    detail,
    summary,
)
from shared.committee.kinds.opinions.kind import OPINIONS
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matters.kind import Kind
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.references import check_reference
from shared.committee.tables import consultations
from shared.contracts.consultation_vocabulary import HeldBy
from shared.contracts.vocabulary import ActivityClass, ConsultationState
from shared.domain.consultations.commands import COMMANDS, ConsultationCommand, ConvertOutcome
from shared.domain.consultations.decisions import decide
from shared.domain.consultations.evolution import evolve
from shared.domain.consultations.state import Consultation
from shared.domain.consultations.transitions import TRANSITIONS


async def _check(tx: TransactionContext, record: MatterRecord[Consultation], command: ConsultationCommand) -> None:
    """Raises `InvalidError` for an outcome converted to no own opinion report or proposal, and for a second hearing of a day."""
    if record.state.activity is ActivityClass.HEARING:
        await check_hearing(tx, record, command)
    if isinstance(command, ConvertOutcome):
        await check_reference(tx.connection, (OPINIONS, PROPOSALS), "to", command.to, organization=record.organization)


CONSULTATIONS: Kind[Consultation, ConsultationCommand] = Kind(
    command_set=COMMANDS,
    table=consultations,
    state=Consultation,
    decide=decide,
    evolve=evolve,
    transitions=TRANSITIONS,
    new=NewConsultation,
    columns=columns,
    summary=ConsultationSummary,
    summarise=summary,
    detail=ConsultationView,
    describe=detail,
    layout=LAYOUT,
    overdue=overdue_rows,
    check=_check,
    drafts=frozenset({ConsultationState.TOPIC_RAISED}),
    ended=frozenset({ConsultationState.CLOSED, ConsultationState.CANCELLED}),
    filters={"class": (ActivityClass, consultations.c.activity), "held_by": (HeldBy, consultations.c.held_by)},
)
