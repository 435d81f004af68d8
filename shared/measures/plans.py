"""The steps of an annual plan 年度协商计划; the counters are described in `counters.py`."""

from datetime import date

from shared.contracts.consultation_vocabulary import PlanClass, PlanState
from shared.contracts.facts import PlanFacts
from shared.measures.steps import Step, merged

_PLANNED = {activity: f"plan_items/{activity}" for activity in PlanClass}
_EXECUTED = {activity: f"plan_items_executed/{activity}" for activity in PlanClass}


def steps(facts: PlanFacts) -> list[Step]:
    """Returns the steps of a plan, in its own year; an item counts from the later of confirmation and the day it was added.

    One that is dropped counts until then; one that was dropped before the confirmation never counts.
    """
    confirmed = next((day for day, state in facts.steps if state is PlanState.CONFIRMED), None)
    if confirmed is None:
        return []
    out: list[Step] = []
    year = facts.year
    dropped = dict(facts.dropped)
    for number, (activity, added, executed) in enumerate(facts.items, 1):
        since, gone = max(confirmed, added), dropped.get(number)
        if gone is not None:
            if gone >= confirmed:
                out += _dropped(activity, year, since, max(since, gone))
            continue
        out += [("plan_items", year, since, 1), (_PLANNED[activity], year, since, 1)]
        if executed is not None:
            done = max(since, executed)
            out += [("plan_items_executed", year, done, 1), (_EXECUTED[activity], year, done, 1)]
    return merged(out)


def _dropped(activity: PlanClass, year: int, since: date, gone: date) -> list[Step]:
    """Returns the steps of an item that was dropped after the confirmation: planned until then."""
    planned = [
        (counter, year, day, amount)
        for counter in ("plan_items", _PLANNED[activity])
        for day, amount in ((since, 1), (gone, -1))
    ]
    return [*planned, ("plan_items_dropped", year, gone, 1)]
