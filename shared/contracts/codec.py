"""Encoding and decoding of events. Decoding has two steps: first the envelope, then the facts according to the type.

Both raise `MalformedEventError` with the reason for the dead letter. An event of an unknown type is None: a newer producer may publish
types that this consumer does not need.
"""

from datetime import datetime
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar, cast

import msgspec

from shared.contracts.catalogue import CATALOGUE, FactsType
from shared.contracts.envelope import Change, Envelope, event_id, source_of
from shared.contracts.facts import Facts, OrganizationFacts
from shared.contracts.partial_events import DECODING_ERRORS
from shared.contracts.record_values import event_in_value
from shared.contracts.references import REFERENCE_CHECKS
from shared.contracts.subjects import Subject, is_subject, organization_of, partition_of
from shared.contracts.topics import Topic, kind_of, partition_count
from shared.contracts.transfer_facts import (
    CallFacts,
    ChunkFacts,
    CommentFacts,
    CommentRoundFacts,
    DispatchFacts,
    NoticeFacts,
)

F = TypeVar("F")
EventFacts = Facts | DispatchFacts | NoticeFacts | CallFacts | CommentRoundFacts | CommentFacts | ChunkFacts
"""The facts of every event: those that are counted, and those that organizations exchange."""


class MalformedEventError(ValueError):
    """A record is not a valid event of the contract; the message is the reason."""


class Data(msgspec.Struct, Generic[F], frozen=True, kw_only=True, gc=False):
    facts: F
    change: Change


class UndecodedData(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    facts: msgspec.Raw
    change: Change


class UndecodedEvent(Envelope, frozen=True, kw_only=True, gc=False):
    """An event of which everything but the facts is decoded and checked."""

    data: UndecodedData  # type: ignore[assignment]  # decoded further than in an envelope


class ReceivedEvent(msgspec.Struct, frozen=True, gc=False):
    """A decoded and checked event."""

    envelope: Envelope
    facts: EventFacts
    change: Change

    @property
    def subject(self) -> str:
        return self.envelope.subject

    @property
    def version(self) -> tuple[int, int]:
        return self.envelope.version

    @property
    def producer(self) -> str:
        """Returns the organization that produced the event."""
        return self.envelope.source.rpartition("/")[2]


_envelope = msgspec.json.Decoder(Envelope).decode
_undecoded = msgspec.json.Decoder(UndecodedEvent).decode
_encode = msgspec.json.Encoder().encode


def encode(  # noqa: PLR0913 - each argument is a part of an event
    *,
    type: str,
    subject: str,
    organization: str,
    time: datetime,
    epoch: int,
    sequence: int,
    facts: EventFacts,
    change: Change,
    traceparent: str | None = None,
) -> bytes:
    """Returns the final bytes of an event. `organization`: the key of the producer."""
    return _encode(
        Envelope(
            specversion="1.0",
            id=event_id(subject, epoch, sequence),
            source=source_of(organization),
            type=type,
            subject=subject,
            time=time,
            epoch=epoch,
            sequence=sequence,
            data=msgspec.Raw(_encode(Data(facts=facts, change=change))),
            traceparent=traceparent,
        )
    )


def restated(value: bytes, epoch: int) -> bytes:
    """Returns the bytes of the same event, of any type, under another epoch."""
    envelope = _envelope(value)
    id = event_id(envelope.subject, epoch, envelope.sequence)
    return _encode(msgspec.structs.replace(envelope, id=id, epoch=epoch))


def decode(value: bytes | None, *, topic: str, partition: int) -> ReceivedEvent | None:
    """Returns the event in a record of this topic and partition; `None` if its type is unknown. Raises `MalformedEventError`."""
    decoder = EventDecoder(topic, partition)
    event = decoder.open(value)
    if event is None:
        return None
    return ReceivedEvent(event, decoder.facts(event, bytes(event.data.facts)), event.data.change)


class EventDecoder:
    """Decodes the events of one partition of a topic."""

    def __init__(self, topic: str, partition: int) -> None:
        self._topic = topic
        self._is_sealed = kind_of(topic) is Topic.ATTACHMENTS
        self._subjects = _SUBJECTS[kind_of(topic)]
        self._partition = partition
        self._partitions = partition_count(topic)

    def open(self, value: bytes | None) -> UndecodedEvent | None:
        """Returns the event in a record with its facts undecoded; `None` if its type is unknown. Raises `MalformedEventError`."""
        if value is None:
            raise MalformedEventError("empty record")
        if self._is_sealed:
            value = event_in_value(self._topic, value)
        try:
            event = _undecoded(value)
        except DECODING_ERRORS as error:
            if _is_of_unknown_type(value):
                return None
            raise MalformedEventError(str(error)) from error
        kind = self._subjects.get(event.type)
        if kind is None:
            if event.type not in CATALOGUE:
                return None
            raise MalformedEventError(f"{event.type} does not belong in {self._topic}")
        home = _home(event.subject, kind)
        if home is None:
            raise MalformedEventError(f"`{event.subject}` is no subject of {event.type}")
        partition, source = home
        if partition % self._partitions != self._partition:
            raise MalformedEventError(f"{event.subject} does not belong in partition {self._partition}")
        if event.source != source and not _is_above(event.source, self.facts(event, bytes(event.data.facts))):
            raise MalformedEventError(f"{event.source} is foreign to {event.subject}")
        return event

    def facts(self, event: UndecodedEvent, facts: bytes) -> EventFacts:
        """Returns the decoded facts of an event. Raises `MalformedEventError`."""
        decode, check = _FACTS[event.type]
        try:
            decoded = decode(facts)
        except DECODING_ERRORS as error:
            raise MalformedEventError(f"facts: {error}") from error
        if check is not None and (reason := check(event.subject, decoded)):
            raise MalformedEventError(reason)
        return decoded


def _is_of_unknown_type(value: bytes) -> bool:
    try:
        return _envelope(value).type not in CATALOGUE
    except DECODING_ERRORS:
        return False


class _Home(NamedTuple):
    """The partition of a subject, and the source of the events that its organization produces itself."""

    partition: int
    source: str


@lru_cache(maxsize=10_000)
def _home(subject: str, kind: Subject) -> _Home | None:
    """Returns where the events of a subject belong; None if it is no subject of this kind. Events of one subject come close together."""
    return _Home(partition_of(subject), source_of(organization_of(subject))) if is_subject(subject, kind) else None


_DECODERS = {facts: msgspec.json.Decoder(facts).decode for facts in {event.facts for event in CATALOGUE.values()}}
_FACTS = {name: (_DECODERS[event.facts], REFERENCE_CHECKS.get(event.facts)) for name, event in CATALOGUE.items()}
"""Event type -> how its facts are decoded and checked."""
_SUBJECTS: dict[Topic, dict[str, Subject]] = {
    topic: {name: event.subject for name, event in CATALOGUE.items() if event.topic is topic} for topic in Topic
}
"""Topic -> event type -> the kind of its subjects."""


def decode_facts(facts: bytes, type: type[F]) -> F:
    """Returns facts of this type from their JSON. Raises `MsgspecError`."""
    return cast("F", _DECODERS[cast("FactsType", type)](facts))


def _is_above(source: str, facts: EventFacts) -> bool:
    """Returns whether the source is a parent in the record of the organization: parents may also produce its events."""
    return isinstance(facts, OrganizationFacts) and any(
        source == source_of(parent) for _, parent in facts.parents if parent
    )
