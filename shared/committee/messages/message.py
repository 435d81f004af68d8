"""Dispatches, notices, calls, comment rounds and comments, and how records of the topics of transfers are decoded into them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Literal, NamedTuple, TypeVar

from aiokafka import ConsumerRecord
from msgspec import Struct, structs

from shared.contracts.catalogue import VOIDED
from shared.contracts.codec import MalformedEventError, ReceivedEvent, decode
from shared.contracts.dated import FIRST_YEAR
from shared.contracts.dead_letters import DeadLetter
from shared.contracts.subjects import LONGEST_ID, organization_of
from shared.contracts.transfer_facts import CallFacts, CommentFacts, CommentRoundFacts, DispatchFacts, NoticeFacts
from shared.contracts.version_bounds import Version, newest_plausible
from shared.messaging.dead_letters import dead_letter

Side = Literal["in", "out"]


F = TypeVar("F", bound=Struct)


@dataclass(frozen=True)
class SentFacts(Generic[F]):
    """Facts that an organization has sent about a subject of its own, as they are in this version. `id`: of the subject."""

    id: str
    version: Version
    facts: F

    @property
    def sender(self) -> str:
        return organization_of(self.id)


@dataclass(frozen=True)
class Dispatch(SentFacts[DispatchFacts]):
    """The sending of a transfer, recorded at `time`. `id`: of the transfer.

    `version`: its sequence is 1 for the first sending, 2 or more for resends.
    """

    time: datetime

    @property
    def matter(self) -> str:
        """Returns the id of the sender's matter."""
        return self.facts.chain[-1]


@dataclass(frozen=True)
class Notice(SentFacts[NoticeFacts]):
    """The state of a matter, for its origins and those that received it. `id`: of the matter; `on`: day of its newest step."""

    on: date

    @property
    def matter(self) -> str:
        """Returns the id of the matter whose version it is."""
        return self.id


class IssuedCall(SentFacts[CallFacts]):
    """A call for opinion reports to organizations below. `id`: of the caller's call."""


class OpenedRound(SentFacts[CommentRoundFacts]):
    """A comment round among organizations below. `id`: of the activity of the organization that asks."""


class GivenComment(SentFacts[CommentFacts]):
    """The comment of an organization that was asked. `id`: of its request."""


MessageContent = Dispatch | Notice | IssuedCall | OpenedRound | GivenComment


class Unopened(NamedTuple):
    """The reason why sealed content cannot be read: a stable code, and a sentence for the sender."""

    code: str
    reason: str


def message_of(event: ReceivedEvent) -> MessageContent | None:
    """Returns the message of an event of the topics of transfers; None for a type that only a newer version knows."""
    if isinstance(event.facts, DispatchFacts):
        return Dispatch(event.subject, event.version, event.facts, event.envelope.time)
    if isinstance(event.facts, NoticeFacts):
        return Notice(event.subject, event.version, event.facts, event.change.on)
    if isinstance(event.facts, CallFacts):
        voided = event.envelope.type in VOIDED
        facts = structs.replace(event.facts, ended=event.change.on) if voided else event.facts
        return IssuedCall(event.subject, event.version, facts)
    if isinstance(event.facts, CommentRoundFacts):
        ended = event.facts.to if event.envelope.type in VOIDED else event.facts.withdrawn
        return OpenedRound(event.subject, event.version, structs.replace(event.facts, withdrawn=ended))
    if (
        isinstance(event.facts, CommentFacts) and event.envelope.type not in VOIDED
    ):  # what was recorded is not taken back
        return GivenComment(event.subject, event.version, event.facts)
    return None


_LAST_YEAR = 9000
_WORD = re.compile(r"[a-z_]{1,32}")


class TransferMessage(NamedTuple):
    """A decoded record; `traceparent`: the trace in which it was sent."""

    record: ConsumerRecord
    subject: str
    traceparent: str | None
    content: MessageContent

    @property
    def addressees(self) -> set[str]:
        """Returns the organizations that the message concerns."""
        if isinstance(self.content, Dispatch):
            return {self.content.facts.to}
        if isinstance(self.content, IssuedCall | OpenedRound):
            return set(self.content.facts.to)
        if isinstance(self.content, GivenComment):
            return {organization_of(self.content.facts.matter)}
        return {organization_of(matter) for matter in (*self.content.facts.chain, *self.content.facts.onward)}


