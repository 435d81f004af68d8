"""Applies an event to a proposal. Needs no charter and no clock."""

from typing import assert_never

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
    Appraisal,
    Form,
    LookedBack,
    UnitStep,
    tenths_of,
)
from shared.domain.proposals.classification import with_classification, with_edit
from shared.domain.proposals.commands import AnyProposalCommand
from shared.domain.proposals.contact_commands import RecordContact
from shared.domain.proposals.cosigning_commands import AcceptCosigning, Cosign, DeclineCosigning
from shared.domain.proposals.draft_commands import EditProposal
from shared.domain.proposals.feedback_commands import (
    Appraise,
    CloseProposal,
    CompletedAppraise,
    CompletedRate,
    Rate,
    Rehandle,
)
from shared.domain.proposals.flag_commands import (
    AnswerInstruction,
    InstructProposal,
    MarkKey,
    MarkOutstanding,
    Publish,
    Supervise,
    Unpublish,
)
from shared.domain.proposals.follow_up_commands import FollowSuggestions, LookBack
from shared.domain.proposals.handling_commands import (
    Acknowledge,
    Assign,
    Countersign,
    Extend,
    Reply,
    Urge,
)
from shared.domain.proposals.pre_review_commands import PreReview
from shared.domain.proposals.reply_evolution import with_answer
from shared.domain.proposals.reply_review_commands import (
    CompletedDraftReply,
    CompletedReviewReply,
    DraftReply,
    ReviewReply,
)
from shared.domain.proposals.review_commands import (
    Absorb,
    CompletedAccept,
    ConvertProposal,
    DraftProposal,
    File,
    MergeProposal,
    Refuse,
    Submit,
    WithdrawProposal,
)
from shared.domain.proposals.review_evolution import with_review_step
from shared.domain.proposals.stages import stages_after
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.suggestions import with_suggestions_followed
from shared.domain.proposals.transitions import TRANSITIONS
from shared.domain.transfers.commands import Accept, Deliver, Note, NoteUrging, Resend, Return, Send, UrgeTransfer
from shared.domain.transfers.rules import with_transfer_step
from shared.domain.transfers.state import received_fields
from shared.domain.transitions import not_begun

ProposalEvent = DomainEvent[AnyProposalCommand]


def evolve(state: Proposal | None, event: ProposalEvent) -> Proposal:
    """Returns the state after the event."""
    if state is None:
        return _begun(event)
    recorded = _recorded(state, event)
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


def _recorded(state: Proposal, event: ProposalEvent) -> Proposal:  # noqa: C901, PLR0912 - one case for each command
    """Returns the state changed by the event; the caller adds the log entry."""
    command, entry, replace = event.command, state.sequence + 1, structs.replace
    match command:
        case Cosign() | AcceptCosigning() | DeclineCosigning():
            return state.with_cosigning(command, entry)
        case EditProposal():
            return with_edit(state, command)
        case Deliver():
            return with_classification(state, command)
        case (
            Submit()
            | CompletedAccept()
            | PreReview()
            | File()
            | Refuse()
            | MergeProposal()
            | Absorb()
            | ConvertProposal()
        ):
            return with_review_step(state, command, entry)
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
        case (
            MarkKey()
            | Supervise()
            | InstructProposal()
            | AnswerInstruction()
            | Publish()
            | Unpublish()
            | MarkOutstanding()
        ):
            typed = command.reply_by if isinstance(command, InstructProposal) else None
            return replace(state, flags=state.flags.with_flag(command, entry, due_of(event, entry, typed=typed)))
        case LookBack(result=result):
            return replace(state, look_backs=(*state.look_backs, LookedBack(entry=entry, result=result)))
        case FollowSuggestions():
            return replace(state, suggestions=with_suggestions_followed(state.suggestions, command, entry))
        case Correct():
            return _with_records(redate(state, command, event.term), command, event.records)
        case Send() | Resend() | UrgeTransfer() | Accept() | Return() | Note() | NoteUrging():
            return with_transfer_step(state, command, event)
        case (
            DraftProposal() | WithdrawProposal() | DraftReply() | ReviewReply() | Rate() | Appraise() | CloseProposal()
        ):
            return state  # the log alone changes
        case _:
            assert_never(command)


def _with_feedback(state: Proposal, command: CompletedRate | CompletedAppraise, entry: int) -> Proposal:
    match command:
        case CompletedRate(signatory=signatory, process=process, result=result, returns=returns):
            form = Form(entry=entry, signatory=signatory, process=process, result=result, returns=returns)
            return structs.replace(state, forms=(*state.forms, form))
        case CompletedAppraise(score=score, returns=returns):
            appraisal = Appraisal(entry=entry, tenths=tenths_of(score), returns=returns)
            return structs.replace(state, appraisals=(*state.appraisals, appraisal))


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
