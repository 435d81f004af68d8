"""The rules on the co-signing of a proposal. Pure: no clock, no ids, no I/O."""

from shared.contracts.vocabulary import ProposerType
from shared.domain.errors import EntryCount, conflict, invalid
from shared.domain.proposals.cosigning_commands import AcceptCosigning, Cosign, CosigningCommand, DeclineCosigning
from shared.domain.proposals.feedback import MOST_SIGNATORIES
from shared.domain.proposals.review_commands import Submit
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.transitions import TRANSITIONS, not_now


def check_cosigning(state: Proposal, command: CosigningCommand | Submit) -> None:
    """Refuses an invitation, an answer or a submission that a rule of the co-signing refuses."""
    match command:
        case Cosign(member=member):
            _check_invitation(state, member)
        case AcceptCosigning(member=member) | DeclineCosigning(member=member):
            _check_answer(state, command, member)
        case Submit() if state.type is ProposerType.JOINT and state.signatories == 1:
            raise not_now(state, command, "联名提案至少须有两位提案人")


def _check_invitation(state: Proposal, member: str) -> None:
    """Refuses a second invitation of a member that has not declined, and more proposers than a proposal may have."""
    if any(each.member == member and not each.declined for each in state.invitations):
        raise conflict("already-invited", "member", member, "已邀请过这位委员附议")
    total = state.signatories + len(state.open_invitations) + 1
    if total > MOST_SIGNATORIES:
        raise invalid("member", EntryCount(total), f"提案人和受邀附议的委员共{total}位，不能超过{MOST_SIGNATORIES}位")


def _check_answer(state: Proposal, command: CosigningCommand, member: str | None) -> None:
    """Refuses an answer without an open invitation, and one that several members could have given."""
    invited = len(state.open_invitations)
    if not invited:
        raise not_now(state, command, "没有待答复的附议邀请")
    if member is None and invited > 1:
        raise invalid("member", EntryCount(invited), f"有{invited}份附议邀请待答复，须写明委员")
    if state.invitation_to_answer(member) is None:
        raise TRANSITIONS.field_refusal(state, "member", member, "这位委员没有待答复的附议邀请")
