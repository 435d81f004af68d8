"""A limit in the calendar."""

from datetime import date
from typing import NamedTuple


class OpenLimit(NamedTuple):
    """An open limit of a matter or of an entry of a register.

    `unit`: empty for what is due of the committee, of which an instruction 批示 has a number;
    `what`: what is due, for users; `sequence`: of the matter or entry; `restricted`: whether its title stays in the system.
    """

    kind: str
    matter: str
    number: str
    title: str
    restricted: bool
    sequence: int
    unit: str
    instruction: int
    limit: date
    what: str

    def is_overdue(self, today: date) -> bool:
        return self.limit < today
