"""The decisions on a proposal. Pure: no clock, no ids, no I/O."""

from dataclasses import replace
from datetime import date
from typing import assert_never

from shared.domain.admission import DecisionContext, admit, year_of
from shared.domain.charters.charter import Charter
from shared.domain.charters.values import SCHEME_TITLES
from shared.domain.command import Correct
from shared.domain.errors import invalid
from shared.domain.event_log import redate
from shared.domain.log import entry_named
from shared.domain.proposals.assignment_commands import AcceptReturn, KeepAssignment, PassOn, Reassign, RequestReturn
from shared.domain.proposals.assignment_rules import check_assignment_step, check_coordinator, check_windows
from shared.domain.proposals.classification import complete_classification, complete_edit
from shared.domain.proposals.commands import AnyProposalCommand
from shared.domain.proposals.contact_commands import RecordContact
from shared.domain.proposals.contact_rules import check_contact, check_contacts
from shared.domain.proposals.cosigning_commands import AcceptCosigning, Cosign, DeclineCosigning
from shared.domain.proposals.cosigning_rules import check_cosigning
from shared.domain.proposals.draft_commands import EditProposal
from shared.domain.proposals.draft_rules import check_signatories, checked_edit
from shared.domain.proposals.evolution import ProposalEvent
from shared.domain.proposals.feedback_commands import Appraise, CloseProposal, Rate, Rehandle
from shared.domain.proposals.feedback_rules import check_after_answer_elsewhere, check_rehandle, complete_feedback
from shared.domain.proposals.flag_commands import (
    AnswerInstruction,
    InstructProposal,
    MarkKey,
    MarkOutstanding,
    Publish,
    Supervise,
    Unpublish,
)
from shared.domain.proposals.flag_rules import complete_flag
from shared.domain.proposals.follow_up_commands import FollowSuggestions, LookBack
from shared.domain.proposals.handling_commands import Acknowledge, Assign, Countersign, Extend, Reply, Urge
from shared.domain.proposals.handling_rules import (
    check_assign,
    check_contribution,
    check_extensions,
    check_pending,
    with_normalized_units,
)
from shared.domain.proposals.look_back_rules import check_look_back, check_look_backs
from shared.domain.proposals.pre_review_commands import PreReview
from shared.domain.proposals.pre_review_rules import check_first_review_done, check_pre_review
from shared.domain.proposals.reply_review_commands import DraftReply, ReviewReply
from shared.domain.proposals.reply_review_rules import complete_reply_command
from shared.domain.proposals.review_commands import (
    Absorb,
    ConvertProposal,
    DraftProposal,
    File,
    MergeProposal,
    Refuse,
    Submit,
    WithdrawProposal,
)
from shared.domain.proposals.review_rules import check_review
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.suggestion_rules import check_follow_suggestions, check_suggestions
from shared.domain.proposals.transitions import TRANSITIONS
from shared.domain.terms import Term
from shared.domain.transfers import commands as transfers
from shared.domain.transfers.rules import check_transfer


def decide(  # noqa: C901, PLR0912 - one case for each command
    state: Proposal | None, command: AnyProposalCommand, *, context: DecisionContext
) -> ProposalEvent:
    """Returns the event of the command; raises a `LianxiError` when a rule refuses it."""
    event = admit(state, with_normalized_units(state, command), TRANSITIONS, context=context)
    completed, day = event.command, event.on
    if state is None:
        return replace(event, command=_begin(completed, day, charter=context.charter))
    check_after_answer_elsewhere(state, completed, day)
    match completed:
        case EditProposal():
            completed = complete_edit(state, checked_edit(completed), charter=context.charter)
        case Cosign() | AcceptCosigning() | DeclineCosigning() | Submit():
            check_cosigning(state, completed)
        case PreReview():
            check_pre_review(state, completed, charter=context.charter)
        case File() | Refuse() | MergeProposal() | ConvertProposal():
            check_first_review_done(state, completed)
            check_review(state, completed, charter=context.charter)
        case Absorb() | WithdrawProposal():
            check_review(state, completed, charter=context.charter)
        case Assign():
            check_assign(completed, day, today=context.today)
            check_coordinator(completed, charter=context.charter)
        case Acknowledge() | Countersign():
            check_contribution(state, completed)
        case RequestReturn() | AcceptReturn() | KeepAssignment() | Reassign() | PassOn():
            check_assignment_step(state, completed, day, charter=context.charter, calendar=context.calendar)
        case Reply() | DraftReply() | ReviewReply():
            completed = complete_reply_command(state, completed, day, charter=context.charter)
        case RecordContact():
            check_contact(state, completed)
        case Rate() | Appraise():
            completed = complete_feedback(state, completed, day, charter=context.charter)
        case Extend() | Urge():
            check_pending(state, completed, day, charter=context.charter)
        case Rehandle():
            check_rehandle(completed, day, today=context.today)
        case (
            MarkKey()
            | Supervise()
            | InstructProposal()
            | AnswerInstruction()
            | Publish()
            | Unpublish()
            | MarkOutstanding()
        ):
            completed = complete_flag(state, completed, day, context=context)
        case LookBack():
            check_look_back(state, completed, day)
        case FollowSuggestions():
            check_follow_suggestions(state, completed, day)
        case transfers.Send() | transfers.Resend() | transfers.UrgeTransfer() | transfers.Return() | transfers.Note():
            check_transfer(state, completed, day, context=context)
        case Correct():
            _check_correction(state, completed, event.term, context=context)
        case DraftProposal() | CloseProposal() | transfers.Deliver() | transfers.Accept() | transfers.NoteUrging():
            pass  # the table of transitions is their only rule
        case _:
            assert_never(completed)
    return replace(event, command=completed, stages=context.charter.stages)


def _begin(command: AnyProposalCommand, day: date, *, charter: Charter) -> AnyProposalCommand:
    """Returns the draft with its year, and whether the charter counts its channel as online; a delivered proposal brings both."""
    if not isinstance(command, DraftProposal):
        return command
    check_signatories(command.signatories, named=0)
    command = complete_classification(command, charter=charter)
    return replace(command, year=year_of(command.year, day), online=command.channel in charter.online_channels)


def _check_correction(state: Proposal, command: Correct, term: Term | None, *, context: DecisionContext) -> None:
    """Refuses the correction of a reply to a day on which the charter has another scheme, and one that a later step contradicts."""
    charter = context.corrected or context.charter
    number = entry_named(state.log, command.step)
    for reply in state.replies:
        if reply.entry == number and reply.scheme != charter.scheme:
            rule = f"当日答复分为{SCHEME_TITLES[charter.scheme]}，与本答复的分类（{SCHEME_TITLES[reply.scheme]}）不同"
            raise invalid("day", command.day.isoformat(), rule)
    redated = redate(state, command, term)
    check_extensions(redated, command)
    check_windows(redated, command, calendar=context.calendar)
    check_look_backs(redated, command)
    check_suggestions(redated, command)
    check_contacts(redated, command)
