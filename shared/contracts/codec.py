"""Bytes of an event, both ways. Decoding has two steps: the envelope first, then the data by the type.

`decode` raises `MalformedEventError` with the reason that goes to the dead letters, and returns `None` for a type it does not know:
a newer writer may say things that this reader need not understand.
"""

from typing import Any, NamedTuple

import msgspec

from shared.contracts.catalogue import CATALOGUE
from shared.contracts.envelope import Change, Envelope, event_id, source_of
from shared.contracts.facts import Facts, OrganizationFacts, ProposalFacts
from shared.contracts.topics import EVENT_PARTITIONS, Topic, is_key, is_subject, organization_of, partition_of


class MalformedEventError(ValueError):
    """A record that is no event of ours; the message is the reason."""


class ProposalData(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    facts: ProposalFacts
    change: Change


class OrganizationData(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    facts: OrganizationFacts
    change: Change


class Event(NamedTuple):
    """An event as a consumer sees it."""

    envelope: Envelope
    facts: Facts
    change: Change

    @property
    def subject(self) -> str:
        return self.envelope.subject

    @property
    def version(self) -> tuple[int, int]:
        return self.envelope.version


_envelope = msgspec.json.Decoder(Envelope).decode
_data: dict[Any, Any] = {
    ProposalFacts: msgspec.json.Decoder(ProposalData).decode,
    OrganizationFacts: msgspec.json.Decoder(OrganizationData).decode,
}
_encode = msgspec.json.Encoder().encode


def encode(  # noqa: PLR0913 - an event has this many parts
    *,
    type: str,
    subject: str,
    organization: str,
    time: Any,
    epoch: int,
    sequence: int,
    facts: Facts,
    change: Change,
    traceparent: str | None = None,
) -> bytes:
    """The final bytes of an event; `organization` is the key of the one that says so."""
    data = ProposalData if isinstance(facts, ProposalFacts) else OrganizationData
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
            data=msgspec.Raw(_encode(data(facts=facts, change=change))),  # type: ignore[arg-type]
            traceparent=traceparent,
        )
    )


def decode(value: bytes | None, *, topic: str, partition: int) -> Event | None:
    """The event in a record of this topic and partition; `None` where its type is unknown."""
    if value is None:
        raise MalformedEventError("empty record")
    try:
        envelope = _envelope(value)
        known = CATALOGUE.get(envelope.type)
        if known is None:
            return None
        data = _data[known.facts](envelope.data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedEventError(str(error)) from error
    _check(envelope, data.facts, known.topic, topic, partition)
    return Event(envelope, data.facts, data.change)


def _check(envelope: Envelope, facts: Facts, belongs: Topic, topic: str, partition: int) -> None:
    if belongs != topic:
        raise MalformedEventError(f"{envelope.type} does not belong in {topic}")
    if not is_subject(envelope.subject, belongs):
        raise MalformedEventError(f"`{envelope.subject}` is no subject of {envelope.type}")
    if partition_of(envelope.subject, partitions=EVENT_PARTITIONS) != partition:
        raise MalformedEventError(f"{envelope.subject} does not belong in partition {partition}")
    if isinstance(facts, OrganizationFacts) and not all(
        parent is None or is_key(parent) for _, parent in facts.parents
    ):
        raise MalformedEventError(f"a parent of {envelope.subject} is no organization")
    if envelope.source not in _sources(envelope.subject, facts):
        raise MalformedEventError(f"{envelope.source} is foreign to {envelope.subject}")


def _sources(subject: str, facts: Facts) -> set[str]:
    """Who may say something of this matter: its organization; of an organization, also each one that it has been below."""
    allowed = {source_of(organization_of(subject))}
    if isinstance(facts, OrganizationFacts):
        allowed.update(source_of(parent) for _, parent in facts.parents if parent)
    return allowed
