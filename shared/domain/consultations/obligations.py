"""What is due in an activity after it was held: the comments of those who were asked, and the answers to instructions on its outcome."""

from shared.contracts.consultation_vocabulary import ConsultationState as S
from shared.domain.consultations.state import Consultation
from shared.domain.obligations import Obligation

_COMMENTED = (S.HELD, S.OUTCOME_SUBMITTED, S.FEEDBACK_RECEIVED)
"""The states in which comments are due."""
DUE = (*_COMMENTED, S.CLOSED)
"""The states in which something may be due."""


def obligations(state: Consultation) -> list[Obligation]:
    """Returns what is due now: the missing comments together, because their addressees have no accounts, and each open instruction."""
    follow_up = state.follow_up
    instructions = [
        Obligation("", number, follow_up.instructions[number - 1].due.limit(state.log))
        for number in follow_up.open_instructions
    ]
    return [*_comments(state), *instructions]


def _comments(state: Consultation) -> list[Obligation]:
    round = state.follow_up.round
    missing = 0 if round is None else round.comments.count(0)
    if round is None or not missing or state.status not in _COMMENTED:
        return []
    return [Obligation("", 0, round.until, title=f"征求意见（尚缺{missing}家反馈）", final=True)]
