"""Applies an event to a proposal. Needs no charter and no clock."""

from msgspec import structs

from shared.contracts.vocabulary import ProposalState as S
from shared.contracts.vocabulary import Recorded
from shared.domain.command import Correct
from shared.domain.event import DomainEvent
from shared.domain.event_log import due_of, entry_of, redate
from shared.domain.log import Entry, entry_named
from shared.domain.proposals.assignment_commands import (
    AcceptReturn,
    KeepAssignment,
    PassOn,
    Reassign,
    RequestReturn,
)
from shared.domain.proposals.assignment_evolution import offered_assignments, with_assignment_step
from shared.domain.proposals.assignments import (
    AbsorbedProposal,
    Appraisal,
    Form,
    LookedBack,
    UnitStep,
    tenths_of,
)
from shared.domain.proposals.classification import with_classification
from shared.domain.proposals.commands import ProposalCommand
from shared.domain.proposals.contact_commands import RecordContact
from shared.domain.proposals.cosigning_commands import CosigningCommand
from shared.domain.proposals.draft_commands import EditProposal
from shared.domain.proposals.feedback_commands import CompletedAppraise, CompletedRate, Rehandle
from shared.domain.proposals.flag_commands import FlagCommand, InstructProposal
from shared.domain.proposals.follow_up_commands import FollowSuggestions, LookBack
from shared.domain.proposals.handling_commands import (
    Acknowledge,
    Assign,
    Countersign,
    Extend,
    Reply,
    Urge,
)
from shared.domain.proposals.pre_review import FirstReview
from shared.domain.proposals.pre_review_commands import PreReview
from shared.domain.proposals.reply_evolution import with_answer
from shared.domain.proposals.reply_review_commands import CompletedDraftReply, CompletedReviewReply, ReviewReply
from shared.domain.proposals.review_commands import (
    Absorb,
    CompletedAccept,
    CompletedConvert,
    CompletedFile,
    CompletedSubmit,
    ConvertProposal,
    DraftProposal,
    MergeProposal,
    Refuse,
)
from shared.domain.proposals.stages import stages_after
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.suggestions import NumberedSuggestion, with_suggestions_followed
from shared.domain.proposals.transitions import TRANSITIONS
from shared.domain.transfers.commands import Deliver, Note, TransferCommand
from shared.domain.transfers.rules import apply_transfer_event
from shared.domain.transfers.state import received_fields
from shared.domain.transitions import not_begun

ProposalEvent = DomainEvent[ProposalCommand | TransferCommand]


def evolve(state: Proposal | None, event: ProposalEvent) -> Proposal:
    """Returns the state after the event."""
    if state is None:
        return _begun(event)
    recorded = apply_transfer_event(_flagged(_recorded(state, event), event), event)
    entry = structs.replace(_entry(recorded, state.status, event), ordering_keys=state.ordering_keys(event.command))
    stages = stages_after(state.stages, event.command.name, event.stages)
    return structs.replace(recorded, log=(*recorded.log, entry), stages=stages)


def _begun(event: ProposalEvent) -> Proposal:
    match event.command:
        case DraftProposal() as new:
            begun = Proposal(
                year=new.year or event.on.year,
                kind=new.kind,
                channel=new.channel,
                online=bool(new.online),
                signatories=new.signatories,
                records=event.records,
                log=(entry_of(event, S.DRAFT),),
            )
        case Deliver() as new:
            begun = Proposal(
                **received_fields(new),
                kind=new.proposal_type,
                signatories=new.signatories,
                log=(entry_of(event, S.DELIVERED),),
            )
        case _:
            raise not_begun()
    return structs.replace(begun, type=new.type, sector=new.sector, theme=new.theme)


def _recorded(state: Proposal, event: ProposalEvent) -> Proposal:
    """Returns the state changed by the event; the caller adds the log entry."""
    command, entry, replace = event.command, state.sequence + 1, structs.replace
    match command:
        case Assign():
            assignments = offered_assignments(command, entry)
            return replace(state, assignments=assignments, dues=(due_of(event, entry, typed=command.limit),))
        case (
            Acknowledge() | Countersign() | RequestReturn() | AcceptReturn() | KeepAssignment() | Reassign() | PassOn()
        ):
            return with_assignment_step(state, command, entry, term=event.term)
        case Reply() | CompletedDraftReply() | CompletedReviewReply() | RecordContact():
            return with_answer(state, command, entry)
        case CompletedRate() | CompletedAppraise():
            return _with_feedback(state, command, entry)
        case Rehandle(limit=typed):
            return replace(state, dues=(*state.dues, due_of(event, entry, typed=typed)))
        case Extend(until=typed, unit=unit):
            extended = (*state.extended_units, UnitStep(entry=entry, unit=unit)) if unit else state.extended_units
            return replace(state, dues=(*state.dues, due_of(event, entry, typed=typed)), extended_units=extended)
        case Urge(unit=unit):
            return replace(state, urgings=(*state.urgings, UnitStep(entry=entry, unit=unit or "")))
        case Correct():
            return _with_records(redate(state, command, event.term), command, event.records)
    return _reviewed(state, event)


