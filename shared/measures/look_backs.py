"""The steps of the look-back 回头看 at planned answers; the counters are described in `counters.py`.

They count in the year of the proposal, whose other figures they do not change.
"""

from datetime import date

from shared.contracts.facts import ProposalFacts
from shared.contracts.vocabulary import LookBackResult, Outcome, Recorded
from shared.measures.steps import Step, add

_RESULT = {result: f"lookback_due/{result}" for result in LookBackResult}


def count_look_backs(out: list[Step], facts: ProposalFacts, closed: date) -> None:
    """Appends the steps of a closed proposal: due from the year after a planned answer, and the newest result."""
    if Recorded.LOOKBACK_DUE not in facts.records or not facts.outcomes:
        return
    answered, outcome = facts.outcomes[-1]
    if outcome is not Outcome.PLANNED:
        return
    due = max(closed, date(answered.year + 1, 1, 1))
    out.append(("lookback_due", facts.year, due, 1))
    add(out, facts.year, [(max(due, day), _RESULT[result]) for day, result in facts.look_backs])
