"""The steps of an annual plan 年度协商计划; the counters are described in `counters.py`."""

from shared.contracts.facts import PlanFacts
from shared.contracts.vocabulary import PlanClass, PlanState
from shared.measures.steps import Step, merged

_PLANNED = {activity: f"plan_items/{activity}" for activity in PlanClass}
_EXECUTED = {activity: f"plan_items_executed/{activity}" for activity in PlanClass}


def steps(facts: PlanFacts) -> list[Step]:
    """Returns the steps of a plan, in its own year; an item counts from the later of confirmation and the day it was added."""
    confirmed = next((day for day, state in facts.steps if state is PlanState.CONFIRMED), None)
    if confirmed is None:
        return []
    out: list[Step] = []
    year = facts.year
    for activity, added, executed in facts.items:
        since = max(confirmed, added)
        out += [("plan_items", year, since, 1), (_PLANNED[activity], year, since, 1)]
        if executed is not None:
            done = max(since, executed)
            out += [("plan_items_executed", year, done, 1), (_EXECUTED[activity], year, done, 1)]
    return merged(out)
