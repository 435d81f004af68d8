"""What others have yet to do before the next step of a matter is offered."""

from shared.committee.kinds.proposals.columns import WAITING
from shared.domain.matter import Matter
from shared.domain.proposals.state import Proposal


def awaited(state: Matter) -> list[str]:
    """Returns sentences for users; of a proposal that is handled, which co-handlers have not countersigned the reply."""
    if not isinstance(state, Proposal) or state.status not in WAITING:
        return []
    missing = [each.unit for each in state.countersignatures_missing]
    return [f"会签尚缺：{'、'.join(missing)}。会签齐后才能答复。"] if missing else []
