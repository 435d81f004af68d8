"""The steps of a visit to a service window 服务窗口; the counters are described in `counters.py`."""

from shared.contracts.facts import VisitFacts
from shared.contracts.vocabulary import VisitOutcome, VisitState
from shared.measures.steps import Step, add

_OUTCOME = {outcome: f"window_visits/{outcome}" for outcome in VisitOutcome}


def steps(facts: VisitFacts) -> list[Step]:
    """Returns the steps of a visit, in its own year: one visit, and each of its outcomes once."""
    out: list[Step] = []
    for counter in ("window_visits", *(_OUTCOME[outcome] for outcome in dict.fromkeys(facts.outcomes))):
        add(out, facts.year, [(day, counter if state is VisitState.RECORDED else None) for day, state in facts.steps])
    return out
