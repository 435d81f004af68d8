"""Every figure of every organization and conference, on every day, equals the naive sum: after moves, memberships and corrections."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.facts import Facts, OrganizationFacts
from shared.contracts.vocabulary import Level
from shared.measures.contributions import contributions
from shared.measures.indicators import SOURCES, covered, derived_steps
from shared.measures.steps import Step
from shared.measures.tree import DatedTree, TreePosition, book
from tests.measures.naive import figures, is_under
from tests.support.matter_strategies import consultations, matters
from tests.support.strategies import FIRST, KEYS, SPAN, organizations, places, proposals

Booked = Counter[tuple[str, int, str, date]]
_LAST = SPAN + 60


def steps_of(matters: list[Facts]) -> list[Step]:
    """Returns everything that counts of one organization: each matter by itself, and its activities together."""
    steps = [step for facts in matters for step in contributions(facts)]
    own: defaultdict[tuple[int, str], Counter[date]] = defaultdict(Counter)
    for counter, year, at, n in steps:
        if counter in SOURCES:
            own[year, counter][at] += n
    return steps + derived_steps(own)


class Region:
    """Organizations, their matters, and the sums under each, kept up by what a change touches and nothing else."""

    def __init__(self) -> None:
        self.tree = DatedTree()
        self.places: dict[str, TreePosition] = {}
        self.matters: dict[str, list[Facts]] = {key: [] for key in KEYS}
        self.sums: Booked = Counter()
        self.moved: Booked = Counter()
        self._booked: dict[str, tuple[Booked, Booked]] = {}

    def put(self, place: TreePosition) -> None:
        self.places[place.organization] = place
        self._book_again(self.tree.put(place))

    def replace(self, key: str, facts: list[Facts]) -> None:
        self.matters[key] = facts
        self._book_again({key})

    def _book_again(self, keys: set[str]) -> None:
        for key in keys & KEYS.keys():
            self._rebook(key, steps_of(self.matters[key]), key)
        for key in (key for key, level in KEYS.items() if level == Level.COUNTY):
            self._rebook(key, list(self._coverage(key)), f"coverage of {key}")

    def _rebook(self, key: str, steps: list[Step], name: str) -> None:
        for sums, old in zip((self.sums, self.moved), self._booked.get(name, ()), strict=False):
            sums.subtract(old)
        value: Booked = Counter()
        moved: Booked = Counter()
        for top, intervals in self.tree.intervals(key).items():
            for counter, year, day, amount in steps:
                for at, n, by_move in book(intervals, day, amount):
                    value[top, year, counter, at] += n
                    if by_move:
                        moved[top, year, counter, at] += n
        self._booked[name] = value, moved
        for sums, new in ((self.sums, value), (self.moved, moved)):
            for step, n in new.items():
                sums[step] += n

    def _coverage(self, county: str) -> Iterator[Step]:
        series: dict[str, dict[date, int]] = {"townships": {}, "township_bodies": {}}
        for (top, year, counter, at), n in self.sums.items():
            if top == county and year == 0 and counter in series:
                series[counter][at] = n
        for facts in self.matters[county]:
            if isinstance(facts, OrganizationFacts):
                steps = covered(townships=series["townships"], bodies=series["township_bodies"], roster=facts.roster)
                yield from (("counties_covered", 0, day, amount) for day, amount in steps)


@st.composite
def facts_of(draw: st.DrawFn, key: str) -> list[Facts]:
    record: list[Facts] = [draw(organizations(level=KEYS[key]))]
    others = proposals() | consultations(KEYS[key]) | matters(KEYS[key])
    return record + draw(st.lists(others, max_size=3))


@st.composite
def regions(draw: st.DrawFn) -> Region:
    region = Region()
    for key in KEYS:
        region.put(draw(places(key)))
        region.replace(key, draw(facts_of(key)))
    for key in draw(st.lists(st.sampled_from(sorted(KEYS)), max_size=5)):
        if draw(st.booleans()):
            region.put(draw(places(key)))
        else:
            region.replace(key, draw(facts_of(key)))
    return region


@settings(max_examples=25)
@given(regions())
def test_every_figure_on_every_day_is_the_naive_sum_over_the_tree_of_that_day(region: Region) -> None:
    by_top: dict[str, list[tuple[date, int, str, int]]] = {}
    for (top, year, counter, at), n in region.sums.items():
        by_top.setdefault(top, []).append((at, year, counter, n))
    for top in KEYS:
        steps = sorted(by_top.get(top, ()))
        running: Counter[tuple[int, str]] = Counter()
        for n in range(-1, _LAST):
            day = FIRST + timedelta(n)
            while steps and steps[0][0] <= day:
                _, year, counter, amount = steps.pop(0)
                running[year, counter] += amount
            assert {key: n for key, n in running.items() if n} == figures(region.places, region.matters, top, day)


@pytest.mark.full
@settings(max_examples=25)
@given(regions(), st.integers(0, SPAN), st.integers(0, SPAN))
def test_a_movement_less_what_moved_is_what_happened_under_it(region: Region, one: int, other: int) -> None:
    after, until = FIRST + timedelta(min(one, other)), FIRST + timedelta(max(one, other))
    for top in KEYS:
        change: Counter[tuple[int, str]] = Counter()
        for (t, year, counter, at), n in region.sums.items():
            if t == top and after < at <= until and counter != "counties_covered":
                change[year, counter] += n - region.moved[t, year, counter, at]
        happened: Counter[tuple[int, str]] = Counter()
        for key, every in region.matters.items():
            for counter, year, at, n in steps_of(every):
                if after < at <= until and is_under(region.places, key, top, at):
                    happened[year, counter] += n
        assert {key: n for key, n in change.items() if n} == {key: n for key, n in happened.items() if n}
