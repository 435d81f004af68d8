"""The commands of a proposal, as a union and as a set."""

from typing import get_args

from shared.contracts.vocabulary import Role
from shared.domain.command import Correct, Grant
from shared.domain.command_set import CommandSet
from shared.domain.proposals.assignment_commands import AcceptReturn, KeepAssignment, PassOn, Reassign, RequestReturn
from shared.domain.proposals.contact_commands import RecordContact
from shared.domain.proposals.cosigning_commands import AcceptCosigning, Cosign, DeclineCosigning
from shared.domain.proposals.draft_commands import EditProposal
from shared.domain.proposals.feedback_commands import Appraise, CloseProposal, Rate, Rehandle
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
from shared.domain.proposals.grants import COMMITTEE
from shared.domain.proposals.handling_commands import Acknowledge, Assign, Countersign, Extend, Reply, Urge
from shared.domain.proposals.pre_review_commands import PreReview
from shared.domain.proposals.reply_review_commands import DraftReply, ReviewReply
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

ProposalCommand = (
    DraftProposal | EditProposal | Cosign | AcceptCosigning | DeclineCosigning
    | Submit | PreReview | File | Refuse | MergeProposal | Absorb | ConvertProposal | WithdrawProposal
    | Assign | Acknowledge | RequestReturn | AcceptReturn | KeepAssignment | Reassign | Countersign | Reply | Extend | Urge
    | PassOn | RecordContact | DraftReply | ReviewReply
    | Rate | Appraise | Rehandle | CloseProposal
    | MarkKey | Supervise | InstructProposal | AnswerInstruction | Publish | Unpublish | MarkOutstanding | LookBack
    | FollowSuggestions | Correct
)  # fmt: skip

COMMANDS = CommandSet(
    name="proposals",
    noun="proposal",
    commands=get_args(ProposalCommand),
    corrections=COMMITTEE,
    transfers=Grant(Role.SECRETARIAT, COMMITTEE.scopes),
)
