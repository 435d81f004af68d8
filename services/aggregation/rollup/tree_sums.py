"""The sums along the tree: own steps, booked under every organization on the days on which they count there."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from services.aggregation.changed_pages import ChangedPages
from services.aggregation.packed_pages import PagePart
from services.aggregation.rollup.indicators import indicator_changes
from services.aggregation.rollup.step_pages import StepPages
from services.aggregation.round_robin import take_first
from services.aggregation.step_sums import add
from shared.contracts.dated import DatedFlag
from shared.contracts.pages import MOVED, PlaceRow, month_of
from shared.contracts.proposal_vocabulary import Breakdown
from shared.contracts.vocabulary import Level
from shared.measures.indicators import BODIES, SOURCES, TOWNSHIPS, covered
from shared.measures.tree import DatedTree, Intervals, TreePosition, book

COVERED = "counties_covered"
MOST_OPENED = 2000
"""Pages of `own`, and of `subtree`, that are not packed."""

PageStep = tuple[str, date, int]
"""Counter, day, amount."""


class TreeSums:
    """The steps of all report pages: `own` and `subtree`; `changed`: the pages that changed since they were last taken."""

    def __init__(self) -> None:
        self.own = StepPages()
        self.subtree = StepPages()
        self.changed = ChangedPages(self._parts)
        self._tree = DatedTree()
        self._booked: dict[
            str, Mapping[str, Intervals]
        ] = {}  # the intervals under which an organization's steps are booked
        self._rosters: dict[str, tuple[DatedFlag, ...]] = {}  # of counties
        self._stale: set[str] = set()  # organizations whose intervals may have changed
        self._recheck_indicators: set[str] = set()  # organizations whose indicators may have changed
        self._recheck_coverage: set[str] = set()  # counties whose coverage may have changed

    def organizations(self) -> Iterator[str]:
        """Yields the organizations that have pages; those of `own` have the same ones in `subtree`, which has more."""
        return self.subtree.organizations()

    def _parts(self, organization: str) -> set[PagePart]:
        """Returns the pages of an organization."""
        return {*self.own.parts(organization), *self.subtree.parts(organization)}

    def pack(self) -> None:
        """Packs and compresses the pages that have not been used for long."""
        self.own.pack(most=MOST_OPENED)
        self.subtree.pack(most=MOST_OPENED)

    def place(self, row: PlaceRow) -> None:
        """Stores a place row; `settle` books the steps again whose intervals it changes."""
        self._stale |= self._tree.put(TreePosition.of(row))
        if row.level == Level.COUNTY:
            self._rosters[row.organization] = row.roster
            self._recheck_coverage.add(row.organization)

    def add(
        self, organization: str, year: int, steps: Iterable[PageStep], *, breakdown: Breakdown | None = None
    ) -> None:
        """Adds own steps of an organization."""
        some = list(steps)
        if any(counter in SOURCES for counter, _, _ in some):
            self._recheck_indicators.add(organization)
        self._add(organization, year, some, breakdown)

    def _add(self, organization: str, year: int, steps: Iterable[PageStep], breakdown: Breakdown | None = None) -> None:
        for month, some in _by_month(steps).items():
            part = PagePart(year, month, breakdown)
            self._put(self.own, organization, part, some)
            self._book(self._intervals(organization), part, some)

    def _put(self, pages: StepPages, organization: str, part: PagePart, steps: Iterable[PageStep]) -> None:
        """Adds steps of its month to a page."""
        known = pages.edit(organization, part)
        for counter, day, amount in steps:
            add(known, counter, day, amount)
        self.changed.add(organization, part)

    def _intervals(self, organization: str) -> Mapping[str, Intervals]:
        """Returns the intervals under which its steps are booked; `settle` applies changes of them to all its steps at once."""
        known = self._booked.get(organization)
        if known is None:
            known = self._booked[organization] = self._tree.intervals(organization)
        return known

    def _book(self, intervals: Mapping[str, Intervals], own: PagePart, steps: Collection[PageStep]) -> None:
        """Adds steps of one own page under every organization of these intervals."""
        first = min(day for _, day, _ in steps)
        of_coverage = own.year == 0 and any(counter in (TOWNSHIPS, BODIES) for counter, _, _ in steps)
        for above, days in intervals.items():
            if days[0][0] <= first and days[0][1] == date.max:  # no step is moved
                self._put(self.subtree, above, own, steps)
            else:
                moved = (step for each in steps for step in _moved(days, each))
                for month, some in _by_month(moved).items():
                    self._put(self.subtree, above, own._replace(month=month), some)
            if of_coverage and above in self._rosters:
                self._recheck_coverage.add(above)

    def settle(self, limit: int) -> bool:
        """Books steps again whose intervals changed, then updates indicators and covered counties, of at most `limit` organizations.

        Returns whether none is left.
        """
        for waiting, update in (
            (self._stale, self._rebook),
            (self._recheck_indicators, self._update_indicators),
            (self._recheck_coverage, self._update_coverage),
        ):
            for organization in take_first(waiting, limit):
                update(organization)
                self.pack()
                limit -= 1
        return not (self._stale or self._recheck_indicators or self._recheck_coverage)

    def _rebook(self, organization: str) -> None:
        before, after = self._booked.get(organization), self._tree.intervals(organization)
        if before is None or before == after:
            return
        removed = {above: days for above, days in before.items() if after.get(above) != days}
        added = {above: days for above, days in after.items() if before.get(above) != days}
        self._booked[organization] = after
        for part, steps in list(self._own_pages(organization)):
            self._book(removed, part, [(counter, day, -amount) for counter, day, amount in steps])
            self._book(added, part, steps)

    def _own_pages(self, organization: str) -> Iterator[tuple[PagePart, list[PageStep]]]:
        """Yields the own pages of an organization that have steps."""
        for part in self.own.parts(organization):
            known = self.own.get(organization, part)
            steps = [(counter, day, amount) for counter, days in known.items() for day, amount in days.items()]
            if steps:
                yield part, steps

    def _update_indicators(self, organization: str) -> None:
        """Updates the steps of the indicators, which are own steps of the organization."""
        own: dict[tuple[int, str], dict[date, int]] = {}
        for part in self.own.parts(organization):
            if part.breakdown is None:
                for counter, days in self.own.get(organization, part).items():
                    own.setdefault((part.year, counter), {}).update(days)
        for year, steps in indicator_changes(own).items():
            self._add(organization, year, steps)

    def _update_coverage(self, county: str) -> None:
        """Updates the steps of `counties_covered`, which are own steps of the county."""
        totals: dict[str, dict[date, int]] = {TOWNSHIPS: {}, BODIES: {}}
        for part in self.subtree.parts(county):
            if part.year == 0:
                for counter, days in totals.items():
                    days.update(self.subtree.get(county, part).get(counter, {}))
        now = covered(townships=totals[TOWNSHIPS], bodies=totals[BODIES], roster=self._rosters[county])
        change: dict[date, int] = dict(now)
        for part in self.own.parts(county):
            if part.year == 0:
                for day, amount in self.own.get(county, part).get(COVERED, {}).items():
                    change[day] = change.get(day, 0) - amount
        self._add(county, 0, [(COVERED, day, amount) for day, amount in change.items() if amount])


def _by_month(steps: Iterable[PageStep]) -> dict[str, list[PageStep]]:
    found: dict[str, list[PageStep]] = {}
    for step in steps:
        found.setdefault(month_of(step[1]), []).append(step)
    return found


def _moved(intervals: Intervals, step: PageStep) -> Iterator[PageStep]:
    """Yields a step as it counts on these days, with the effect of moves in the tree."""
    counter, day, amount = step
    for on, n, moved in book(intervals, day, amount):
        yield counter, on, n
        if moved:
            yield counter + MOVED, on, n