def decode_messages(records: list[ConsumerRecord], *, consumer: str) -> tuple[list[TransferMessage], list[DeadLetter]]:
    """Returns the messages, in the order of the records, and dead letters for malformed records."""
    messages: list[TransferMessage] = []
    dead: list[DeadLetter] = []
    for record in records:
        try:
            message = _decode_message(record)
        except MalformedEventError as error:
            dead.append(dead_letter(record, consumer=consumer, reason=str(error)))
            continue
        if message is not None:
            messages.append(message)
    return messages, dead


def newest_messages(
    messages: list[TransferMessage], known: Mapping[str, Version], *, consumer: str
) -> tuple[list[TransferMessage], list[DeadLetter]]:
    """Returns the newest message about each subject, and dead letters for versions that no writer can have produced after the known ones.

    A message that is not newer than the known version is returned, too: the inbox counts it as replayed.
    """
    newest, refused = newest_plausible(messages, lambda each: (each.subject, each.content.version), known)
    outdated = {each.subject: each for each in messages if each.content.version <= known.get(each.subject, (0, 0))}
    dead = [dead_letter(each.record, consumer=consumer, reason=reason) for each, reason in refused]
    return list((outdated | newest).values()), dead


def _decode_message(record: ConsumerRecord) -> TransferMessage | None:
    event = decode(record.value, topic=record.topic, partition=record.partition)
    content = None if event is None else message_of(event)
    if event is None or content is None:
        return None
    _check(content)
    return TransferMessage(record, event.subject, event.envelope.traceparent, content)


def _years(content: MessageContent) -> set[int]:
    """Returns the years of all days in a message, and of a dispatch's time."""
    if isinstance(content, IssuedCall):
        return {day.year for day in (content.facts.opened, content.facts.deadline, content.facts.ended) if day}
    if isinstance(content, OpenedRound):
        return {content.facts.asked.year, content.facts.deadline.year}
    if isinstance(content, GivenComment):
        return {content.facts.given.year}
    if isinstance(content, Dispatch):
        return {content.facts.sent.year, content.facts.limit.year, content.time.year}
    facts = content.facts
    recognitions = {each.day.year for each in (*facts.adopted, *facts.instructed)}
    answered = {day.year for day in (*(each.day for each in facts.answers), facts.closed) if day}
    return (
        recognitions
        | answered
        | {step.day.year for step in facts.steps}
        | {reached.day.year for reached in facts.states}
        | {day.year for day in facts.fed_back}
        | {content.on.year}
    )


def _check(content: MessageContent) -> None:
    """Raises `MalformedEventError` for values that no service of this system publishes."""
    if not all(FIRST_YEAR <= year <= _LAST_YEAR for year in _years(content)):
        raise MalformedEventError("a day lies outside of what can be counted")
    if isinstance(content, Dispatch | Notice):
        _check_route(content)


def _check_route(content: Dispatch | Notice) -> None:
    facts = content.facts
    code = content.facts.state if isinstance(content, Notice) else content.facts.kind
    if not _WORD.fullmatch(code):
        raise MalformedEventError("the kind or state is no word")
    onward = content.facts.onward if isinstance(content, Notice) else ()
    ids = [*facts.chain, content.matter, *onward]
    if max(map(len, ids)) > LONGEST_ID:
        raise MalformedEventError("an id is too long")
    route = [organization_of(matter) for matter in facts.chain]
    route.append(content.sender if isinstance(content, Notice) else content.facts.to)
    if len(set(route)) < len(route):
        raise MalformedEventError(f"the chain contains an organization twice: {' → '.join(route)}")
    if not {organization_of(matter) for matter in onward}.isdisjoint(route):
        raise MalformedEventError("the matter was sent on to an organization of its chain")
