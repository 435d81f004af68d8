"""The response body of a reminder."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class ReminderView:
    """A reminder of a limit that is still open. `unit`: empty for an instruction 批示, which has a number; `text`: for users.

    `days_left`: until the limit, negative after it; `made_on`: the day of the newest reminder.
    """

    matter: str
    title: str
    unit: str
    instruction: int | None
    limit: date
    days_left: int
    overdue: bool
    audience: str
    made_on: date
    text: str
