"""What is due in an annual plan once it is confirmed: its open items, those with the same deadline together."""

from collections import defaultdict
from datetime import date

from shared.contracts.consultation_vocabulary import PlanState
from shared.domain.obligations import Obligation
from shared.domain.plans.state import Plan

DUE = (PlanState.CONFIRMED,)
"""The states in which something may be due."""


def obligations(state: Plan) -> list[Obligation]:
    """Returns the execution of the open items, the earliest deadline first."""
    if state.status not in DUE:
        return []
    numbers = defaultdict[date, list[int]](list)
    for number, item in enumerate(state.items, 1):
        if item.is_open:
            numbers[item.deadline].append(number)
    return [
        Obligation("", 0, deadline, title=f"执行第{'、'.join(map(str, items))}项")
        for deadline, items in sorted(numbers.items())
    ]
