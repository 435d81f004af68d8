"""The commands of a proposal, as a union and as a set."""

from typing import get_args

from shared.contracts.vocabulary import Role
from shared.domain.command import Correct, Grant
from shared.domain.command_set import CommandSet
from shared.domain.proposals import review_commands as review
from shared.domain.proposals.assignment_commands import AcceptReturn, KeepAssignment, PassOn, Reassign, RequestReturn
from shared.domain.proposals.contact_commands import RecordContact
from shared.domain.proposals.cosigning_commands import CosigningCommand
from shared.domain.proposals.draft_commands import EditProposal
from shared.domain.proposals.feedback_commands import FeedbackCommand
from shared.domain.proposals.flag_commands import FlagCommand
from shared.domain.proposals.follow_up_commands import FollowUpCommand
from shared.domain.proposals.grants import COMMITTEE
from shared.domain.proposals.handling_commands import Acknowledge, Assign, Countersign, Extend, Reply, Urge
from shared.domain.proposals.pre_review_commands import PreReview
from shared.domain.proposals.reply_review_commands import ReplyReviewCommand
from shared.domain.transfers.commands import TransferCommand

ProposalCommand = (
    review.DraftProposal | EditProposal | CosigningCommand
    | review.Submit | PreReview | review.File | review.Refuse
    | review.MergeProposal | review.Absorb | review.ConvertProposal | review.WithdrawProposal
    | Assign | Acknowledge | RequestReturn | AcceptReturn | KeepAssignment | Reassign | Countersign | Reply | Extend | Urge
    | PassOn | RecordContact | ReplyReviewCommand
    | FeedbackCommand | FlagCommand | FollowUpCommand | Correct
)  # fmt: skip

AnyProposalCommand = ProposalCommand | TransferCommand
"""The commands of a proposal, with those of a transfer."""

COMMANDS = CommandSet(
    name="proposals",
    commands=get_args(ProposalCommand),
    corrections=COMMITTEE,
    transfers=Grant(Role.SECRETARIAT, COMMITTEE.scopes),
)
