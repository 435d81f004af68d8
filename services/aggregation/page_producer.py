"""Publishes pages, and waits for their acknowledgement."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.structs import RecordMetadata

from services.aggregation.processor import OutputRecord, StreamProcessor
from shared.contracts.pages import SessionClaim, encode_page
from shared.messaging.clients import discard_producer, producer
from shared.messaging.outbox.record_lookup import record_at
from shared.messaging.settings import KafkaSettings
from shared.telemetry import metrics
from shared.telemetry.conditions import Condition

_ACKNOWLEDGED_SECONDS = 30.0
MAX_PAGES = 500
"""Pages taken without yielding to the event loop: the rollup takes 100 ms for them."""


class PageProducer:
    """Publishes the output of a stream processor. After any error it discards the producer, and all pages are published again.

    `settle`: does in slices what taking pages would have to do at once; called before each time.
    """

    def __init__(self, processor: StreamProcessor, kafka: KafkaSettings, settle: Callable[[], Awaitable[None]]) -> None:
        self._processor = processor
        self._settle = settle
        self._kafka = kafka
        self._producer: AIOKafkaProducer | None = None
        self._to = TopicPartition(processor.writes.value, 0)
        self._last_sent: tuple[RecordMetadata, bytes] | None = None  # the last acknowledged record and its value
        self._condition = Condition("publish_failed")
        self._waiting = metrics.rollup_pending_pages if processor.name == "rollup" else None

    async def claim_session(self, worker: str) -> int | None:
        """Publishes a session claim; returns the number of the session (the claim's offset), or None after an error."""
        claim = SessionClaim(worker=worker)
        try:
            (sent,) = await self._send_all([OutputRecord(claim.key, encode_page(claim))])
        except Exception as error:  # noqa: BLE001 - after any error the caller tries again
            await self._failed("the claim", error)
            return None
        return int(sent.offset)

    async def flush(self, session: int) -> bool:
        """Publishes all changed pages; returns False after an error, with all pages marked as pending again."""
        while True:
            await self._settle()  # records were folded while Kafka acknowledged the pages before
            pages = self._processor.take(session, MAX_PAGES)
            if not pages:
                return True
            if self._waiting is not None:
                self._waiting.set(len(pages))
            try:
                await self._send_all(pages)
            except Exception as error:  # noqa: BLE001 - after any error all pages are published again
                self._processor.refresh()
                await self._failed("pages", error)
                return False
            metrics.pages_published.labels(self._processor.name).inc(len(pages))
            if self._waiting is not None:
                self._waiting.set(0)
            if len(pages) < MAX_PAGES:
                return True

    async def _send_all(self, pages: Sequence[OutputRecord]) -> list[RecordMetadata]:
        """Publishes records in this order; returns their metadata when all of them are acknowledged."""
        async with asyncio.timeout(_ACKNOWLEDGED_SECONDS):
            sender = await self._connect()
            # One timestamp: aiokafka returns that of the first record for all of its batch.
            now = time.time_ns() // 1_000_000
            sends = [
                await sender.send(self._to.topic, page.value, key=page.key, partition=0, timestamp_ms=now)
                for page in pages
            ]
            sent: list[RecordMetadata] = await asyncio.gather(*sends)
        self._last_sent = sent[-1], pages[-1].value
        self._condition.ended(processor=self._processor.name)
        return sent

    async def is_current(self) -> bool:
        """Returns whether the last acknowledged record is still in Kafka."""
        if self._last_sent is None:
            return True
        sent, value = self._last_sent
        record = (await record_at(self._kafka, {self._to: sent.offset}))[self._to]
        return record is not None and (record.value, record.timestamp) == (value, sent.timestamp)

    async def _connect(self) -> AIOKafkaProducer:
        if self._producer is None:
            self._producer = producer(self._kafka)
            await self._producer.start()
        return self._producer

    async def _failed(self, what: str, error: Exception) -> None:
        self._condition.failed(what=what, processor=self._processor.name, error=repr(error))
        await self.close()

    async def close(self) -> None:
        sender, self._producer = self._producer, None
        if sender is not None:
            await discard_producer(sender)
