"""The kind of matter of proposals 提案."""

from collections.abc import Mapping

from shared.committee.autosaves import discard
from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.kinds.proposals.columns import WAITING, columns, flagged_rows, overdue_rows
from shared.committee.kinds.proposals.conversion import convert_to_opinion
from shared.committee.kinds.proposals.cosigning import complete_cosigning, record_cosigning
from shared.committee.kinds.proposals.drafting import with_changed_fields
from shared.committee.kinds.proposals.drafts import NewProposal
from shared.committee.kinds.proposals.filing import with_filing_number
from shared.committee.kinds.proposals.layout import LAYOUT
from shared.committee.kinds.proposals.merging import merge, take_over
from shared.committee.kinds.proposals.occasions import occasions
from shared.committee.kinds.proposals.preparation import prepare
from shared.committee.kinds.proposals.reply_review import with_draft_text
from shared.committee.kinds.proposals.schemas import ProposalSummary, ProposalView, detail, summary
from shared.committee.kinds.proposals.suggestion_views import suggestion_count
from shared.committee.matters.kind import Kind, Traits
from shared.committee.matters.merging import correct_absorption
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.references import check_has_text
from shared.committee.plenary_sessions.repository import session_on, sessions_of
from shared.committee.tables import proposals
from shared.committee.units.naming import with_assigned_name, with_registered_names, with_unit_classes
from shared.committee.working_calendar.doubts import doubtful_limits
from shared.contracts.vocabulary import ProposalState as S
from shared.contracts.vocabulary import ProposerType, Theme
from shared.domain.command import Correct
from shared.domain.comparison import name_key
from shared.domain.proposals.assignment_commands import Reassign
from shared.domain.proposals.commands import COMMANDS, ProposalCommand
from shared.domain.proposals.cosigning_commands import AcceptCosigning, Cosign, DeclineCosigning
from shared.domain.proposals.decisions import decide
from shared.domain.proposals.draft_commands import EditProposal
from shared.domain.proposals.evolution import evolve
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
from shared.domain.transfers.commands import Accept, TransferCommand
from shared.storage.attributes import from_attributes


async def _check(
    tx: TransactionContext, record: MatterRecord[Proposal], command: ProposalCommand | TransferCommand
) -> None:
    """Raises `InvalidError` for a submission without content."""
    if isinstance(command, Submit):
        await check_has_text(tx, record.id, "content", "没有正文的提案不能提交，请先修改草稿，填写正文")


async def _entail(
    tx: TransactionContext, record: MatterRecord[Proposal], command: ProposalCommand | TransferCommand, by: Recorder
) -> ProposalCommand | TransferCommand:
    """Completes an edit, a filing, an assignment or an approved reply; lets a merger and a conversion change or begin the other matter."""
    await record_cosigning(tx.connection, record, command)
    match command:
        case Absorb(matter=matter, signatories=count):
            await take_over(tx.connection, record.id, matter, count=count, after=record.state.signatories)
        case MergeProposal():
            return await merge(tx, PROPOSALS, record, command, by=by)
        case Correct():
            return await correct_absorption(tx, PROPOSALS, record, command, by=by)
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


async def _complete(
    tx: TransactionContext, record: MatterRecord[Proposal], command: ProposalCommand | TransferCommand
) -> ProposalCommand | TransferCommand:
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
        case Cosign() | AcceptCosigning() | DeclineCosigning():
            return await complete_cosigning(tx, record, command)
    tx.warnings.extend(await doubtful_limits(tx.connection, command))
    named = await with_registered_names(tx, record.organization, command)
    return await with_assigned_name(tx.connection, record.organization, named, _named(record.state))


def _units(state: Proposal) -> frozenset[str]:
    """Returns the keys of the units that are handlers now; one that has returned its assignment no longer reads the matter."""
    waiting = state.units_to_pass_on
    return frozenset(name_key(each.unit) for each in state.assignments if each.in_force and each.unit not in waiting)


def _coordinators(state: Proposal) -> frozenset[str]:
    """Returns the keys of the coordinating offices of its assignments in force."""
    return frozenset(name_key(each.coordinator) for each in state.assignments if each.in_force and each.coordinator)


def _assigned(state: Proposal, entry: int) -> tuple[str, ...]:
    """Returns the units that an entry of the log assigns, each with its role; the first assignment of old states has no entry."""
    first = next((number for number, each in enumerate(state.log, 1) if each.command == Assign.name), 0)
    return tuple(
        f"{each.unit}（{each.role.title_zh}）" for each in state.assignments if (each.offered or first) == entry
    )


def _named(state: Proposal) -> tuple[str, ...]:
    """Returns the names of all units of the history."""
    return tuple(dict.fromkeys(assignment.unit for assignment in state.assignments))


def _searched(state: Proposal) -> tuple[str, ...]:
    """Returns the names in the state that are searched, and the filing number."""
    return (*_named(state), *filter(None, [state.filing_number]))


def _handlers(state: Proposal) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.unit for each in state.assignments if each.in_force))


def _replied_units(state: Proposal) -> frozenset[str]:
    return frozenset(name_key(each.unit) for each in state.replies)


def _related(state: Proposal) -> tuple[str, ...]:
    return tuple(each.matter for each in state.absorbed)


def _absorbed(state: Proposal) -> Mapping[str, int]:
    return {each.matter: first for each, first in state.absorbed_numbers()}


def _traits(state: Proposal) -> Traits:
    return from_attributes(Traits, state, sort=state.proposal_type, call=None)


PROPOSALS: Kind[Proposal, ProposalCommand | TransferCommand] = Kind(
    command_set=COMMANDS,
    table=proposals,
    state=Proposal,
    decide=decide,
    evolve=evolve,
    transitions=TRANSITIONS,
    new=NewProposal,
    columns=columns,
    summary=ProposalSummary,
    summarise=summary,
    detail=ProposalView,
    describe=detail,
    layout=LAYOUT,
    edits=EditProposal,
    payload_texts=("content", "suggestions", "proposers", "keywords"),
    traits=_traits,
    compared_at=frozenset({PreReview.name, File.name, Refuse.name, MergeProposal.name, ConvertProposal.name}),
    drafts=frozenset({S.DRAFT}),
    ended=frozenset({S.RETURNED, S.NOT_FILED, S.MERGED, S.CONVERTED, S.WITHDRAWN, S.CLOSED}),
    replied_units=_replied_units,
    handlers=_handlers,
    overdue=overdue_rows,
    due_states=WAITING,
    further_limits=proposals.c.instructed_on.is_not(None),
    obligations=obligations,
    flags=(ProposalFlag, flagged_rows),
    filters={
        "type": (ProposerType, proposals.c.type),
        "theme": (Theme, proposals.c.theme),
        "awaits": (Decision, proposals.c.decision),
    },
    decision=proposals.c.decision,
    sectors=proposals.c.sector,
    prepare=prepare,
    proposed=True,
    complete=_complete,
    check=_check,
    entail=_entail,
    units=_units,
    coordinators=_coordinators,
    assigned=_assigned,
    named=_searched,
    related=_related,
    absorbed=_absorbed,
    occasions=occasions,
)
