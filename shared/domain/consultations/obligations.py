"""What is due in an activity after it was held: the comments of those who were asked."""

from shared.contracts.consultation_vocabulary import ConsultationState as S
from shared.domain.consultations.state import Consultation
from shared.domain.obligations import Obligation

DUE = (S.HELD, S.OUTCOME_SUBMITTED, S.FEEDBACK_RECEIVED)
"""The states in which something may be due."""


def obligations(state: Consultation) -> list[Obligation]:
    """Returns the comments that are missing, together: the addressees have no accounts, so that the office asks them."""
    round = state.follow_up.round
    missing = 0 if round is None else round.comments.count(0)
    if round is None or not missing or state.status not in DUE:
        return []
    return [Obligation("", 0, round.until, title=f"征求意见（尚缺{missing}家反馈）", final=True)]
