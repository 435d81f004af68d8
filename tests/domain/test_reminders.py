"""Limits are reminded of some days before and every week after; a year of days takes milliseconds."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.vocabulary import Level
from shared.domain.proposals.assignment_commands import RequestReturn
from shared.domain.proposals.flag_commands import AnswerInstruction, InstructProposal
from shared.domain.proposals.handling_commands import Extend, Urge
from shared.domain.proposals.obligations import last_urged, obligations
from shared.domain.reminders import Reminder, is_urged_again, reminder_on
from tests.domain.proposal_builder import ProposalBuilder

LIMIT = date(2026, 6, 30)
BEFORE = (30, 7, 1)


def reminded(today: date, *, interval: int = 7) -> int | None:
    found = reminder_on(LIMIT, today, before=BEFORE, interval=interval)
    return found.days if found else None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 5, 30), None),
        (date(2026, 5, 31), -30),
        (date(2026, 6, 22), -30),
        (date(2026, 6, 23), -7),
        (date(2026, 6, 29), -1),
        (date(2026, 6, 30), -1),
        (date(2026, 7, 1), 1),
        (date(2026, 7, 7), 1),
        (date(2026, 7, 8), 8),
        (date(2026, 7, 15), 15),
    ],
)
def test_a_limit_is_reminded_of_30_7_and_1_days_before_and_every_week_after(day: date, expected: int | None) -> None:
    assert reminded(day) == expected


def test_a_year_of_looks_makes_each_reminder_once_even_if_days_are_missed() -> None:
    days = [LIMIT + timedelta(number) for number in range(-180, 186)]
    made = {reminded(day) for day in days} - {None}
    assert made == {-30, -7, -1, *range(1, 186, 7)}
    assert {reminded(day) for day in days[::3]} - {None} <= made


def test_a_charter_without_an_interval_reminds_of_nothing_after_the_limit() -> None:
    assert reminded(LIMIT + timedelta(1), interval=0) is None
    assert reminder_on(LIMIT, LIMIT, before=(), interval=0) is None


@given(st.integers(-400, 400), st.integers(1, 30))
def test_a_reminder_stays_the_newest_until_the_next_one_is_due(days: int, interval: int) -> None:
    today = LIMIT + timedelta(days)
    found = reminder_on(LIMIT, today, before=BEFORE, interval=interval)
    if found is None:
        assert days < -max(BEFORE)
    else:
        assert LIMIT + timedelta(found.days) <= today
        on_its_day = reminder_on(LIMIT, LIMIT + timedelta(found.days), before=BEFORE, interval=interval)
        assert on_its_day == Reminder(LIMIT, found.days)


def test_the_clock_urges_after_the_days_of_the_charter_and_once_a_week_at_most() -> None:
    def urged(late: int, last: int | None = None, *, after: int = 3) -> bool:
        day = None if last is None else LIMIT + timedelta(last)
        return is_urged_again(LIMIT, LIMIT + timedelta(late), after=after, last=day, interval=7)

    assert [urged(late) for late in (2, 3)] == [False, True]
    assert [urged(10, last) for last in (3, 4)] == [True, False]
    assert not urged(100, after=0)


def test_what_is_due_are_the_replies_of_the_units_each_by_its_own_limit_and_the_open_instructions() -> None:
    built = ProposalBuilder().assigned(separate=("甲局", "乙局")).acknowledged("甲局", "乙局")
    until = built.proposal.limits_of("甲局")[-1][1] + timedelta(1)
    built.execute(Extend(unit="甲局", until=until, reason="情况复杂"))
    built.execute(InstructProposal(level=Level.COUNTY, text="请办理"))
    limits = {each.unit: each.limit for each in obligations(built.proposal)}
    assert limits["甲局"] == until
    assert limits["乙局"] == until - timedelta(1)
    assert [each.instruction for each in obligations(built.proposal)] == [0, 0, 1]
    built.replied("甲局").execute(AnswerInstruction(text="已办理"))
    assert [each.unit for each in obligations(built.proposal)] == ["乙局"]
    built.replied("乙局")
    assert obligations(built.proposal) == []


def test_nothing_is_due_of_a_unit_that_asks_to_return_its_assignment() -> None:
    built = ProposalBuilder().assigned().execute(RequestReturn(unit="甲局", reason="不属职责"))
    assert obligations(built.proposal) == []


def test_a_unit_is_urged_alone_or_with_all_others() -> None:
    built = ProposalBuilder().assigned(separate=("甲局", "乙局")).execute(Urge(unit="甲局", text="请按期"))
    assert (last_urged(built.proposal, "甲局"), last_urged(built.proposal, "乙局")) == (built.day, None)
    built.execute(Urge(text="请按期"))
    assert last_urged(built.proposal, "乙局") == built.day


def test_an_urging_does_not_keep_earlier_steps_from_being_typed() -> None:
    built = ProposalBuilder().assigned()
    before = built.day
    until = built.proposal.limits_of()[-1][1] + timedelta(1)
    built.execute(Urge(text="请按期", on=before + timedelta(2)))
    built.execute(Extend(until=until, reason="情况复杂", on=before + timedelta(1)))
    assert built.proposal.limit == until
