"""The steps of the suggestions 建议 of a proposal and of the look-backs 回头看; the counters are described in `counters.py`.

Suggestions count in the year of the proposal from its filing on, where the proposal records them, also after a merger.
"""

from datetime import date

from shared.contracts.dated import FollowedSuggestion
from shared.contracts.facts import ProposalFacts
from shared.contracts.vocabulary import LookBackResult, Outcome, Recorded
from shared.measures.optional import RECORDED
from shared.measures.steps import Step, Timeline, add, merged

_MADE = str(Recorded.PROPOSAL_SUGGESTIONS)
_ADOPTED, _NOT_ADOPTED, _DONE = f"{_MADE}_adopted", f"{_MADE}_not_adopted", f"{_MADE}_done"
_RESULT = {result: f"lookback_due/{result}" for result in LookBackResult}


def count_suggestions(out: list[Step], facts: ProposalFacts, filed: date) -> None:
    """Appends the steps of the suggestions of a filed proposal that records them."""
    if Recorded.PROPOSAL_SUGGESTIONS not in facts.records:
        return
    out.append((RECORDED[Recorded.PROPOSAL_SUGGESTIONS], facts.year, filed, 1))
    if facts.suggestions:
        out.append((_MADE, facts.year, filed, len(facts.suggestions)))
        out += merged(step for each in facts.suggestions for step in _of_suggestion(facts.year, filed, each))


def _of_suggestion(year: int, filed: date, suggestion: FollowedSuggestion) -> list[Step]:
    """Returns the steps of one suggestion: adopted, or not adopted until it is adopted later, and done after it was adopted."""
    steps: list[Step] = []
    adopted = None if suggestion.adopted is None else max(filed, suggestion.adopted)
    stages: Timeline = []
    if suggestion.not_adopted is not None:
        stages.append((max(filed, suggestion.not_adopted), _NOT_ADOPTED))
    if adopted is not None:
        stages.append((max(adopted, *(day for day, _ in stages)) if stages else adopted, _ADOPTED))
    add(steps, year, stages)
    if adopted is not None and suggestion.done is not None:
        steps.append((_DONE, year, max(stages[-1][0], suggestion.done), 1))
    return steps


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
