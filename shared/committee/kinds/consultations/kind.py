"""The kind of matter of consultations 协商 and other activities."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, select

from shared.committee.comment_rounds.asking import ask_addressees, note_comment
from shared.committee.comment_rounds.suggestions import ask_unit_for_answer, note_answer
from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.kinds.consultations.addressees import complete_request
from shared.committee.kinds.consultations.columns import ConsultationRow, appraised_by, columns, overdue_rows
from shared.committee.kinds.consultations.conversion import convert_outcome
from shared.committee.kinds.consultations.hearings import check_hearing
from shared.committee.kinds.consultations.layout import LAYOUT
from shared.committee.kinds.consultations.occasions import occasions
from shared.committee.kinds.consultations.participants import complete_invitation, with_attendance
from shared.committee.kinds.consultations.report_drafts import check_report, signed_by
from shared.committee.kinds.consultations.schemas import (
    ConsultationSummary,
    ConsultationView,
    NewConsultation,
    detail,
    summary,
)
from shared.committee.kinds.consultations.suggestion_lists import with_all_suggestions
from shared.committee.kinds.opinions.kind import OPINIONS
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matters.kind import CompleteBody, Kind
from shared.committee.matters.kind_definition import CreateSchema
from shared.committee.matters.record import ColumnValue, MatterDetails, MatterRecord, MatterRow
from shared.committee.matters.references import check_reference
from shared.committee.notifications.vocabulary import Occasion
from shared.committee.tables import consultations
from shared.committee.units.naming import with_registered_names
from shared.contracts.consultation_vocabulary import ActivityClass, ActivityForm, ConsultationState, HeldBy
from shared.domain.admission import DecisionContext
from shared.domain.consultations.commands import (
    COMMANDS,
    AnswerSuggestion,
    ConsultationCommand,
    ConvertOutcome,
    Hold,
    ReferSuggestion,
)
from shared.domain.consultations.decisions import decide
from shared.domain.consultations.evolution import ConsultationEvent, evolve
from shared.domain.consultations.follow_up_commands import CompletedRequestComments, RecordComment, RequestComments
from shared.domain.consultations.obligations import DUE, obligations
from shared.domain.consultations.participant_commands import Invite
from shared.domain.consultations.research_commands import DraftReport, ReportStep, SignOff
from shared.domain.consultations.state import Consultation
from shared.domain.consultations.suggestion_commands import CompletedAddSuggestions, RewordSuggestion
from shared.domain.consultations.transitions import TRANSITIONS
from shared.domain.errors import invalid
from shared.domain.obligations import Obligation
from shared.web.accounts import Account


class ConsultationKind(Kind[Consultation, ConsultationCommand]):
    """The rules of consultations."""

    async def prepare(
        self,
        tx: TransactionContext,
        account: Account,
        organization: str,
        bodies: Sequence[CreateSchema[ConsultationCommand]],
    ) -> CompleteBody[ConsultationCommand]:
        """Refuses an appraisal of anything but a research activity of the organization, of an earlier year."""
        table = consultations.c
        for each in bodies:
            if not isinstance(each, NewConsultation) or not each.appraises:
                continue
            query = select(table.year).where(
                table.id == each.appraises,
                table.organization == organization,
                table.activity == ActivityClass.RESEARCH,
                table.held_on.is_not(None),
            )
            year, own = await tx.connection.scalar(query), each.year or (each.on or tx.context.today()).year
            if year is None or year >= own:
                raise invalid("appraises", each.appraises, f"须为本单位{own}年以前年度已开展的调研")
        return await super().prepare(tx, account, organization, bodies)

    async def complete(
        self, tx: TransactionContext, record: MatterRecord[Consultation], command: ConsultationCommand
    ) -> ConsultationCommand:
        """Returns the command with the names that the roster and the registers have."""
        match command:
            case RequestComments():
                return await complete_request(tx, record, command)
            case Invite():
                return await complete_invitation(tx, record, command)
            case Hold():
                return await with_attendance(tx, record, command)
            case ReferSuggestion() | AnswerSuggestion():
                return await with_registered_names(tx, record.organization, command)
        return command

    async def check(
        self, tx: TransactionContext, record: MatterRecord[Consultation], command: ConsultationCommand
    ) -> None:
        """Raises `InvalidError` for an outcome converted to no own matter, a second hearing of a day, a report without text and file."""
        if record.state.activity is ActivityClass.HEARING:
            await check_hearing(tx, record, command)
        if isinstance(command, DraftReport):
            await check_report(tx, record, command)
        if isinstance(command, ConvertOutcome) and command.to is not None:
            await check_reference(
                tx.connection, (OPINIONS, PROPOSALS), "to", command.to, organization=record.organization
            )

    def decide(
        self, state: Consultation | None, command: ConsultationCommand, *, context: DecisionContext
    ) -> ConsultationEvent:
        return decide(state, command, context=context)

    async def entail(
        self, tx: TransactionContext, record: MatterRecord[Consultation], command: ConsultationCommand, by: Recorder
    ) -> ConsultationCommand:
        """Completes conversions, sign-offs and lists of suggestions; asks the addressees of a comment round, and stores their comments."""
        match command:
            case ConvertOutcome():
                return await convert_outcome(tx, record, command, by=by)
            case CompletedRequestComments():
                await ask_addressees(tx, record, command, account=by.account)
            case RecordComment():
                await note_comment(tx, record, command)
            case CompletedAddSuggestions() | RewordSuggestion():
                return await with_all_suggestions(tx, record.id, command)
            case ReferSuggestion():
                await ask_unit_for_answer(tx, record, command, account=by.account)
            case AnswerSuggestion():
                await note_answer(tx, record, command, account=by.account)
            case SignOff():
                return signed_by(record, command, by)
        return command

    def evolve(self, state: Consultation | None, event: ConsultationEvent) -> Consultation:
        return evolve(state, event)

    def occasions(self, state: Consultation, command: ConsultationCommand) -> list[Occasion]:
        return occasions(state, command)

    def columns(self, state: Consultation) -> dict[str, ColumnValue]:
        return columns(state)

    def summarise(self, row: ConsultationRow, today: date) -> ConsultationSummary:
        return summary(row, today)

    def describe(self, details: MatterDetails[Consultation]) -> ConsultationView:
        return detail(details)

    def overdue(self, today: date) -> ColumnElement[bool]:
        return overdue_rows(today)

    def obligations(self, state: Consultation) -> list[Obligation]:
        return obligations(state)

    def related_rows(self, row: MatterRow) -> ColumnElement[bool]:
        return appraised_by(row)


CONSULTATIONS = ConsultationKind(
    command_set=COMMANDS,
    transitions=TRANSITIONS,
    table=consultations,
    state=Consultation,
    layout=LAYOUT,
    new=NewConsultation,
    summary=ConsultationSummary,
    detail=ConsultationView,
    due_states=DUE,
    drafts=frozenset({ConsultationState.TOPIC_RAISED}),
    ended=frozenset({ConsultationState.CLOSED, ConsultationState.CANCELLED}),
    sectors=consultations.c.sector,
    filters={
        "class": (ActivityClass, consultations.c.activity),
        "form": (ActivityForm, consultations.c.form),
        "held_by": (HeldBy, consultations.c.held_by),
        "awaits": (ReportStep, consultations.c.decision),
    },
    decision=consultations.c.decision,
)
