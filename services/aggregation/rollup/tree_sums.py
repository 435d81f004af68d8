"""The sums along the tree: own steps, booked under every organization on the days on which they count there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from services.aggregation.rollup.indicators import Indicators
from services.aggregation.step_sums import add
from shared.contracts.dated import DatedFlag
from shared.contracts.pages import MOVED, PlaceRow, Steps, month_of
from shared.contracts.proposal_vocabulary import Breakdown
from shared.contracts.vocabulary import Level
from shared.measures.indicators import BODIES, TOWNSHIPS, covered
from shared.measures.tree import DatedTree, Intervals, TreePosition, book

COVERED = "counties_covered"


class ReportPageKey(NamedTuple):
    """The key of a report page: organization, year of the matters, month of the steps, breakdown (None: of the other figures)."""

    organization: str
    year: int
    month: str
    breakdown: Breakdown | None = None


class TreeSums:
    """The steps of all report pages: `own` and `subtree` by page; `changed`: the pages that changed since they were last taken."""

    def __init__(self) -> None:
        self.own: dict[ReportPageKey, Steps] = {}
        self.subtree: dict[ReportPageKey, Steps] = {}
        self.changed: set[ReportPageKey] = set()
        self._tree = DatedTree()
        self._booked: dict[
            str, Mapping[str, Intervals]
        ] = {}  # the intervals under which an organization's steps are booked
        self._months: dict[str, set[ReportPageKey]] = defaultdict(set)  # the own pages of an organization
        # The subtree pages of year 0 of an organization.
        self._sums_of: dict[str, set[ReportPageKey]] = defaultdict(set)
        self._rosters: dict[str, tuple[DatedFlag, ...]] = {}  # of counties
        self._stale: set[str] = set()  # organizations whose intervals may have changed
        self._recheck_coverage: set[str] = set()  # counties whose coverage may have changed
        self._indicators = Indicators()

    def place(self, row: PlaceRow) -> None:
        """Stores a place row; `settle` books the steps again whose intervals it changes."""
        self._stale |= self._tree.put(TreePosition.of(row))
        if row.level == Level.COUNTY:
            self._rosters[row.organization] = row.roster
            self._recheck_coverage.add(row.organization)

    def add(
        self, organization: str, year: int, counter: str, day: date, amount: int, *, breakdown: Breakdown | None = None
    ) -> None:
        """Adds an own step of an organization."""
        self._indicators.observe(organization, year, counter, day, amount)
        self._add(organization, year, counter, day, amount, breakdown)

    def _add(
        self, organization: str, year: int, counter: str, day: date, amount: int, breakdown: Breakdown | None = None
    ) -> None:
        key = ReportPageKey(organization, year, month_of(day), breakdown)
        add(self.own.setdefault(key, {}), counter, day, amount)
        self._months[organization].add(key)
        self.changed.add(key)
        self._book(self._intervals(organization), key, counter, day, amount)

    def _intervals(self, organization: str) -> Mapping[str, Intervals]:
        """Returns the intervals under which its steps are booked; `settle` applies changes of them to all its steps at once."""
        known = self._booked.get(organization)
        if known is None:
            known = self._booked[organization] = self._tree.intervals(organization)
        return known

    def _book(
        self, intervals: Mapping[str, Intervals], own: ReportPageKey, counter: str, day: date, amount: int
    ) -> None:
        """Adds a step of the page `own` under every organization of these intervals."""
        _, year, _, breakdown = own
        for above, days in intervals.items():
            for on, n, moved in book(days, day, amount):
                key = ReportPageKey(above, year, month_of(on), breakdown)
                steps = self.subtree.setdefault(key, {})
                add(steps, counter, on, n)
                if moved:
                    add(steps, counter + MOVED, on, n)
                self.changed.add(key)
                if year == 0:
                    self._sums_of[above].add(key)
            if year == 0 and above in self._rosters and counter in (TOWNSHIPS, BODIES):
                self._recheck_coverage.add(above)

    def settle(self) -> None:
        """Books steps again whose intervals changed, then updates the indicators and the covered counties."""
        stale, self._stale = self._stale, set()
        for organization in stale:
            before, after = self._booked.get(organization), self._tree.intervals(organization)
            if before is not None and before != after:
                self._rebook(organization, before, after)
        for organization, counter, year, day, amount in self._indicators.changes():
            self._add(organization, year, counter, day, amount)
        recheck, self._recheck_coverage = self._recheck_coverage, set()
        for county in recheck:
            self._update_coverage(county)

    def _rebook(self, organization: str, before: Mapping[str, Intervals], after: Mapping[str, Intervals]) -> None:
        removed = {above: days for above, days in before.items() if after.get(above) != days}
        added = {above: days for above, days in after.items() if before.get(above) != days}
        self._booked[organization] = after
        for key, counter, day, amount in list(self._own_steps(organization)):
            self._book(removed, key, counter, day, -amount)
            self._book(added, key, counter, day, amount)

    def _own_steps(self, organization: str) -> Iterator[tuple[ReportPageKey, str, date, int]]:
        for key in self._months[organization]:
            for counter, days in self.own[key].items():
                for day, amount in days.items():
                    yield key, counter, day, amount

    def _update_coverage(self, county: str) -> None:
        """Updates the steps of `counties_covered`, which are own steps of the county."""
        totals: dict[str, dict[date, int]] = {TOWNSHIPS: {}, BODIES: {}}
        for key in self._sums_of[county]:
            for counter, days in totals.items():
                days.update(self.subtree[key].get(counter, {}))
        now = covered(townships=totals[TOWNSHIPS], bodies=totals[BODIES], roster=self._rosters[county])
        change: dict[date, int] = dict(now)
        for _, counter, day, amount in self._own_steps(county):
            if counter == COVERED:
                change[day] = change.get(day, 0) - amount
        for day, amount in change.items():
            if amount:
                self._add(county, 0, COVERED, day, amount)
