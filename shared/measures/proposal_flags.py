"""The steps of the flags of a proposal; the counters are described in `counters.py`.

A flag counts from the filing at the earliest, because the denominator is the filed proposals, and only where the proposal records it.
"""

from collections.abc import Iterator
from datetime import date

from shared.contracts.facts import ProposalFacts
from shared.contracts.vocabulary import Outcome, Recorded
from shared.measures.instructions import ON_PROPOSALS, instruction_steps
from shared.measures.optional import RECORDED
from shared.measures.steps import Step, add, merged

_KEY_OUTCOME = {outcome: f"proposals_key/{outcome}" for outcome in Outcome}


def count_flags(out: list[Step], facts: ProposalFacts, filed: date) -> None:
    """Appends the steps of the flags that the proposal records; of look-backs, only that they are recorded."""
    given = {
        Recorded.PROPOSALS_KEY: facts.key,
        Recorded.PROPOSALS_SUPERVISED: facts.supervised,
        Recorded.PROPOSALS_INSTRUCTED: tuple(each.day for each in facts.instructed),
        Recorded.PROPOSALS_PUBLISHED: (),
        Recorded.PROPOSALS_OUTSTANDING: facts.outstanding,
        Recorded.LOOKBACK_DUE: (),
    }
    for flag, days in given.items():
        if flag in facts.records:
            out.append((RECORDED[flag], facts.year, filed, 1))
            if days:
                out.append((str(flag), facts.year, max(filed, days[0]), 1))
    if facts.published and Recorded.PROPOSALS_PUBLISHED in facts.records:
        out += merged(_of_publications(facts, filed))
    if facts.instructed and Recorded.PROPOSALS_INSTRUCTED in facts.records:
        out += merged(instruction_steps(ON_PROPOSALS, facts.year, filed, facts.instructed))


def _of_publications(facts: ProposalFacts, filed: date) -> Iterator[Step]:
    for days, amount in ((facts.published, 1), (facts.unpublished, -1)):
        for day in days:
            yield (str(Recorded.PROPOSALS_PUBLISHED), facts.year, max(filed, day), amount)


def count_key_outcomes(out: list[Step], facts: ProposalFacts, outcomes: list[tuple[date, Outcome | None]]) -> None:
    """Appends the steps of the outcome of a key proposal, from the day on which it is one."""
    if facts.key and Recorded.PROPOSALS_KEY in facts.records:
        since = facts.key[0]
        add(out, facts.year, [(max(since, day), outcome and _KEY_OUTCOME[outcome]) for day, outcome in outcomes])
