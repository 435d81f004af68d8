"""Facts into steps: everything that is counted of a matter, past days included.

The sum of the steps of a counter up to a day is what was true on that day, as known now (decision 0020). All of it is derived from the
newest facts alone, so a consumer takes back the steps of the old facts and adds those of the new ones.
"""

from collections.abc import Iterator

from shared.contracts.facts import Facts, OrganizationFacts, ProposalFacts
from shared.measures import organizations, proposals
from shared.measures.steps import Step


def contributions(facts: Facts) -> Iterator[Step]:
    """The steps (counter, year, day, amount) of one matter; an organization's belong to year 0.

    Of one counter and day there is at most one step, and none of amount 0.
    """
    if isinstance(facts, ProposalFacts):
        return iter(proposals.steps(facts))
    if isinstance(facts, OrganizationFacts):
        return iter(organizations.steps(facts))
    return iter(())
