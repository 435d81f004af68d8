"""Publishes events of a service: appends each, with its version, facts and the current trace, to the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.catalogue import CATALOGUE
from shared.contracts.codec import EventFacts, encode
from shared.contracts.envelope import Change, event_id
from shared.messaging.outbox.table import Outgoing, append
from shared.telemetry.traces import said, traceparent


@dataclass(frozen=True, kw_only=True)
class EventToPublish:
    """An event of this type about a subject; `organization`: its producer."""

    type: str
    subject: str
    organization: str
    epoch: int
    sequence: int
    facts: EventFacts
    change: Change


async def publish(connection: AsyncConnection, statements: Sequence[EventToPublish], *, now: datetime) -> None:
    """Appends events to the outbox; raises `changed-meanwhile` when another transaction has stored one of the versions."""
    await append(connection, [_outgoing(each, now) for each in statements])
    for each in statements:
        said(event_id(each.subject, each.epoch, each.sequence))


def _outgoing(statement: EventToPublish, now: datetime) -> Outgoing:
    return Outgoing(
        topic=CATALOGUE[statement.type].topic,
        matter=statement.subject,
        epoch=statement.epoch,
        sequence=statement.sequence,
        type=statement.type,
        recorded_at=now,
        payload=encode(
            type=statement.type,
            subject=statement.subject,
            organization=statement.organization,
            time=now,
            epoch=statement.epoch,
            sequence=statement.sequence,
            facts=statement.facts,
            change=statement.change,
            traceparent=traceparent(),
        ),
    )
