"""What is due in an opinion report: the replies of the units that it was referred to, and the answer to the person."""

from shared.contracts.vocabulary import OpinionState as S
from shared.domain.obligations import Obligation
from shared.domain.opinions.state import Opinion

ANSWERED = (S.FED_BACK, S.KEPT, S.RETURNED, S.MERGED)
"""The states in which nothing is due any more."""

DUE = tuple(state for state in S if state not in ANSWERED)
"""The states in which something may be due."""


def obligations(state: Opinion) -> list[Obligation]:
    """Returns what is due now, that of the units first; nothing once the person is answered."""
    if state.status in ANSWERED:
        return []
    replies = [Obligation(each.unit, 0, each.due.limit(state.log)) for each in state.open_referrals]
    return [*replies, *([Obligation("", 0, state.answer_limit)] if state.answer_limit else [])]
