"""The rules on the first of two reviews of a proposal. Pure: no clock, no ids, no I/O."""

from shared.domain.charters.charter import Charter
from shared.domain.charters.values import Stage
from shared.domain.command import Command
from shared.domain.errors import invalid
from shared.domain.proposals.pre_review_commands import PreReview
from shared.domain.proposals.review_rules import check_ground
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.transitions import not_now
from shared.domain.proposals.vocabulary import ReviewRecommendation


def check_first_review_done(state: Proposal, command: Command) -> None:
    """Refuses the decision of the review before the first review, where the charter asks for two."""
    if state.awaits_first_review:
        raise not_now(state, command, "按章程，须先初审再复审")


def check_pre_review(state: Proposal, command: PreReview, *, charter: Charter) -> None:
    """Refuses a first review where there is none, a second one, and a ground that its recommendation lacks or does not have."""
    if Stage.PRE_REVIEW not in state.stages:
        raise not_now(state, command, "按章程，审查不分初审和复审")
    if state.first_review:
        raise not_now(state, command, "已初审")
    if command.recommendation is ReviewRecommendation.REFUSE:
        if command.ground is None:
            raise invalid("ground", None, "建议不予立案须填写理由")
        check_ground(command.ground, charter=charter)
    elif command.ground is not None:
        raise invalid("ground", str(command.ground), "只有建议不予立案时填写理由")