def _reviewed(state: Proposal, event: ProposalEvent) -> Proposal:
    """Returns the state changed by an event of the review, of a merger or of its suggestions."""
    entry, replace = state.sequence + 1, structs.replace
    match event.command:
        case CompletedSubmit(suggestion_count=count) | CompletedAccept(suggestion_count=count) as received:
            deadline = received.deadline if isinstance(received, CompletedSubmit) else None
            return replace(state, suggestions=(NumberedSuggestion(),) * count, session_deadline=deadline)
        case FollowSuggestions() as command:
            return replace(state, suggestions=with_suggestions_followed(state.suggestions, command, entry))
        case MergeProposal(into=into):
            return replace(state, merged_into=into)
        case Absorb(matter=matter, signatories=added):
            absorbed = AbsorbedProposal(entry=entry, matter=matter, signatories=added)
            return replace(state, signatories=state.signatories + added, absorbed=(*state.absorbed, absorbed))
        case CompletedConvert(to=to, matter=matter):
            return replace(state, converted_to=str(to), converted_matter=matter)
        case ConvertProposal(to=to):
            return replace(state, converted_to=str(to))
        case CompletedFile(number=number, filing_number=written):
            return replace(state, filing_serial=number, filing_number=written)
        case PreReview(recommendation=recommendation, ground=ground):
            reviewed = FirstReview(entry=entry, recommendation=recommendation, ground=ground)
            return replace(state, first_review=reviewed)
        case Refuse(ground=ground):
            return replace(state, ground=str(ground))
    return state


def _with_feedback(state: Proposal, command: CompletedRate | CompletedAppraise, entry: int) -> Proposal:
    match command:
        case CompletedRate(signatory=signatory, process=process, result=result, returns=returns):
            form = Form(entry=entry, signatory=signatory, process=process, result=result, returns=returns)
            return structs.replace(state, forms=(*state.forms, form))
        case CompletedAppraise(score=score, returns=returns):
            appraisal = Appraisal(entry=entry, tenths=tenths_of(score), returns=returns)
            return structs.replace(state, appraisals=(*state.appraisals, appraisal))


def _flagged(state: Proposal, event: ProposalEvent) -> Proposal:
    """Returns the state with the invitation, the classification, the flag or the look-back that the event gives or changes, if any."""
    command, entry = event.command, state.sequence + 1
    if isinstance(command, CosigningCommand):
        return state.with_cosigning(command, entry)
    if isinstance(command, EditProposal | Deliver):
        return with_classification(state, command)
    if isinstance(command, LookBack):
        looked_back = LookedBack(entry=entry, result=command.result)
        return structs.replace(state, look_backs=(*state.look_backs, looked_back))
    if not isinstance(command, FlagCommand):
        return state
    typed = command.reply_by if isinstance(command, InstructProposal) else None
    return structs.replace(state, flags=state.flags.with_flag(command, entry, due_of(event, entry, typed=typed)))


def _with_records(state: Proposal, command: Correct, records: tuple[Recorded, ...]) -> Proposal:
    """Returns the state with the optional measures of the corrected day, if the draft is the step that a correction names."""
    drafted = entry_named(state.log, command.step) == 1 and state.log[0].command == DraftProposal.name
    return structs.replace(state, records=records) if drafted else state


def _entry(state: Proposal, before: S, event: ProposalEvent) -> Entry:
    """Returns the log entry; where the table allows several states, the replies, the form, the score and the notice decide."""
    ends = TRANSITIONS.table[event.command.name][before]
    match event.command:
        case Reply() | ReviewReply() | AcceptReturn() | Note():
            completes = S.FEEDBACK_REQUESTED in ends and state.is_answered
            return entry_of(event, S.FEEDBACK_REQUESTED if completes else before, before=before)
        case CompletedRate(returns=returns) | CompletedAppraise(returns=returns):
            return entry_of(event, S.REHANDLING if returns else before, before=before)
    return entry_of(event, ends[0], before=before)
