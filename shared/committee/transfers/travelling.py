"""What travels, as values: a dispatch carries a matter to another organization, a notice tells its origins what became of it."""

from datetime import date, datetime
from typing import Literal, NamedTuple

from shared.contracts.codec import ReceivedEvent
from shared.contracts.facts import DispatchFacts, NoticeFacts
from shared.contracts.subjects import organization_of

Side = Literal["in", "out"]

Version = tuple[int, int]


class Dispatch(NamedTuple):
    """A transfer on its way, recorded at `time`. `id`: of the transfer; `sequence` 1: sent for the first time, 2 and more: again."""

    id: str
    epoch: int
    sequence: int
    facts: DispatchFacts
    time: datetime

    @property
    def sender(self) -> str:
        return organization_of(self.id)

    @property
    def matter(self) -> str:
        """The sender's."""
        return self.facts.chain[-1]

    @property
    def version(self) -> Version:
        return self.epoch, self.sequence


class Notice(NamedTuple):
    """What became of a matter elsewhere. `matter`: the derived one, whose version it is; `on`: the day of the newest step."""

    matter: str
    epoch: int
    sequence: int
    on: date
    facts: NoticeFacts

    @property
    def teller(self) -> str:
        return organization_of(self.matter)

    @property
    def version(self) -> Version:
        return self.epoch, self.sequence


class Unopened(NamedTuple):
    """Why sealed content cannot be read: a stable code, and a sentence for the sender."""

    code: str
    reason: str


def travelling(event: ReceivedEvent) -> Dispatch | Notice | None:
    """What this event of `lianxi.transfers` brings; None: something that a newer version has invented."""
    epoch, sequence = event.version
    if isinstance(event.facts, DispatchFacts):
        return Dispatch(event.subject, epoch, sequence, event.facts, event.envelope.time)
    if isinstance(event.facts, NoticeFacts):
        return Notice(event.subject, epoch, sequence, event.change.on, event.facts)
    return None
