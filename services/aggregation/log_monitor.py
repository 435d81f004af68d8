"""Checks whether Kafka answers and still contains the folded records. If not, the worker ends, and changed logs are folded again."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from services.aggregation.assignment import changed_logs
from services.aggregation.page_producer import PageProducer
from services.aggregation.processor import StreamProcessor
from shared.messaging.cluster import ASK_SECONDS, ClusterChangedError, ClusterWatch
from shared.messaging.settings import KafkaSettings
from shared.telemetry.conditions import Condition

_POLL_SECONDS = 60.0
_UNAVAILABLE_SECONDS = 10.0
"""Longer than the session timeout of a group member (6 s): after it a restart is quicker than reconnection by the clients."""


class LogChangedError(Exception):
    """Records that were folded, or pages that were published, are no longer in Kafka."""


class KafkaUnavailableError(Exception):
    """Kafka has not answered for `_UNAVAILABLE_SECONDS`."""


class LogMonitor:
    """Two endless checks: of the cluster id, and of the logs."""

    def __init__(self, processor: StreamProcessor, sender: PageProducer, kafka: KafkaSettings, cluster: str) -> None:
        self._processor = processor
        self._producer = sender
        self._kafka = kafka
        self._cluster = cluster
        self._watch = ClusterWatch(kafka)
        self._answered = time.monotonic()

    async def cluster(self) -> None:
        """Checks the cluster id for ever; raises `ClusterChangedError` for another cluster, `KafkaUnavailableError` when none answers."""
        await _every(ASK_SECONDS, self._same_cluster, Condition("cluster_check_failed"))

    async def logs(self) -> None:
        """Checks the logs for ever; raises `LogChangedError` when folded records or published pages are gone."""
        await _every(_POLL_SECONDS, self._same_logs, Condition("log_check_failed"))

    async def _same_cluster(self) -> None:
        try:
            await self._watch.expect(self._cluster)
        except ClusterChangedError:
            raise
        except Exception as error:
            if time.monotonic() - self._answered >= _UNAVAILABLE_SECONDS:
                raise KafkaUnavailableError(repr(error)) from error
            raise
        self._answered = time.monotonic()

    async def _same_logs(self) -> None:
        digests = {
            tp: tuple(progress.digests) for tp, progress in self._processor.partitions().items() if progress.digests
        }
        changed = sorted(f"{tp.topic}/{tp.partition}" for tp in await changed_logs(self._kafka, digests))
        if not await self._producer.is_current():
            changed.append("the last published page")
        await self._watch.expect(self._cluster)  # the finding is valid for this cluster only
        if changed:
            raise LogChangedError(f"no longer there: {', '.join(changed)}")
        for tp, progress in self._processor.partitions().items():
            if tp in digests:
                progress.verified_up_to(digests[tp][-1])

    async def close(self) -> None:
        await self._watch.close()


async def _every(seconds: float, check: Callable[[], Awaitable[None]], condition: Condition) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await check()
        except (ClusterChangedError, LogChangedError, KafkaUnavailableError):
            raise
        except Exception as error:  # noqa: BLE001 - a failed check proves nothing: Faust and the producer try again too
            condition.failed(error=repr(error))
        else:
            condition.ended()
