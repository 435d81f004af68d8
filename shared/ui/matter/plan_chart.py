"""The items of an annual plan as bars over the months of its year (Gantt chart), each from the day it was added to its deadline."""

from calendar import isleap
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from shared.committee.kinds.plans.schemas import ItemView, PlanView

_PERCENT = 100


class ItemBar(NamedTuple):
    """A bar. `begin`, `width`, `executed`: in percent of the year; `executed`: where the item was executed, if it was in that year."""

    item: ItemView
    colour: str
    begin: float
    width: float
    executed: float | None


class PlanChart(NamedTuple):
    """The bars of a plan. `today`: in percent of its year; None on a day of another year."""

    year: int
    bars: list[ItemBar]
    today: float | None


def plan_chart(view: object, today: date) -> PlanChart | None:
    """Returns the chart of a plan with items; None for the view of another kind of matter."""
    if not isinstance(view, PlanView) or not view.contents:
        return None
    bars = list(_bars(view.contents, view.year))
    return PlanChart(view.year, bars, _position(today, view.year) if today.year == view.year else None)


def _bars(items: Iterable[ItemView], year: int) -> Iterable[ItemBar]:
    for item in items:
        begin = _position(item.added_on, year)
        end = max(begin, _position(item.dropped_on or item.deadline, year, days=1))
        done = item.executed_on
        executed = _position(done, year) if done is not None and done.year == year else None
        yield ItemBar(item, _colour(item), begin, round(max(1.0, end - begin), 2), executed)


def _position(day: date, year: int, *, days: int = 0) -> float:
    """Returns the place of a day in a year, in percent of the year, at its begin or end for a day of another year. `days`: added to it."""
    length = 366 if isleap(year) else 365
    passed = min(max((day - date(year, 1, 1)).days + days, 0), length)
    return round(_PERCENT * passed / length, 2)


def _colour(item: ItemView) -> str:
    if item.executed_on is not None:
        return "done"
    return "dropped" if item.dropped_on is not None else "late" if item.overdue else "open"
