"""Terms and limits: the time that a charter allows for an answer, and the day by which it is due."""

from datetime import date, timedelta

from msgspec import Struct, field

from shared.domain.calendar import add_months, add_working_days
from shared.domain.log import Log, day_of


class Term(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A time for an answer from the day of a step: months, then calendar days, then working days.

    Working days of a year whose holidays are not known yet are those of its weeks; a later version of the calendar moves the limit.
    """

    months: int = 0
    days: int = 0
    working_days: int = 0

    def after(self, day: date) -> date:
        """Returns the limit of a step on this day."""
        return add_working_days(add_months(day, self.months) + timedelta(days=self.days), self.working_days)


class Due(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A limit for an answer, set with a log entry: a day that was typed, or a term of the charter, which moves with the day of the step."""

    entry: int
    typed: date | None = field(default=None, name="limit")
    term: Term | None = None

    def limit(self, log: Log) -> date:
        """Returns the day by which the answer is due."""
        day = day_of(log, self.entry)
        return self.typed or (self.term.after(day) if self.term else day)

    def with_term(self, entry: int, term: Term | None) -> "Due":
        """Returns the limit with another term, if this entry set it and it was not typed; else the same limit."""
        return Due(entry=entry, term=term) if entry == self.entry and self.typed is None and term else self
