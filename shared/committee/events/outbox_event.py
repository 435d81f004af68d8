"""Builds the events that use cases publish: the envelope is encoded here, with version, facts, change and the current trace."""

from datetime import datetime
from typing import TypeVar

from shared.contracts.catalogue import CATALOGUE
from shared.contracts.codec import EventFacts, encode
from shared.contracts.envelope import Change
from shared.contracts.vocabulary import Role
from shared.domain.command import Command
from shared.domain.event import DomainEvent
from shared.messaging.outbox.table import OutboxEvent
from shared.telemetry.traces import traceparent

C = TypeVar("C", bound=Command)


def outbox_event(  # noqa: PLR0913 - each argument is a part of an event
    type: str,
    subject: str,
    *,
    producer: str,
    version: tuple[int, int],
    facts: EventFacts,
    change: Change,
    now: datetime,
) -> OutboxEvent:
    """Returns an event about a subject at this version, in the current trace. `producer`: the key of an organization."""
    epoch, sequence = version
    payload = encode(
        type=type,
        subject=subject,
        organization=producer,
        time=now,
        epoch=epoch,
        sequence=sequence,
        facts=facts,
        change=change,
        traceparent=traceparent(),
    )
    return OutboxEvent(CATALOGUE[type].topic, subject, epoch, sequence, type, payload, now)


def change_of(event: DomainEvent[C], role: Role) -> Change:
    """Returns the change that a decision records for this role."""
    return Change(command=event.command.name, on=event.on, role=role, late=event.recorded_late)
