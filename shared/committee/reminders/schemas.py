"""The response body of a reminder."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class ReminderView:
    """A reminder of a limit that is still open. `unit`: empty for what is due of the organization; `text`: for users.

    `kind`: as in addresses, `proposals`; `instruction`: the number of an instruction 批示 whose report is due;
    `days_left`: until the limit, negative after it; `made_on`: the day of the newest reminder.
    """

    matter: str
    kind: str
    kind_title: str
    title: str
    unit: str
    instruction: int | None
    limit: date
    days_left: int
    overdue: bool
    audience: str
    made_on: date
    text: str
