"""The rules on the review and the merging of a proposal. Pure: no clock, no ids, no I/O."""

from shared.contracts.vocabulary import Ground
from shared.domain.admission import check_text
from shared.domain.charters.charter import Charter
from shared.domain.charters.values import HIGHEST_FILING_NUMBER
from shared.domain.errors import conflict, invalid
from shared.domain.proposals.feedback import MOST_SIGNATORIES
from shared.domain.proposals.review_commands import (
    Absorb,
    ConvertProposal,
    File,
    MergeProposal,
    Refuse,
    WithdrawProposal,
)
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.transitions import not_now

ReviewCommand = File | Refuse | MergeProposal | ConvertProposal | Absorb | WithdrawProposal


def check_review(state: Proposal, command: ReviewCommand, *, charter: Charter) -> None:
    """Refuses a decision of the review, an absorption or a withdrawal that a rule refuses."""
    match command:
        case File(number=number):
            if number is not None and not 1 <= number <= HIGHEST_FILING_NUMBER:
                raise invalid("number", number, f"立案号须在1至{HIGHEST_FILING_NUMBER}之间")
        case MergeProposal():
            if state.replies:
                raise not_now(state, command, "承办单位已答复的提案不能并案")
        case WithdrawProposal(reason=reason):
            check_text("reason", reason)
            if state.replies:
                raise not_now(state, command, "承办单位已答复的提案不能撤回")
        case Refuse(ground=ground):
            check_ground(ground, charter=charter)
        case Absorb():
            _check_absorb(state, command)


def check_ground(ground: Ground, *, charter: Charter) -> None:
    """Refuses a ground that the charter does not name."""
    if ground not in charter.grounds:
        titles = "、".join(each.title_zh for each in charter.grounds)
        raise invalid("ground", str(ground), f"按章程，不予立案的理由须为：{titles}")


def _check_absorb(state: Proposal, command: Absorb) -> None:
    """Refuses a proposal that was merged into this one before, and more proposers than a proposal may have."""
    if any(each.matter == command.matter for each in state.absorbed):
        raise conflict("already-recorded", "into", command.matter, "这件提案已并入本提案")
    total = state.signatories + command.signatories
    if command.signatories < 1 or total > MOST_SIGNATORIES:
        raise invalid("into", command.signatories, f"并案后提案人共{total}位，不能超过{MOST_SIGNATORIES}位")
