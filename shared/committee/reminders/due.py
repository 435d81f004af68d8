"""Reminders that are due, with those whom they notify."""

from typing import NamedTuple

from shared.committee.notifications.repository import Cause
from shared.committee.notifications.vocabulary import NotificationSort, Occasion, Recipient
from shared.committee.reminders.repository import Audience, StoredReminder

THE_CLOCK = ":clock"
"""The account by which reminders and urgings are recorded."""


class DueReminder(NamedTuple):
    """A reminder that is due today. `kind`: of what it is about, as in addresses; `subject`: what is due, for users.

    `step`: what its notifications are about, where a kind has reminders of several sorts.
    """

    row: StoredReminder
    kind: str
    subject: str
    recipients: tuple[tuple[Recipient, str], ...] = ()
    step: str = ""

    @property
    def cause(self) -> Cause:
        """Returns what its notifications come from."""
        row = self.row
        occasion = f"{row.limit_on}/{row.days}/{row.instruction}"
        return Cause(row.organization, self.kind, row.matter, occasion, self.step, THE_CLOCK, row.recorded_at)

    @property
    def occasions(self) -> list[Occasion]:
        """Returns whom it concerns: the named `recipients`, else a unit and the office, the office alone, or the leaders."""
        row = self.row
        detail = f"{self.subject}，{row.limit_on}到期{'，已逾期' if row.days > 0 else ''}"
        if self.recipients:
            return [Occasion(NotificationSort.REMINDER, to, addressee, detail) for to, addressee in self.recipients]
        recipient = Recipient.LEADER if row.audience == Audience.LEADER else Recipient.OFFICE
        of_unit = [Occasion(NotificationSort.REMINDER, Recipient.UNIT, row.unit_key, detail)]
        unit = of_unit if row.audience == Audience.UNIT else []
        return [*unit, Occasion(NotificationSort.REMINDER, recipient, row.unit_key, detail)]
