"""Dispatches and notices, and how records of `lianxi.transfers` are decoded into them."""

import re
from datetime import date, datetime
from typing import Literal, NamedTuple

from aiokafka import ConsumerRecord

from shared.contracts.codec import MalformedEventError, ReceivedEvent, decode
from shared.contracts.dated import FIRST_YEAR
from shared.contracts.dead_letters import DeadLetter
from shared.contracts.facts import DispatchFacts, NoticeFacts
from shared.contracts.subjects import LONGEST_ID, organization_of
from shared.messaging.dead_letters import dead_letter

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
    def producer(self) -> str:
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


_LAST_YEAR = 9000
_WORD = re.compile(r"[a-z_]{1,32}")


class TransferMessage(NamedTuple):
    """A record that can be read; `traceparent`: the trace that it was sent in."""

    record: ConsumerRecord
    subject: str
    traceparent: str | None
    content: Dispatch | Notice

    @property
    def addressees(self) -> set[str]:
        """The organizations that it concerns."""
        if isinstance(self.content, Dispatch):
            return {self.content.facts.to}
        return {organization_of(origin) for origin in self.content.facts.chain}


def decode_messages(records: list[ConsumerRecord], *, consumer: str) -> tuple[list[TransferMessage], list[DeadLetter]]:
    """The newest letter about each subject, in the order in which they came; the dead letters are of what cannot be read."""
    newest: dict[str, TransferMessage] = {}
    dead: list[DeadLetter] = []
    for record in records:
        try:
            message = _letter(record)
        except MalformedEventError as error:
            dead.append(dead_letter(record, consumer=consumer, reason=str(error)))
            continue
        if message is not None:
            known = newest.get(message.subject)
            if known is None or message.content.version > known.content.version:
                newest[message.subject] = message
    return list(newest.values()), dead


def _letter(record: ConsumerRecord) -> TransferMessage | None:
    event = decode(record.value, topic=record.topic, partition=record.partition)
    content = None if event is None else travelling(event)
    if event is None or content is None:
        return None
    _check(content)
    return TransferMessage(record, event.subject, event.envelope.traceparent, content)


def _years(content: Dispatch | Notice) -> set[int]:
    """Those of all days that it names, and of the time at which it was recorded."""
    if isinstance(content, Dispatch):
        return {content.facts.sent.year, content.facts.limit.year, content.time.year}
    facts = content.facts
    recognitions = {each.day.year for each in (*facts.adopted, *facts.instructed)}
    return (
        recognitions
        | {step.day.year for step in facts.steps}
        | {day.year for day in facts.fed_back}
        | {content.on.year}
    )


def _check(content: Dispatch | Notice) -> None:
    """What no service of ours would have sent."""
    facts = content.facts
    word = content.facts.state if isinstance(content, Notice) else content.facts.kind
    if not _WORD.fullmatch(word):
        raise MalformedEventError("the kind or state is no word")
    if not all(FIRST_YEAR <= year <= _LAST_YEAR for year in _years(content)):
        raise MalformedEventError("a day lies outside of what can be counted")
    ids = [*facts.chain, content.matter]
    if max(map(len, ids)) > LONGEST_ID:
        raise MalformedEventError("an id is too long")
    way = [organization_of(matter) for matter in facts.chain]
    way.append(content.producer if isinstance(content, Notice) else content.facts.to)
    if len(set(way)) < len(way):
        raise MalformedEventError(f"the way goes in a circle: {' → '.join(way)}")
