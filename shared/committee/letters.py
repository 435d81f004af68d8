"""The dead letter of a record that one of our readers cannot read."""

from datetime import UTC, datetime

from aiokafka import ConsumerRecord

from shared.contracts.dead_letters import DeadLetter


def letter_for(record: ConsumerRecord, *, consumer: str, reason: str) -> DeadLetter:
    """The raw bytes, where they stood, and why they could not be read."""
    return DeadLetter(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        consumer=consumer,
        reason=reason,
        time=datetime.now(UTC),
        value=record.value,
        record_key=record.key,
    )
