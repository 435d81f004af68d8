"""Publishes dead letters and waits for their acknowledgement before the reader continues."""

import asyncio
from datetime import UTC, datetime

import structlog
from aiokafka import AIOKafkaProducer, ConsumerRecord

from shared.contracts.dead_letters import DeadLetter, encode_dead_letter
from shared.contracts.partial_events import claimed_id
from shared.contracts.record_values import event_in_value, signature_in
from shared.contracts.topics import Topic, kind_of
from shared.contracts.version_bounds import FORGED
from shared.contracts.writers import FOREIGN_SOURCE
from shared.messaging.clients import discard_producer, producer
from shared.messaging.settings import KafkaSettings
from shared.telemetry import metrics

_ACKNOWLEDGED_SECONDS = 30.0
_LONGEST_VALUE = 500_000
_LONGEST_REASON = 500
MALFORMED = "malformed"
"""The record cannot be decoded, or a rule refuses it."""
UNAPPLIED = "unapplied"
"""The record can be decoded, but its effect fails repeatedly."""
REFUSED_VERSION = "version"
"""The version of the record cannot have been produced by the keeper of its subject, or is known with other facts: somebody else writes."""
REFUSED_SOURCE = "source"
"""The writer of the topic may not publish about the organization of the record."""

_log = structlog.get_logger(__name__)


def dead_letter(record: ConsumerRecord, *, consumer: str, reason: str) -> DeadLetter:
    """Returns the dead letter of a record: its bytes, topic, partition and offset, the consumer that failed and the reason.

    A dead letter is larger than its record and must itself be accepted by Kafka: a value longer than half a megabyte is cut, and
    the reason mentions it. The complete record remains in its topic.
    """
    size = len(record.value or b"")
    reason = reason[:_LONGEST_REASON]
    if size > _LONGEST_VALUE:
        reason = f"{reason} (cut: {size} bytes)"
    return DeadLetter(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        consumer=consumer,
        reason=reason,
        time=datetime.now(UTC),
        value=record.value and record.value[:_LONGEST_VALUE],
        record_key=record.key and record.key[:_LONGEST_REASON],
        is_cut=size > _LONGEST_VALUE,
        signature=signature_in(record.headers),
    )


class DeadLetters:
    """Publishes dead letters. The producer is started with the first one."""

    def __init__(self, kafka: KafkaSettings) -> None:
        self.kafka = kafka
        self._sender: AIOKafkaProducer | None = None
        for topic in Topic:
            for why in (MALFORMED, UNAPPLIED, REFUSED_VERSION, REFUSED_SOURCE):
                metrics.dead_letters.labels(topic.value, why)  # so that the first dead letter is visible as an increase

    async def send(self, dead_letters: list[DeadLetter], *, why: str = MALFORMED) -> None:
        """Publishes dead letters; returns when all are acknowledged, and raises if that fails. Repeated, they have the same keys."""
        if not dead_letters:
            return
        if self._sender is None:
            self._sender = producer(self.kafka)
            await self._sender.start()
        async with asyncio.timeout(_ACKNOWLEDGED_SECONDS):
            topic = Topic.DEAD_LETTERS.value
            futures = [
                await self._sender.send(topic, encode_dead_letter(each), key=each.key, partition=0)
                for each in dead_letters
            ]
            await asyncio.gather(*futures)
        for letter in dead_letters:
            _log.warning(
                "dead_letter_written",
                event_id=claimed_id(event_in_value(letter.topic, letter.value or b"")),
                topic=letter.topic,
                partition=letter.partition,
                offset=letter.offset,
                consumer=letter.consumer,
                reason=letter.reason,
            )
            metrics.dead_letters.labels(kind_of(letter.topic).value, _label(letter, why)).inc()

    async def close(self) -> None:
        sender, self._sender = self._sender, None
        if sender is not None:
            await discard_producer(sender)


def _label(letter: DeadLetter, why: str) -> str:
    if letter.reason.startswith(FOREIGN_SOURCE):
        return REFUSED_SOURCE
    return REFUSED_VERSION if letter.reason.startswith(FORGED) else why
