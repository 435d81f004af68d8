"""The kind of matter of proposals 提案."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement

from shared.committee.autosaves import discard
from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.kinds.proposals.columns import WAITING, ProposalRow, columns, flagged_rows, overdue_rows
from shared.committee.kinds.proposals.conversion import convert_to_opinion
from shared.committee.kinds.proposals.cosigning import complete_cosigning, record_cosigning
from shared.committee.kinds.proposals.drafting import complete_proposers, with_changed_fields
from shared.committee.kinds.proposals.drafts import NewProposal
from shared.committee.kinds.proposals.filing import with_filing_number
from shared.committee.kinds.proposals.layout import LAYOUT
from shared.committee.kinds.proposals.merging import merge, take_over
from shared.committee.kinds.proposals.occasions import occasions
from shared.committee.kinds.proposals.preparation import prepare
from shared.committee.kinds.proposals.reply_review import with_draft_text
from shared.committee.kinds.proposals.schemas import ProposalSummary, ProposalView, detail, summary
from shared.committee.kinds.proposals.suggestion_views import suggestion_count
from shared.committee.matters.kind import CompleteBody, Kind, Traits
from shared.committee.matters.kind_definition import CreateSchema
from shared.committee.matters.merging import correct_absorption
from shared.committee.matters.record import ColumnValue, MatterDetails, MatterRecord
from shared.committee.matters.references import check_has_text
from shared.committee.notifications.vocabulary import Occasion
from shared.committee.plenary_sessions.repository import session_on, sessions_of
from shared.committee.tables import proposals
from shared.committee.units.naming import with_assigned_name, with_registered_names, with_unit_classes
from shared.committee.working_calendar.doubts import doubtful_limits
from shared.contracts.vocabulary import ProposalState as S
from shared.contracts.vocabulary import ProposerType, Theme
from shared.domain.admission import DecisionContext
from shared.domain.command import Correct
from shared.domain.comparison import name_key
from shared.domain.obligations import Obligation
from shared.domain.proposals.assignment_commands import Reassign
from shared.domain.proposals.commands import COMMANDS, AnyProposalCommand
from shared.domain.proposals.cosigning_commands import AcceptCosigning, Cosign, DeclineCosigning
from shared.domain.proposals.decisions import decide
from shared.domain.proposals.draft_commands import EditProposal
from shared.domain.proposals.evolution import ProposalEvent, evolve
from shared.domain.proposals.handling_commands import Assign
from shared.domain.proposals.obligations import obligations
from shared.domain.proposals.pre_review_commands import PreReview
from shared.domain.proposals.reply_review_commands import CompletedReviewReply
from shared.domain.proposals.review_commands import (
    Absorb,
    CompletedAccept,
    CompletedSubmit,
    ConvertProposal,
    File,
    MergeProposal,
    Refuse,
    Submit,
    WithdrawProposal,
)
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.transitions import TRANSITIONS
from shared.domain.proposals.vocabulary import ConversionKind, Decision, ProposalFlag, ReplyDecision
from shared.domain.transfers.commands import Accept
from shared.storage.attributes import from_attributes
from shared.web.accounts import Account


def _named(state: Proposal) -> tuple[str, ...]:
    """Returns the names of all units of the history."""
    return tuple(dict.fromkeys(assignment.unit for assignment in state.assignments))


class ProposalKind(Kind[Proposal, AnyProposalCommand]):
    """The rules of proposals."""

    async def prepare(
        self,
        tx: TransactionContext,
        account: Account,
        organization: str,
        bodies: Sequence[CreateSchema[AnyProposalCommand]],
    ) -> CompleteBody[AnyProposalCommand]:
        return await prepare(tx, account, organization, bodies)

    async def complete(
        self, tx: TransactionContext, record: MatterRecord[Proposal], command: AnyProposalCommand
    ) -> AnyProposalCommand:
        """Returns the command with the names of units as the register has them, with the ids of members, or with what the database adds.

        Warns of limits that are no working days.
        """
        match command:
            case Accept(on=on, late_reason=reason):
                count = await suggestion_count(tx, record.id)
                return CompletedAccept(on=on, late_reason=reason, suggestion_count=count)
            case Submit(on=on, late_reason=reason):
                count, day = await suggestion_count(tx, record.id), on or tx.context.today()
                session = session_on(await tx.once(sessions_of, record.organization, record.state.year), day)
                deadline = session.deadline if session else None
                return CompletedSubmit(on=on, late_reason=reason, suggestion_count=count, deadline=deadline)
            case EditProposal():
                return await complete_proposers(tx, record, command)
            case Cosign() | AcceptCosigning() | DeclineCosigning():
                return await complete_cosigning(tx, record, command)
        tx.warnings.extend(await doubtful_limits(tx.connection, command))
        named = await with_registered_names(tx, record.organization, command)
        return await with_assigned_name(tx.connection, record.organization, named, _named(record.state))

    async def check(self, tx: TransactionContext, record: MatterRecord[Proposal], command: AnyProposalCommand) -> None:
        """Raises `InvalidError` for a submission without content."""
        if isinstance(command, Submit):
            await check_has_text(tx, record.id, "content", "没有正文的提案不能提交，请先修改草稿，填写正文")

    def decide(self, state: Proposal | None, command: AnyProposalCommand, *, context: DecisionContext) -> ProposalEvent:
        return decide(state, command, context=context)

    async def entail(
        self, tx: TransactionContext, record: MatterRecord[Proposal], command: AnyProposalCommand, by: Recorder
    ) -> AnyProposalCommand:
        """Completes an edit, a filing, an assignment or an approved reply; a merger changes the other matter, a conversion begins it."""
        await record_cosigning(tx.connection, record, command)
        match command:
            case Absorb(matter=matter, signatories=count):
                await take_over(tx.connection, record.id, matter, count=count, after=record.state.signatories)
            case MergeProposal():
                return await merge(tx, self, record, command, by=by)
            case Correct():
                return await correct_absorption(tx, self, record, command, by=by)
            case EditProposal():
                return await with_changed_fields(tx, record, command, account=by.account)
            # The form of a matter that is created and submitted in one request has no saved draft.
            case Submit() | WithdrawProposal() if record.id not in tx.unstored:
                await discard(tx.connection, record.id)
            case File():
                return await with_filing_number(tx, record, command)
            case Assign() | Reassign():
                return await with_unit_classes(tx, record.organization, command)
            case ConvertProposal(to=ConversionKind.OPINION):
                return await convert_to_opinion(tx, record, command, by=by)
            case CompletedReviewReply(decision=ReplyDecision.APPROVE):
                return await with_draft_text(tx, record, command)
        return command

    def evolve(self, state: Proposal | None, event: ProposalEvent) -> Proposal:
        return evolve(state, event)

    def occasions(self, state: Proposal, command: AnyProposalCommand) -> list[Occasion]:
        return occasions(state, command)

    def columns(self, state: Proposal) -> dict[str, ColumnValue]:
        return columns(state)

    def summarise(self, row: ProposalRow, today: date) -> ProposalSummary:
        return summary(row, today)

    def describe(self, details: MatterDetails[Proposal]) -> ProposalView:
        return detail(details)

    def named(self, state: Proposal) -> tuple[str, ...]:
        """Returns the names in the state that are searched, and the filing number."""
        return (*_named(state), *filter(None, [state.filing_number]))

    def flagged(self, flag: str) -> ColumnElement[bool]:
        return flagged_rows(flag)

    def overdue(self, today: date) -> ColumnElement[bool]:
        return overdue_rows(today)

    def obligations(self, state: Proposal) -> list[Obligation]:
        return obligations(state)

    def related(self, state: Proposal) -> tuple[str, ...]:
        return tuple(each.matter for each in state.absorbed)

    def units(self, state: Proposal) -> frozenset[str]:
        """Returns the keys of the units that are handlers now; one that has returned its assignment no longer reads the matter."""
        waiting = state.units_to_pass_on
        return frozenset(
            name_key(each.unit) for each in state.assignments if each.in_force and each.unit not in waiting
        )

    def coordinators(self, state: Proposal) -> frozenset[str]:
        """Returns the keys of the coordinating offices of its assignments in force."""
        return frozenset(name_key(each.coordinator) for each in state.assignments if each.in_force and each.coordinator)

    def handlers(self, state: Proposal) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.unit for each in state.assignments if each.in_force))

    def assigned(self, state: Proposal, entry: int) -> tuple[str, ...]:
        """Returns the units that an entry of the log assigns, each with its role; the first assignment of old states has no entry."""
        first = next((number for number, each in enumerate(state.log, 1) if each.command == Assign.name), 0)
        return tuple(
            f"{each.unit}（{each.role.title_zh}）" for each in state.assignments if (each.offered or first) == entry
        )

    def replied_units(self, state: Proposal) -> frozenset[str]:
        return frozenset(name_key(each.unit) for each in state.replies)

    def absorbed(self, state: Proposal) -> Mapping[str, int]:
        return {each.matter: first for each, first in state.absorbed_numbers()}

    def traits(self, state: Proposal) -> Traits:
        return from_attributes(Traits, state, sort=state.proposal_type, call=None)


PROPOSALS = ProposalKind(
    command_set=COMMANDS,
    transitions=TRANSITIONS,
    table=proposals,
    state=Proposal,
    layout=LAYOUT,
    new=NewProposal,
    summary=ProposalSummary,
    detail=ProposalView,
    edits=EditProposal,
    payload_texts=("content", "suggestions", "proposers", "keywords"),
    compared_at=frozenset({PreReview.name, File.name, Refuse.name, MergeProposal.name, ConvertProposal.name}),
    drafts=frozenset({S.DRAFT}),
    ended=frozenset({S.RETURNED, S.NOT_FILED, S.MERGED, S.CONVERTED, S.WITHDRAWN, S.CLOSED}),
    due_states=WAITING,
    further_limits=proposals.c.instructed_on.is_not(None),
    filters={
        "type": (ProposerType, proposals.c.type),
        "theme": (Theme, proposals.c.theme),
        "awaits": (Decision, proposals.c.decision),
    },
    decision=proposals.c.decision,
    sectors=proposals.c.sector,
    proposed=True,
    flags=ProposalFlag,
    has_units=True,
)
