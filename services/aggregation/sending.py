"""Sends pages, and knows that they arrived."""

import asyncio

import structlog
from aiokafka import AIOKafkaProducer

from services.aggregation.stage import Stage
from shared.messaging.clients import discard, producer
from shared.messaging.settings import Kafka
from shared.telemetry import metrics

_ACKNOWLEDGED_SECONDS = 30.0
_AT_ONCE = 2000

_log = structlog.get_logger(__name__)


class Sender:
    """Sends what a stage gives away. After any error the producer is thrown away, and everything is sent again."""

    def __init__(self, stage: Stage, kafka: Kafka) -> None:
        self._stage = stage
        self._kafka = kafka
        self._producer: AIOKafkaProducer | None = None

    async def flush(self) -> bool:
        """Send what has changed; False: it did not arrive, and will be given away again."""
        pages = self._stage.take()
        metrics.rollup_waiting_pages.set(len(pages) if self._stage.name == "rollup" else 0)
        try:
            for first in range(0, len(pages), _AT_ONCE):
                part = pages[first : first + _AT_ONCE]
                async with asyncio.timeout(_ACKNOWLEDGED_SECONDS):
                    sender = await self._connected()
                    topic = self._stage.writes.value
                    await asyncio.gather(
                        *[await sender.send(topic, page.value, key=page.key, partition=0) for page in part]
                    )
                metrics.pages_sent.labels(self._stage.name).inc(len(part))
        except Exception as error:  # noqa: BLE001 - whatever it was, nothing is lost: all of it is sent again
            _log.warning("pages not sent", stage=self._stage.name, pages=len(pages), error=repr(error))
            self._stage.refresh()
            await self.close()
            return False
        metrics.rollup_waiting_pages.set(0)
        return True

    async def _connected(self) -> AIOKafkaProducer:
        if self._producer is None:
            self._producer = producer(self._kafka)
            await self._producer.start()
        return self._producer

    async def close(self) -> None:
        sender, self._producer = self._producer, None
        if sender is not None:
            await discard(sender)
