"""Report pages into a report: a year, a day, own or with all below."""

from datetime import date
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.pages import ReportPage, Steps
from shared.contracts.stamps import MEASURES_VERSION, Stamp
from shared.measures.figures import Figure
from shared.measures.indicators import derived_steps
from shared.measures.report import Scope, assemble, totals

STAMP = Stamp(cluster="one", measures=MEASURES_VERSION, topic="lianxi.tallies", partition=0, position=1)


def page(year: int, month: str, subtree: Steps, own: Steps | None = None) -> ReportPage:
    return ReportPage(stamp=STAMP, organization="522625", year=year, month=month, own=own or {}, subtree=subtree)


PAGES = (
    page(0, "2013-01", {"townships": {date(2013, 1, 1): 9}, "township_bodies": {date(2013, 1, 1): 9}}),
    page(0, "2015-01", {"townships": {date(2015, 1, 1): 2}}),
    page(2013, "2014-01", {"proposals_received": {date(2014, 1, 9): 5}}),
    page(
        2014,
        "2014-01",
        {"proposals_received": {date(2014, 1, 5): 3, date(2014, 1, 20): 4}},
        own={"proposals_received": {date(2014, 1, 20): 1}},
    ),
    page(2014, "2015-02", {"proposals_received": {date(2015, 2, 1): 10}}),
)


def received(*, as_of: date, year: int | None = None, scope: Scope = "subtree") -> int:
    return totals(PAGES, as_of=as_of, year=year, scope=scope).get("proposals_received", 0)


def test_a_step_counts_from_its_day_on() -> None:
    days = (date(2014, 1, 4), date(2014, 1, 5), date(2014, 1, 19), date(2014, 1, 20), date(2014, 2, 1))
    assert [received(as_of=day, year=2014) for day in days] == [0, 3, 3, 7, 7]


def test_a_year_holds_its_own_matters_wherever_their_days_are() -> None:
    assert received(as_of=date(2016, 1, 1), year=2014) == 17
    assert received(as_of=date(2016, 1, 1), year=2013) == 5


def test_without_a_year_all_years_are_meant() -> None:
    assert received(as_of=date(2016, 1, 1)) == 22


def test_the_own_scope_leaves_out_what_is_below() -> None:
    assert received(as_of=date(2016, 1, 1), year=2014, scope="own") == 1


def figure(name: str, found: list[Figure]) -> Figure:
    return next(each for each in found if each.measure == name)


def test_every_report_has_the_bodies_up_to_its_day() -> None:
    then = figure("township_bodies", assemble(PAGES, as_of=date(2014, 6, 30), year=2013))
    now = figure("township_bodies", assemble(PAGES, as_of=date(2016, 1, 1), year=2013))
    assert [(each.numerator, each.denominator, str(each.value)) for each in (then, now)] == [
        (9, 9, "100.00"),
        (9, 11, "81.82"),
    ]


def test_what_is_periodic_is_read_on_the_last_day_of_its_year_with_its_denominator() -> None:
    pages = (
        page(0, "2014-01", {"township_bodies": {date(2014, 1, 1): 4}}),
        page(0, "2015-03", {"township_bodies": {date(2015, 3, 1): 6}}),
        page(2014, "2014-05", {"active_townships/year": {date(2014, 5, 1): 3}}),
        page(2014, "2015-01", {"active_townships/year": {date(2015, 1, 1): -3}}),
    )
    for day, expected in ((date(2014, 4, 1), (0, 4)), (date(2014, 6, 1), (3, 4)), (date(2016, 1, 1), (3, 4))):
        active = figure("active_townships", assemble(pages, as_of=day, year=2014))
        assert (active.numerator, active.denominator) == expected
    assert figure("township_bodies", assemble(pages, as_of=date(2016, 1, 1), year=2014)).numerator == 10
    assert figure("active_townships", assemble(pages, as_of=date(2016, 1, 1))).numerator == 0


def test_a_quarter_is_read_on_its_last_day_and_so_is_its_denominator() -> None:
    pages = (
        page(0, "2014-01", {"townships": {date(2014, 1, 1): 9}, "township_bodies": {date(2014, 1, 1): 4}}),
        page(0, "2014-04", {"township_bodies": {date(2014, 4, 1): 2}}),
        page(
            2014,
            "2014-02",
            {"active_townships/q1": {date(2014, 2, 3): 2}, "active_townships/h1": {date(2014, 2, 3): 2}},
        ),
        page(
            2014,
            "2014-04",
            {"active_townships/q1": {date(2014, 4, 1): -2}, "active_townships/h1": {date(2014, 4, 9): 1}},
        ),
        page(2014, "2014-07", {"active_townships/h1": {date(2014, 7, 1): -3}}),
    )

    def active(name: str, day: date) -> tuple[int | None, int | None]:
        found = figure(f"active_townships/{name}", assemble(pages, as_of=day, year=2014))
        return found.numerator, found.denominator

    assert active("q1", date(2014, 2, 2)) == (0, 4)
    assert active("q1", date(2014, 3, 31)) == active("q1", date(2014, 4, 1)) == active("q1", date(2020, 1, 1)) == (2, 4)
    assert active("h1", date(2014, 3, 31)) == (2, 4)
    assert active("h1", date(2014, 6, 30)) == active("h1", date(2014, 7, 1)) == (3, 6)
    assert active("q2", date(2014, 7, 1)) == (0, 6)


