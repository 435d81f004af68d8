"""Facts into steps: everything that is counted of a matter, past days included.

The sum of the steps of a counter up to a day is what was true on that day, as known now (decision 0020). All of it is derived from the
newest facts alone, so a consumer takes back the steps of the old facts and adds those of the new ones. What holds of an organization
because of many of its matters together is not in here, but in `indicators.py`.
"""

from collections.abc import Callable

from shared.contracts.facts import (
    ConsultationFacts,
    Facts,
    OpinionFacts,
    OrganizationFacts,
    OwnFacts,
    PlanFacts,
    ProposalFacts,
    VisitFacts,
)
from shared.measures import consultations, opinions, organizations, plans, proposals, visits
from shared.measures.steps import Step

_STEPS: dict[type[Facts], Callable[..., list[Step]]] = {
    ProposalFacts: proposals.steps,
    OpinionFacts: opinions.steps,
    VisitFacts: visits.steps,
    ConsultationFacts: consultations.steps,
    PlanFacts: plans.steps,
    OrganizationFacts: organizations.steps,
    OwnFacts: lambda _: [],
}
"""Every kind of facts; of an organization's own record nothing is counted yet."""


def contributions(facts: Facts) -> list[Step]:
    """The steps (counter, year, day, amount) of one matter; an organization's belong to year 0.

    Of one counter and day there is at most one step, and none of amount 0.
    """
    return _STEPS[type(facts)](facts)
