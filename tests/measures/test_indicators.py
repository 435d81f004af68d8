"""Counties covered, and what is active in a period."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.dated import DatedFlag
from shared.measures.indicators import activity_steps, covered

LISTED = (DatedFlag(date(2012, 1, 1), True),)


def test_a_county_is_covered_while_every_one_of_its_townships_has_a_body() -> None:
    townships = {date(2013, 1, 1): 2, date(2015, 1, 1): 1}
    bodies = {date(2013, 1, 1): 1, date(2013, 6, 1): 1, date(2015, 3, 1): 1}
    assert covered(townships=townships, bodies=bodies, roster=LISTED) == [
        (date(2013, 6, 1), 1),
        (date(2015, 1, 1), -1),
        (date(2015, 3, 1), 1),
    ]


def test_a_county_without_townships_is_not_covered() -> None:
    assert covered(townships={}, bodies={}, roster=LISTED) == []
    lost = {date(2013, 1, 1): 1, date(2014, 1, 1): -1}
    assert covered(townships=lost, bodies=lost, roster=LISTED) == [(date(2013, 1, 1), 1), (date(2014, 1, 1), -1)]


def test_a_county_off_the_roster_is_not_covered() -> None:
    roster = (DatedFlag(date(2014, 1, 1), True), DatedFlag(date(2016, 1, 1), False))
    one = {date(2013, 1, 1): 1}
    assert covered(townships=one, bodies=one, roster=roster) == [(date(2014, 1, 1), 1), (date(2016, 1, 1), -1)]
    assert covered(townships=one, bodies=one, roster=()) == []


def test_a_township_and_its_body_that_move_out_on_one_day_leave_no_step() -> None:
    both = {date(2013, 1, 1): 2, date(2014, 1, 1): -1}
    assert covered(townships=both, bodies=both, roster=LISTED) == [(date(2013, 1, 1), 1)]


def test_activity_counts_from_its_first_day_until_the_period_ends() -> None:
    own = {"township_bodies": {FIRST: 1}, "research_done": {date(2014, 8, 20): 1, date(2014, 8, 3): 2}}
    steps = activity_steps(own | {"inspections_done": {date(2014, 11, 5): 1}})
    assert {step for step in steps if "class" not in step[0]} == {
        ("active_townships/q3", 2014, date(2014, 8, 3), 1),
        ("active_townships/q3", 2014, date(2014, 10, 1), -1),
        ("active_townships/q4", 2014, date(2014, 11, 5), 1),
        ("active_townships/q4", 2014, date(2015, 1, 1), -1),
        ("active_townships/h2", 2014, date(2014, 8, 3), 1),
        ("active_townships/h2", 2014, date(2015, 1, 1), -1),
        ("active_townships/year", 2014, date(2014, 8, 3), 1),
        ("active_townships/year", 2014, date(2015, 1, 1), -1),
    }
    assert {name for name, *_ in steps if "class" in name and name.endswith("q4")} == {
        "active_townships/class=inspection/q4"
    }


def test_a_township_is_active_only_while_its_body_is_established() -> None:
    bodies = {date(2014, 2, 1): 1, date(2014, 3, 1): -1, date(2014, 5, 1): 1}
    steps = activity_steps({"township_bodies": bodies, "research_done": {date(2014, 1, 9): 1}})
    assert [step[2:] for step in steps if step[0] == "active_townships/year"] == [
        (date(2014, 2, 1), 1),
        (date(2014, 3, 1), -1),
        (date(2014, 5, 1), 1),
        (date(2015, 1, 1), -1),
    ]
    assert activity_steps({"research_done": {date(2014, 1, 9): 1}}) == []


def test_a_township_is_appraised_while_it_is_on_the_roster_with_a_body_or_without() -> None:
    listed = {date(2014, 1, 1): 1, date(2014, 5, 1): -1}
    steps = activity_steps({"townships": listed, "appraisals_held": {date(2014, 2, 9): 1}})
    assert [step for step in steps if step[0].endswith("year")] == [
        ("townships_appraised/year", 2014, date(2014, 2, 9), 1),
        ("townships_appraised/year", 2014, date(2014, 5, 1), -1),
    ]


def test_the_last_year_of_the_calendar_has_no_day_after_it() -> None:
    own = {"township_bodies": {FIRST: 1}, "research_done": {date.max: 1}}
    assert [step for step in activity_steps(own) if step[0] == "active_townships/year"] == [
        ("active_townships/year", 9999, date.max, 1)
    ]


FIRST = date(2013, 11, 1)


@given(st.sets(st.integers(0, 500)), st.lists(st.integers(0, 500), max_size=5, unique=True).map(sorted))
def test_on_every_day_a_period_counts_if_something_was_done_in_it_by_then(numbers: set[int], order: list[int]) -> None:
    """`turns`: the days on which the body is established and dissolved in turn."""
    done = {FIRST + timedelta(n) for n in numbers}
    bodies = {FIRST + timedelta(n): 1 - number % 2 * 2 for number, n in enumerate(order)}
    steps = activity_steps({"township_bodies": bodies, "research_done": dict.fromkeys(done, 1)})
    for n in range(0, 560, 7):
        day = FIRST + timedelta(n)
        sums: Counter[str] = Counter()
        for counter, _, at, amount in steps:
            if at <= day:
                sums[counter] += amount
        there = sum(at <= n for at in order) % 2 == 1
        quarter = {
            on for on in done if on <= day and on.year == day.year and (on.month - 1) // 3 == (day.month - 1) // 3
        }
        half = {on for on in done if on <= day and on.year == day.year and (on.month > 6) == (day.month > 6)}
        expected = {
            f"q{(day.month - 1) // 3 + 1}": there and bool(quarter),
            f"h{1 + (day.month > 6)}": there and bool(half),
            "year": there and any(on.year == day.year and on <= day for on in done),
        }
        names = {period for period, yes in expected.items() if yes}
        assert {counter for counter, n in sums.items() if n} == {
            f"{name}/{period}" for name in ("active_townships", "active_townships/class=research") for period in names
        }
        assert all(n in (0, 1) for n in sums.values())
