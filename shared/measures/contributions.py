"""Derivation of steps from facts: everything that is counted of a matter, including past days.

The sum of the steps of a counter up to a day is its value on that day, as known now (decision 0020). All steps are derived from the
newest facts alone, so a consumer subtracts the steps of the old facts and adds those of the new ones. What depends on many matters of
an organization together is derived in `indicators.py`.
"""

from collections.abc import Callable

from shared.contracts import facts
from shared.measures import consultations, opinions, organizations, own_records, plans, platforms, proposals, visits
from shared.measures.steps import Step

_STEPS: dict[type[facts.Facts], Callable[..., list[Step]]] = {
    facts.ProposalFacts: proposals.steps,
    facts.OpinionFacts: opinions.steps,
    facts.VisitFacts: visits.steps,
    facts.ConsultationFacts: consultations.steps,
    facts.PlanFacts: plans.steps,
    facts.PlatformFacts: platforms.steps,
    facts.OrganizationFacts: organizations.steps,
    facts.OwnFacts: own_records.steps,
}
"""Type of facts -> the function that derives its steps."""


def contributions(matter: facts.Facts) -> list[Step]:
    """Returns the steps (counter, year, day, amount) of one matter; those of records and of active platforms have year 0.

    There is at most one step for each counter and day, and none of amount 0.
    """
    return _STEPS[type(matter)](matter)
