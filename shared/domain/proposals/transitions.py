"""The transition table of a proposal: command -> state -> the states it can lead to.

The same table yields the legality check, what `commands` offers, the diagram in the docs and the property tests.
"""

from shared.contracts.vocabulary import ProposalState as S
from shared.domain.errors import ConflictError
from shared.domain.proposals.state import Proposal

TRANSITIONS: dict[str, dict[S, tuple[S, ...]]] = {
    "submit": {S.DRAFT: (S.UNDER_REVIEW,)},
    "file": {S.UNDER_REVIEW: (S.FILED,)},
    "refuse": {S.UNDER_REVIEW: (S.NOT_FILED,)},
    "merge": {S.UNDER_REVIEW: (S.MERGED,)},
    "withdraw": {S.DRAFT: (S.WITHDRAWN,), S.UNDER_REVIEW: (S.WITHDRAWN,)},
    "assign": {S.FILED: (S.ASSIGNED,)},
    "acknowledge": {S.ASSIGNED: (S.IN_HANDLING,), S.IN_HANDLING: (S.IN_HANDLING,)},
    "countersign": {S.IN_HANDLING: (S.IN_HANDLING,)},
    "reply": {S.IN_HANDLING: (S.IN_HANDLING, S.FEEDBACK_REQUESTED)},
    "rate": {S.FEEDBACK_REQUESTED: (S.FEEDBACK_REQUESTED, S.REHANDLING)},
    "close": {S.FEEDBACK_REQUESTED: (S.CLOSED,)},
    "correct": {state: (state,) for state in S},
}


def allowed(state: Proposal) -> tuple[str, ...]:
    """The commands that the state of the proposal permits now, in the order of its life."""
    return tuple(command for command, starts in TRANSITIONS.items() if state.status in starts)


def check_allowed(state: Proposal, command: str) -> None:
    """Refuse a command that the state does not permit, naming the state and what it does permit."""
    if command not in allowed(state):
        raise not_allowed_now(state, f"当前状态是“{state.status.title_zh}”")


def not_allowed_now(state: Proposal, why: str) -> ConflictError:
    """The refusal: why, the status, and what is allowed."""
    return ConflictError(
        "not-allowed-now", f"{why}，不能执行该操作。", status=str(state.status), allowed=list(allowed(state))
    )
