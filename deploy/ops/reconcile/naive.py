"""A naive recomputation of the figures: day by day, over the tree of each day.

It shares only the steps of one matter (`contributions`, `divided_steps`) with the aggregation. Organizations and indicators are counted by
`derived.py`, and there are no pages, intervals or increments over a move. On a day on which the tree changes, every total is summed
from zero.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from deploy.ops.reconcile.ancestry import Ancestry
from deploy.ops.reconcile.derived import (
    FigureKey,
    Figures,
    FlagChange,
    Values,
    active,
    covered,
    left_out,
    recorded,
    with_station,
)
from shared.contracts.facts import Facts, OrganizationFacts
from shared.contracts.pages import MOVED
from shared.contracts.subjects import organization_of
from shared.measures.breakdowns import divided_steps
from shared.measures.contributions import contributions


def recompute(matters: Iterable[tuple[str, Facts]]) -> Figures:
    """Returns every figure of every organization, from the facts of all matters (subject, facts)."""
    known = list(matters)
    places = {subject: facts for subject, facts in known if isinstance(facts, OrganizationFacts)}
    steps = [*recorded(places), *active(known, places), *with_station(known, places), *left_out(known)]
    for subject, facts in known:
        if not isinstance(facts, OrganizationFacts):
            organization = organization_of(subject)
            counted = [*contributions(facts), *(divided.step for divided in divided_steps(facts))]
            steps += [FlagChange(day, organization, year, counter, n) for counter, year, day, n in counted]
    ancestry = Ancestry(places)
    below = _walk(steps, ancestry)
    return _walk([*steps, *covered(below, places)], ancestry)


def _walk(steps: list[FlagChange], ancestry: Ancestry) -> Figures:
    """Returns the figures that result from these steps, processed day by day."""
    by_day: dict[date, list[FlagChange]] = defaultdict(list)
    for step in steps:
        by_day[step.day].append(step)
    tree_days = ancestry.days()
    walk = _Walk(ancestry, {step.organization for step in steps})
    for day in sorted({*by_day, *tree_days}):
        walk.process_day(day, by_day.get(day, []), tree_changes=day in tree_days)
    return walk.figures


class _Walk:
    """The totals as of the current day; `figures`: the values of all days so far."""

    def __init__(self, ancestry: Ancestry, organizations: set[str]) -> None:
        self.figures: Figures = defaultdict(list)
        self._ancestry = ancestry
        self._organizations = organizations
        self._own: dict[FigureKey, int] = defaultdict(int)
        # The part of a total that comes from steps below it; the rest moved in or out.
        self._stepped: dict[FigureKey, int] = defaultdict(int)
        self._totals: dict[FigureKey, int] = defaultdict(int)
        self._above: dict[str, set[str]] = {}

    def process_day(self, day: date, steps: list[FlagChange], *, tree_changes: bool) -> None:
        if tree_changes or not self._above:
            self._above = {key: self._ancestry.above(key, day) for key in self._organizations}
        changed: set[FigureKey] = set()
        for step in steps:
            changed |= self._add(step)
        if tree_changes:
            changed |= self._sum_again()
        for figure in changed:
            self._record(day, figure)

    def _add(self, step: FlagChange) -> set[FigureKey]:
        own = FigureKey(step.organization, "own", step.year, step.counter)
        self._own[own] += step.amount
        changed = {own}
        for key in self._above[step.organization]:
            total = FigureKey(key, "subtree", step.year, step.counter)
            self._stepped[total] += step.amount
            self._totals[total] += step.amount
            changed.add(total)
        return changed

    def _sum_again(self) -> set[FigureKey]:
        """Sums every total from zero over the tree of this day; returns the figures that changed."""
        before, self._totals = self._totals, defaultdict(int)
        for own, amount in self._own.items():
            for key in self._above[own.organization]:
                self._totals[own._replace(organization=key, scope="subtree")] += amount
        return {figure for figure in before.keys() | self._totals.keys() if before[figure] != self._totals[figure]}

    def _record(self, day: date, figure: FigureKey) -> None:
        if figure.scope == "own":
            _append(self.figures[figure], day, self._own[figure])
            return
        total = self._totals[figure]
        _append(self.figures[figure], day, total)
        moved = figure._replace(counter=figure.counter + MOVED)
        _append(self.figures[moved], day, total - self._stepped[figure])


def _append(values: Values, day: date, value: int) -> None:
    """Appends a value if it differs from the last one."""
    if value != (values[-1][1] if values else 0):
        values.append((day, value))
