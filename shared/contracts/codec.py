"""Encoding and decoding of events. Decoding has two steps: first the envelope, then the data according to the type.

`decode` raises `MalformedEventError` with the reason for the dead letter, and returns `None` for an unknown type:
a newer producer may publish types that this consumer does not need.
"""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from shared.contracts.catalogue import CATALOGUE, EventType
from shared.contracts.envelope import Change, Envelope, event_id, source_of
from shared.contracts.facts import Facts, OpinionFacts, OrganizationFacts, ProposalFacts
from shared.contracts.record_values import event_in_value
from shared.contracts.subjects import Subject, chunk_id, is_key, is_subject, organization_of, partition_of
from shared.contracts.topics import kind_of, partition_count
from shared.contracts.transfer_facts import CallFacts, ChunkFacts, DispatchFacts, NoticeFacts

_LONGEST_CLAIM = 200

F = TypeVar("F")
EventFacts = Facts | DispatchFacts | NoticeFacts | CallFacts | ChunkFacts
"""The facts of every event: those that are counted, and those that organizations exchange."""


class MalformedEventError(ValueError):
    """A record is not a valid event of the contract; the message is the reason."""


class Data(msgspec.Struct, Generic[F], frozen=True, kw_only=True, gc=False):
    facts: F
    change: Change


class PartialData(msgspec.Struct, Generic[F], gc=False):
    facts: F


class PartialEvent(msgspec.Struct, Generic[F], gc=False):
    data: PartialData[F]


def facts_decoder(facts: type[F]) -> Callable[[bytes], F]:
    """Returns a function that decodes only these facts of an event, without further checks; it raises `MsgspecError`."""
    decode = msgspec.json.Decoder(PartialEvent[facts]).decode  # type: ignore[valid-type]  # the type of the caller
    return lambda value: decode(value).data.facts


class UncheckedEvent(msgspec.Struct, frozen=True, gc=False):
    """The id that a record claims, without any check."""

    id: str


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
_data: dict[Any, Any] = {
    facts: msgspec.json.Decoder(Data[facts]).decode  # type: ignore[valid-type]  # a type for each row of the catalogue
    for facts in {event.facts for event in CATALOGUE.values()}
}
_claim = msgspec.json.Decoder(UncheckedEvent).decode
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
    if value is None:
        raise MalformedEventError("empty record")
    try:
        envelope = _envelope(event_in_value(topic, value))
        known = CATALOGUE.get(envelope.type)
        if known is None:
            return None
        data = _data[known.facts](envelope.data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedEventError(str(error)) from error
    _check(envelope, data.facts, known, topic, partition)
    return ReceivedEvent(envelope, data.facts, data.change)


def claimed_id(value: bytes | None) -> str | None:
    """Returns the event id that a record claims, even if the record is malformed; None if it claims none. For logs."""
    try:
        return _claim(value or b"").id[:_LONGEST_CLAIM]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _check(envelope: Envelope, facts: EventFacts, known: EventType, topic: str, partition: int) -> None:
    if known.topic is not kind_of(topic):
        raise MalformedEventError(f"{envelope.type} does not belong in {topic}")
    home = _home(envelope.subject, known.subject)
    if home is None:
        raise MalformedEventError(f"`{envelope.subject}` is no subject of {envelope.type}")
    if home.partition % partition_count(topic) != partition:
        raise MalformedEventError(f"{envelope.subject} does not belong in partition {partition}")
    check = _NAMED.get(type(facts))
    if check is not None:
        check(envelope.subject, facts)
    if envelope.source != home.source and not _is_above(envelope.source, facts):
        raise MalformedEventError(f"{envelope.source} is foreign to {envelope.subject}")


class _Home(NamedTuple):
    """The partition of a subject, and the source of the events that its organization produces itself."""

    partition: int
    source: str


@lru_cache(maxsize=10_000)
def _home(subject: str, kind: Subject) -> _Home | None:
    """Returns where the events of a subject belong; None if it is no subject of this kind. Events of one subject come close together."""
    return _Home(partition_of(subject), source_of(organization_of(subject))) if is_subject(subject, kind) else None


def _check_places(subject: str, facts: OrganizationFacts) -> None:
    named = [parent for _, parent in facts.parents if parent is not None]
    named += [member for _, member, _ in facts.memberships] + [member for _, member in facts.convenors]
    if not all(map(is_key, named)):
        raise MalformedEventError(f"a parent or member of {subject} is no organization")


def _check_chain(subject: str, facts: ProposalFacts | OpinionFacts | DispatchFacts | NoticeFacts) -> None:
    if facts.chain and not all(is_subject(matter, Subject.DERIVED) for matter in facts.chain):
        raise MalformedEventError(f"the chain of {subject} holds what is no matter")


def _check_dispatch(subject: str, facts: DispatchFacts) -> None:
    _check_chain(subject, facts)
    if not facts.chain or organization_of(facts.chain[-1]) != organization_of(subject):
        raise MalformedEventError(f"{subject} sends what is not its own")
    if not is_key(facts.to):
        raise MalformedEventError(f"{subject} is sent to what is no organization")


def _check_notice(subject: str, facts: NoticeFacts) -> None:
    _check_chain(subject, facts)
    if not all(is_subject(matter, Subject.DERIVED) for matter in facts.onward):
        raise MalformedEventError(f"{subject} was sent on as what is no matter")
    if not (is_subject(facts.transfer, Subject.TRANSFER) if facts.chain else facts.onward and not facts.transfer):
        raise MalformedEventError(f"{subject} tells of no transfer")


def _check_call(subject: str, facts: CallFacts) -> None:
    if not (facts.to and all(map(is_key, facts.to))) or organization_of(subject) in facts.to:
        raise MalformedEventError(f"{subject} calls what is no other organization")


def _check_chunk(subject: str, facts: ChunkFacts) -> None:
    if subject != chunk_id(facts.message, facts.sequence, facts.file, facts.chunk) or facts.chunk > facts.chunks:
        raise MalformedEventError(f"{subject} is not the chunk that its facts name")
    if not is_key(facts.to):
        raise MalformedEventError(f"{subject} is sent to what is no organization")


_NAMED: dict[type[EventFacts], Callable[[str, Any], None]] = {
    OrganizationFacts: _check_places,
    ProposalFacts: _check_chain,
    OpinionFacts: _check_chain,
    DispatchFacts: _check_dispatch,
    NoticeFacts: _check_notice,
    CallFacts: _check_call,
    ChunkFacts: _check_chunk,
}
"""The check, by type of facts, that every organization, matter and transfer that an event references has a valid id."""


def _is_above(source: str, facts: EventFacts) -> bool:
    """Returns whether the source is a parent in the record of the organization: parents may also produce its events."""
    return isinstance(facts, OrganizationFacts) and any(
        source == source_of(parent) for _, parent in facts.parents if parent
    )
