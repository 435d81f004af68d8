"""Counties covered, and what is active in a period."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.dated import DatedFlag
from shared.measures.indicators import covered, periods

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
    done = [date(2014, 8, 20), date(2014, 8, 3), date(2014, 11, 5)]
    assert set(periods(done)) == {
        ("/q3", 2014, date(2014, 8, 3), 1),
        ("/q3", 2014, date(2014, 10, 1), -1),
        ("/q4", 2014, date(2014, 11, 5), 1),
        ("/q4", 2014, date(2015, 1, 1), -1),
        ("/h2", 2014, date(2014, 8, 3), 1),
        ("/h2", 2014, date(2015, 1, 1), -1),
        ("/year", 2014, date(2014, 8, 3), 1),
        ("/year", 2014, date(2015, 1, 1), -1),
    }


def test_the_last_year_of_the_calendar_has_no_day_after_it() -> None:
    assert ("/year", 9999, date.max, 1) in periods([date.max])


FIRST = date(2013, 11, 1)


@given(st.sets(st.integers(0, 500)))
def test_on_every_day_a_period_counts_if_something_was_done_in_it_by_then(numbers: set[int]) -> None:
    done = {FIRST + timedelta(n) for n in numbers}
    steps = periods(done)
    for n in range(0, 560, 7):
        day = FIRST + timedelta(n)
        sums: Counter[str] = Counter()
        for suffix, _, at, amount in steps:
            if at <= day:
                sums[suffix] += amount
        quarter = {
            on for on in done if on <= day and on.year == day.year and (on.month - 1) // 3 == (day.month - 1) // 3
        }
        half = {on for on in done if on <= day and on.year == day.year and (on.month > 6) == (day.month > 6)}
        expected = {
            f"/q{(day.month - 1) // 3 + 1}": bool(quarter),
            f"/h{1 + (day.month > 6)}": bool(half),
            "/year": any(on.year == day.year and on <= day for on in done),
        }
        assert {suffix for suffix, n in sums.items() if n} == {suffix for suffix, yes in expected.items() if yes}
        assert all(n in (0, 1) for n in sums.values())
