"""Every kind of matter. A new one is one line here, a table, a facts type with its contributions, and its rules (docs/new-kind.md)."""

from shared.committee.consultations.kind import CONSULTATIONS
from shared.committee.matters.kind import Kind
from shared.committee.opinions.kind import OPINIONS
from shared.committee.plans.kind import PLANS
from shared.committee.proposals.kind import PROPOSALS
from shared.committee.visits.kind import VISITS

KINDS: tuple[Kind, ...] = (PROPOSALS, OPINIONS, VISITS, CONSULTATIONS, PLANS)

BY_NAME: dict[str, Kind] = {kind.name: kind for kind in KINDS}
