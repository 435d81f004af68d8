"""What a service says in Kafka: an event with its version and facts, put into the outbox with the trace of the work at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.catalogue import CATALOGUE
from shared.contracts.codec import Said, encode
from shared.contracts.envelope import Change
from shared.messaging.outbox.table import Outgoing, append
from shared.telemetry.traces import traceparent


@dataclass(frozen=True, kw_only=True)
class Statement:
    """An event of this type about a subject; `organization` is the one that says so."""

    type: str
    subject: str
    organization: str
    epoch: int
    sequence: int
    facts: Said
    change: Change


async def say(connection: AsyncConnection, statements: Sequence[Statement], *, now: datetime) -> None:
    """`changed-meanwhile` when another transaction was first with one of the versions."""
    await append(connection, [_outgoing(each, now) for each in statements])


def _outgoing(said: Statement, now: datetime) -> Outgoing:
    return Outgoing(
        topic=CATALOGUE[said.type].topic,
        matter=said.subject,
        epoch=said.epoch,
        sequence=said.sequence,
        type=said.type,
        recorded_at=now,
        payload=encode(
            type=said.type,
            subject=said.subject,
            organization=said.organization,
            time=now,
            epoch=said.epoch,
            sequence=said.sequence,
            facts=said.facts,
            change=said.change,
            traceparent=traceparent(),
        ),
    )
