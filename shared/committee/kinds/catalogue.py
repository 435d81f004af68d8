"""The catalogue of every kind of matter. A new kind needs a line here, a table, a facts type, measures and rules (docs/new-kind.md)."""

from shared.committee.kinds.consultations.kind import CONSULTATIONS
from shared.committee.kinds.opinions.kind import OPINIONS
from shared.committee.kinds.plans.kind import PLANS
from shared.committee.kinds.platforms.kind import PLATFORMS
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.kinds.visits.kind import VISITS
from shared.committee.matters.kind import AnyKind
from shared.contracts.subjects import is_subject

KINDS: tuple[AnyKind, ...] = (PROPOSALS, OPINIONS, VISITS, CONSULTATIONS, PLANS, PLATFORMS)

WITH_LIMITS: tuple[AnyKind, ...] = tuple(kind for kind in KINDS if kind.has_limits)
"""The kinds whose limits the calendar shows and the clock reminds of."""

RESTRICTED = frozenset(kind.subject for kind in KINDS if kind.restricted)
"""The kinds whose texts a service can encrypt."""

BY_NAME: dict[str, AnyKind] = {kind.name: kind for kind in KINDS}


def kind_of(id: str) -> AnyKind:
    """Returns the kind of a matter by its id."""
    return next(kind for kind in KINDS if is_subject(id, kind.subject))
