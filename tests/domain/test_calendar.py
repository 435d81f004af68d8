"""Working days follow the statutory calendar: holidays are none, and weekends that make up for them are."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.calendar import STATUTORY, WorkingCalendar, estimate_note, next_month_day
from shared.domain.log import Entry
from shared.domain.terms import Due, Term


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2025, 9, 29), 3, date(2025, 10, 10)),  # Monday; 30 September, then 1 to 8 October are free
        (date(2025, 9, 30), 1, date(2025, 10, 9)),
        (date(2025, 9, 26), 1, date(2025, 9, 28)),  # Friday; Sunday makes up for a day of the holiday
        (date(2025, 10, 10), 1, date(2025, 10, 11)),  # Friday; Saturday makes up for a day of the holiday
        (date(2025, 10, 1), 5, date(2025, 10, 14)),  # in the holiday; 9, 10, 11, 13 and 14 October
        (date(2025, 10, 1), 7, date(2025, 10, 16)),
    ],
)
def test_the_october_holiday_is_not_counted_and_the_days_that_make_up_for_it_are(
    day: date, count: int, expected: date
) -> None:
    assert STATUTORY.add_working_days(day, count) == expected


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2024, 2, 2), 5, date(2024, 2, 8)),  # Friday; Sunday the 4th makes up for a day of Spring Festival
        (date(2024, 2, 9), 1, date(2024, 2, 18)),  # Friday; 10 to 17 February are free, Sunday the 18th makes up
        (date(2024, 2, 9), 5, date(2024, 2, 22)),
        (date(2023, 1, 20), 3, date(2023, 1, 30)),  # Friday; 21 to 27 January are free, 28 and 29 make up
    ],
)
def test_spring_festival_is_not_counted_and_the_days_that_make_up_for_it_are(
    day: date, count: int, expected: date
) -> None:
    assert STATUTORY.add_working_days(day, count) == expected


def test_a_year_whose_holidays_are_not_known_is_counted_without_holidays() -> None:
    assert STATUTORY.is_known(2025)
    assert not STATUTORY.is_known(2050)
    assert STATUTORY.add_working_days(date(2050, 9, 30), 1) == date(2050, 10, 3)  # Friday, then the weekend alone
    assert STATUTORY.add_working_days(date(2002, 9, 30), 1) == date(2002, 10, 1)


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 30))
def test_as_many_working_days_lie_after_the_day_as_were_added(day: date, count: int) -> None:
    end = STATUTORY.add_working_days(day, count)
    assert sum(STATUTORY.is_working_day(day + timedelta(n)) for n in range(1, (end - day).days + 1)) == count
    assert end == day or STATUTORY.is_working_day(end)


def test_a_term_counts_months_then_days_then_working_days() -> None:
    assert Term(months=1, days=2, working_days=1).after(date(2025, 8, 28)) == date(2025, 10, 9)
    assert Term(working_days=0).after(date(2025, 10, 1)) == date(2025, 10, 1)


def test_terms_that_were_stored_before_working_days_are_read_and_stored_as_before() -> None:
    assert msgspec.json.decode(b'{"months":3}', type=Term) == Term(months=3)
    assert msgspec.json.encode(Term(days=15)) == b'{"days":15}'


def test_an_administrator_amends_the_days_of_a_year_that_the_library_does_not_know() -> None:
    day = date(2050, 9, 29)
    assert STATUTORY.unknown_years(day, date(2050, 10, 3)) == (2050,)
    free = {date(2050, 10, number): False for number in range(1, 8)}
    calendar = WorkingCalendar(amended={**free, date(2050, 10, 8): True}, years=frozenset({2050}))
    assert calendar.add_working_days(day, 2) == date(2050, 10, 8)  # a Saturday that makes up
    assert calendar.unknown_years(day, date(2050, 10, 8)) == ()
    assert calendar.unknown_years(date(2050, 12, 31), date(2051, 1, 3)) == (2051,)


def test_an_amendment_corrects_a_day_of_the_library() -> None:
    calendar = WorkingCalendar(amended={date(2025, 9, 30): False})
    assert calendar.add_working_days(date(2025, 9, 29), 1) == date(2025, 10, 9)
    assert calendar.is_known(2025)


def test_the_note_names_the_years_that_are_counted_without_holidays() -> None:
    assert estimate_note((2050, 2051)) == "2050、2051年的节假日安排尚未录入，暂按周一至周五为工作日计算"
    assert estimate_note(()) == ""


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 6, 29), date(2025, 6, 30)),
        (date(2025, 6, 30), date(2025, 6, 30)),
        (date(2025, 7, 1), date(2026, 6, 30)),
    ],
)
def test_a_fixed_day_is_the_first_one_that_is_not_before_the_step(day: date, expected: date) -> None:
    assert next_month_day("06-30", day) == Term(fixed_day="06-30").after(day) == expected


def test_a_limit_in_working_days_stays_as_it_was_counted_when_a_later_calendar_has_other_holidays() -> None:
    day = date(2050, 9, 30)
    term = Term(working_days=5).resolved_on(day, STATUTORY)
    assert (term.resolved, term.unknown_years) == (date(2050, 10, 7), (2050,))
    stored = msgspec.json.decode(msgspec.json.encode(Due(entry=1, term=term)), type=Due)
    log = (Entry(command="assign", on=day),)
    later = WorkingCalendar(amended={date(2050, 10, 3): False}, years=frozenset({2050}))
    assert stored.limit(log) == date(2050, 10, 7)
    assert Term(working_days=5).resolved_on(day, later) == Term(working_days=5, resolved=date(2050, 10, 10))
    assert Term(months=3).resolved_on(day, later) == Term(months=3)
