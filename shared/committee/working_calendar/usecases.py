"""The use cases of the working calendar: reading a year, and entering its holidays."""

from calendar import SATURDAY
from datetime import date, timedelta
from typing import Literal

from shared.committee.context import TransactionContext
from shared.committee.entered_holidays import EnteredYear, add, calendar_of, entered_years
from shared.committee.working_calendar.schemas import CalendarYearView, EnterCalendar
from shared.domain.calendar import STATUTORY, estimate_note
from shared.domain.days import FIRST_DAY
from shared.domain.errors import invalid
from shared.web.accounts import Account
from shared.web.permissions import allow

MANAGE = "calendar.manage"
_YEARS_AHEAD = 10


def year_view(year: int, entered: dict[int, EnteredYear]) -> CalendarYearView:
    """Returns the calendar of a year, with what was entered for it."""
    calendar, entry = calendar_of(entered), entered.get(year)
    first = date(year, 1, 1)
    days = [first + timedelta(number) for number in range((date(year + 1, 1, 1) - first).days)]
    weekend = {day: day.weekday() >= SATURDAY for day in days}
    source: Literal["library", "entered", "none"] = "library" if STATUTORY.is_known(year) else "entered"
    known = calendar.is_known(year)
    return CalendarYearView(
        year=year,
        source=source if known else "none",
        note="" if known else f"{estimate_note((year,))}。",
        holidays=list(entry.holidays) if entry else [],
        working_days=list(entry.working_days) if entry else [],
        free_days=[day for day in days if not weekend[day] and not calendar.is_working_day(day)],
        made_up_days=[day for day in days if weekend[day] and calendar.is_working_day(day)],
        account=entry.account if entry else None,
        recorded_at=entry.recorded_at if entry else None,
    )


async def enter(tx: TransactionContext, account: Account, new: EnterCalendar) -> CalendarYearView:
    """Enters the holidays of a year and returns its calendar. Limits that were counted before stay as they are."""
    allow(account, MANAGE, relation="foreign")
    _check_year(new.year, today=tx.context.today())
    _check_days("holidays", new.holidays, year=new.year)
    _check_days("working_days", new.working_days, year=new.year)
    for day in new.working_days:
        if day in new.holidays:
            raise invalid("working_days", day.isoformat(), "同一天不能既放假又上班")
        if day.weekday() < SATURDAY and STATUTORY.is_working_day(day):
            raise invalid("working_days", day.isoformat(), "本来就是工作日；只填调休上班的周六、周日")
    before = (await entered_years(tx.connection)).get(new.year)
    entry = EnteredYear(
        year=new.year,
        sequence=before.sequence + 1 if before else 1,
        holidays=tuple(sorted(new.holidays)),
        working_days=tuple(sorted(new.working_days)),
        account=account.name,
        recorded_at=tx.context.now(),
    )
    await add(tx.connection, entry)
    return year_view(new.year, await entered_years(tx.connection))


def _check_year(year: int, *, today: date) -> None:
    if not FIRST_DAY.year <= year <= today.year + _YEARS_AHEAD:
        raise invalid("year", year, f"须在{FIRST_DAY.year}至{today.year + _YEARS_AHEAD}之间")


def _check_days(field: str, days: tuple[date, ...], *, year: int) -> None:
    for day in days:
        if day.year != year:
            raise invalid(field, day.isoformat(), f"须在{year}年内")
        if days.count(day) > 1:
            raise invalid(field, day.isoformat(), "同一天只填一次")
