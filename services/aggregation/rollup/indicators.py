"""Indicators of single organizations, derived from the own steps of each (decision 0022)."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from shared.measures.indicators import SOURCES, Amounts, derived_steps, is_derived


def indicator_changes(own: Mapping[tuple[int, str], Amounts]) -> dict[int, list[tuple[str, date, int]]]:
    """Returns the steps (counter, day, amount) by year that bring the indicators in the own steps of an organization up to date.

    `own`: its steps by year and counter, with those of the indicators as they were derived before.
    """
    changes: Counter[tuple[int, str, date]] = Counter()
    for counter, year, day, amount in derived_steps({each: own[each] for each in own if each[1] in SOURCES}):
        changes[year, counter, day] += amount
    for (year, counter), days in own.items():
        if is_derived(counter):
            for day, amount in days.items():
                changes[year, counter, day] -= amount
    steps: dict[int, list[tuple[str, date, int]]] = {}
    for (year, counter, day), amount in changes.items():
        if amount:
            steps.setdefault(year, []).append((counter, day, amount))
    return steps
