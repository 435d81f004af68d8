"""Figures by quarter: each quarter has what it added, and the figure of its last day; quarters and residual make the whole."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.pages import ReportPage, Steps, month_of
from shared.contracts.periods import QUARTERS
from shared.contracts.stamps import Stamp
from shared.contracts.topics import Topic
from shared.measures.figures import Figure
from shared.measures.quarters import OTHER_YEARS, QuarterPart, by_quarter
from shared.measures.report import assemble

HOME = "520603"
_STAMP = Stamp(cluster="one", measures=1, topic=Topic.TALLIES, partition=0, position=1)
COUNTERS = ("suggestions_made", "suggestions_adopted", "hearings_held", "contact_points", "consultations_held")


def pages_of(steps: list[tuple[str, int, date, int]]) -> list[ReportPage]:
    """Returns the pages with these steps: counter, year, day, amount."""
    found = []
    for (year, month), some in groupby(sorted(steps, key=_page), _page):
        counted: Steps = {}
        for counter, _, on, amount in some:
            days = counted.setdefault(counter, {})
            days[on] = days.get(on, 0) + amount
        page = ReportPage(stamp=_STAMP, organization=HOME, year=year, month=month, own=counted, subtree=counted)
        found.append(page)
    return found


def _page(step: tuple[str, int, date, int]) -> tuple[int, str]:
    return step[1], month_of(step[2])


def of(figures: list[Figure], measure: str) -> Figure:
    return next(each for each in figures if each.measure == measure)


def quarters(figure: Figure) -> list[QuarterPart]:
    return [part for part in figure.parts if isinstance(part, QuarterPart)]


def test_a_quarter_has_what_it_added_and_the_rate_of_its_last_day() -> None:
    pages = pages_of(
        [
            ("suggestions_made", 2014, date(2014, 3, 31), 20),
            ("suggestions_made", 2014, date(2014, 10, 1), 20),
            ("suggestions_adopted", 2014, date(2014, 4, 1), 15),
            ("suggestions_adopted", 2014, date(2015, 2, 1), 5),
        ]
    )
    adopted = of(by_quarter(pages, as_of=date(2015, 3, 1), year=2014), "suggestions_adopted")
    shown = [(part.part, part.value, part.total, part.denominator, str(part.rate)) for part in quarters(adopted)]
    assert shown == [
        ("quarter=q1", 0, 0, 20, "0.00"),
        ("quarter=q2", 15, 15, 20, "75.00"),
        ("quarter=q3", 0, 15, 20, "75.00"),
        ("quarter=q4", 0, 15, 40, "37.50"),
    ]
    assert (adopted.numerator, adopted.residual, adopted.residual_title) == (20, 5, OTHER_YEARS)


def test_a_quarter_that_has_begun_ends_on_the_day_of_the_report_and_later_ones_are_left_out() -> None:
    pages = pages_of([("hearings_held", 2014, date(2014, 4, 2), 1), ("hearings_held", 2014, date(2014, 5, 2), 1)])
    held = of(by_quarter(pages, as_of=date(2014, 4, 30), year=2014), "hearings_held")
    assert [(part.title, part.value) for part in quarters(held)] == [("第一季度", 0), ("第二季度", 1)]


def test_what_is_not_of_a_year_has_its_change_in_the_quarter_and_what_was_there_before_as_residual() -> None:
    pages = pages_of([("contact_points", 0, date(2013, 5, 1), 7), ("contact_points", 0, date(2014, 8, 1), -2)])
    points = of(by_quarter(pages, as_of=date(2014, 12, 31), year=2014), "contact_points")
    assert [(part.value, part.total) for part in quarters(points)] == [(0, 7), (0, 7), (-2, 5), (0, 5)]
    assert (points.numerator, points.residual) == (5, 7)


_DAYS = st.integers(0, 800).map(lambda days: date(2013, 6, 1) + timedelta(days))
_STEPS: Any = st.lists(st.tuples(st.sampled_from(COUNTERS), st.sampled_from((2014, 0)), _DAYS, st.integers(1, 5)))


@settings(max_examples=100)
@given(_STEPS, _DAYS, st.sampled_from((2014, None)))
def test_quarters_and_residual_make_the_figure_and_each_ends_as_the_report_of_its_last_day(
    steps: list[tuple[str, int, date, int]], as_of: date, year: int | None
) -> None:
    pages, divided = pages_of(steps), year or as_of.year
    for found in by_quarter(pages, as_of=as_of, year=year):
        parts = quarters(found)
        assert found.numerator == sum(part.value or 0 for part in parts) + (found.residual or 0)
        for period, part in zip(QUARTERS, parts, strict=False):
            last = min(period.last(divided), as_of)
            single = of(assemble(pages, as_of=last, year=year), found.measure)
            assert (part.total, part.denominator) == (single.numerator, single.denominator)