def test_quarters_and_halves_are_shown_of_one_year_only() -> None:
    of_a_year, of_all = (assemble((), as_of=date(2014, 5, 1), year=year) for year in (2014, None))
    shown = {each.measure for each in of_a_year} - {each.measure for each in of_all}
    periods = ("q1", "q2", "q3", "q4", "h1", "h2")
    assert shown == {f"{name}/{period}" for name in ("active_townships", "townships_appraised") for period in periods}


def test_what_the_tree_moved_is_no_counter_of_a_report() -> None:
    steps = {"proposals_filed": {date(2014, 1, 2): 3}, "proposals_filed/moved": {date(2014, 1, 2): 1}}
    for day in (date(2014, 1, 31), date(2014, 2, 1)):
        assert totals([page(2014, "2014-01", steps)], as_of=day) == {"proposals_filed": 3}


counters = st.sampled_from(
    ("proposals_filed", "townships", "active_townships/q1", "active_townships/class=research/h1")
)
steps = st.dictionaries(counters, st.dictionaries(st.integers(1, 28), st.integers(-3, 9), max_size=3), max_size=3)
drawn = st.tuples(st.sampled_from((0, 2013, 2014)), st.integers(1, 12), steps, steps)


@pytest.mark.full
@settings(max_examples=150)
@given(
    st.lists(drawn, max_size=12, unique_by=lambda each: each[:2]),
    st.dates(date(2013, 12, 1), date(2015, 3, 1)),
    st.sampled_from((None, 2013, 2014)),
    st.sampled_from(("own", "subtree")),
)
def test_a_report_adds_up_the_steps_of_its_pages_one_by_one(
    found: list[tuple[int, int, dict[str, dict[int, int]], dict[str, dict[int, int]]]],
    as_of: date,
    year: int | None,
    scope: Scope,
) -> None:
    def dated(month: int, days: dict[str, dict[int, int]]) -> Steps:
        return {name: {date(2014, month, day): n for day, n in each.items()} for name, each in days.items()}

    pages = [page(y, f"2014-{m:02}", dated(m, sub), dated(m, own)) for y, m, sub, own in found]

    def on(day: date, counter: str) -> int:
        chosen = [each for each in pages if year is None or each.year in (0, year)]
        days = [(each.own if scope == "own" else each.subtree).get(counter, {}) for each in chosen]
        return sum(n for each in days for at, n in each.items() if at <= day)

    figures = assemble(pages, as_of=as_of, year=year, scope=scope)
    assert figure("proposals_filed", figures).numerator == on(as_of, "proposals_filed")
    if year is not None:
        quarter = min(as_of, date(year, 3, 31))
        assert figure("active_townships/q1", figures).numerator == on(quarter, "active_townships/q1")
        assert figure("townships_appraised/q1", figures).denominator == on(quarter, "townships")


def test_an_item_that_nobody_meets_any_more_is_still_an_item() -> None:
    steps = {"standardised_bodies/funds": {date(2014, 1, 1): 1, date(2014, 1, 9): -1}}
    found = figure("standardised_bodies", assemble((page(0, "2014-01", steps),), as_of=date(2015, 1, 1)))
    assert [(part.part, part.value) for part in found.parts] == [("funds", 0)]


def test_a_report_of_nothing_has_every_figure_and_no_rate() -> None:
    found = assemble((), as_of=date(2014, 1, 1), year=2014)
    assert {each.value for each in found} == {None, 0}


def test_of_all_years_together_an_organization_that_records_nothing_is_left_out_once() -> None:
    years = (2023, 2024, 2025)
    own = {(year, "opinions_received"): {date(year, 3, 1): 2} for year in years}
    pages = [
        page(year, f"{day:%Y-%m}", {counter: {day: amount}}, own={counter: {day: amount}})
        for counter, year, day, amount in derived_steps(own)
    ]
    for day, count in ((date(2023, 2, 1), 0), (date(2023, 3, 1), 1), (date(2025, 12, 31), 1)):
        for scope in get_args(Scope):
            assert figure("opinions_instructed", assemble(pages, as_of=day, scope=scope)).left_out == count
    for year in years:
        assert figure("opinions_instructed", assemble(pages, as_of=date(2025, 12, 31), year=year)).left_out == 1


def test_of_a_place_without_matters_an_optional_measure_is_not_recorded() -> None:
    for year in (None, 2025):
        found = figure("opinions_instructed", assemble([], as_of=date(2025, 6, 30), year=year))
        assert (found.recorded, found.value, found.numerator, found.denominator) == (False, None, None, None)
    assert figure("opinions_adopted", assemble([], as_of=date(2025, 6, 30), year=2025)).recorded
