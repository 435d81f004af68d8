"""Request and response bodies of the working calendar 工作日历."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from shared.committee.bodies import StrictBody

MOST_DAYS = 366


@dataclass(frozen=True, kw_only=True)
class EnterCalendar(StrictBody):
    """The holidays 放假 and the working weekends 调休上班 of a year, as the State Council announces them.

    They replace what was entered for the year before. Of a year that the library knows, they are corrections of single days.
    """

    year: int
    holidays: Annotated[tuple[date, ...], Field(max_length=MOST_DAYS)] = ()
    working_days: Annotated[tuple[date, ...], Field(max_length=MOST_DAYS)] = ()


@dataclass(frozen=True, kw_only=True)
class CalendarYearView:
    """The calendar of a year. `source`: of its holidays: the library, an administrator, or none: then weekends alone are free.

    `holidays`, `working_days`: what an administrator has entered, by `account` at `recorded_at`; `note`: that holidays are missing.
    `free_days`: the days from Monday to Friday that are no working days; `made_up_days`: the weekends that are.
    """

    year: int
    source: Literal["library", "entered", "none"]
    note: str
    holidays: list[date]
    working_days: list[date]
    free_days: list[date]
    made_up_days: list[date]
    account: str | None
    recorded_at: datetime | None
