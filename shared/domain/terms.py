"""Terms and limits: the time that a charter allows for an answer, and the day by which it is due."""

from datetime import date, timedelta

from msgspec import Struct, field, structs

from shared.domain.calendar import STATUTORY, WorkingCalendar, add_months, next_month_day
from shared.domain.log import Log, day_of


class Term(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A time for an answer from the day of a step: months, then calendar days, then working days; or up to a fixed day.

    `fixed_day`: the month and day of the month (`06-30`) that replaces the counted time. `resolved`: the limit in working days as it was
    counted when the step was recorded, so that a later calendar moves no limit. `unknown_years`: the years without known holidays in it.
    """

    months: int = 0
    days: int = 0
    working_days: int = 0
    fixed_day: str = ""
    resolved: date | None = None
    unknown_years: tuple[int, ...] = ()

    def after(self, day: date, calendar: WorkingCalendar = STATUTORY) -> date:
        """Returns the limit of a step on this day, counted anew."""
        if self.fixed_day:
            return next_month_day(self.fixed_day, day)
        return calendar.add_working_days(add_months(day, self.months) + timedelta(days=self.days), self.working_days)

    def resolved_on(self, day: date, calendar: WorkingCalendar) -> "Term":
        """Returns the term of a step on this day with its limit, if it counts working days; else the same term."""
        if not self.working_days or self.fixed_day:
            return self
        limit = self.after(day, calendar)
        return structs.replace(self, resolved=limit, unknown_years=calendar.unknown_years(day, limit))


class Due(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A limit for an answer, set with a log entry: a day that was typed, or a term of the charter, which moves with the day of the step."""

    entry: int
    typed: date | None = field(default=None, name="limit")
    term: Term | None = None

    def limit(self, log: Log) -> date:
        """Returns the day by which the answer is due."""
        day = day_of(log, self.entry)
        return self.typed or (self.term.resolved or self.term.after(day) if self.term else day)

    @property
    def unknown_years(self) -> tuple[int, ...]:
        """Returns the years whose holidays were not known when the limit was counted in working days."""
        return self.term.unknown_years if self.term else ()

    def with_term(self, entry: int, term: Term | None) -> "Due":
        """Returns the limit with another term, if this entry set it and it was not typed; else the same limit."""
        return Due(entry=entry, term=term) if entry == self.entry and self.typed is None and term else self
