"""Is Kafka still what was counted? If not, the worker ends, and what was changed is counted again."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from services.aggregation.assignment import changed_logs
from services.aggregation.sending import Sender
from services.aggregation.stage import Stage
from shared.messaging.cluster import ASK_SECONDS, ClusterChangedError, ClusterWatch
from shared.messaging.settings import Kafka

_LOOK_SECONDS = 60.0

_log = structlog.get_logger(__name__)


class LogChangedError(Exception):
    """What has been folded, or sent, is no longer what stands in Kafka."""


class Watching:
    """Two looks, each for ever: at the cluster, and at the logs."""

    def __init__(self, stage: Stage, sender: Sender, kafka: Kafka, cluster: str) -> None:
        self._stage = stage
        self._sender = sender
        self._kafka = kafka
        self._cluster = cluster
        self._watch = ClusterWatch(kafka)

    async def cluster(self) -> None:
        """Raises `ClusterChangedError`: what has been counted means nothing under another cluster."""
        await _every(ASK_SECONDS, self._same_cluster)

    async def logs(self) -> None:
        """Raises `LogChangedError`: what has been counted means nothing in another log."""
        await _every(_LOOK_SECONDS, self._same_logs)

    async def _same_cluster(self) -> None:
        await self._watch.expect(self._cluster)

    async def _same_logs(self) -> None:
        traces = {tp: tuple(course.traces) for tp, course in self._stage.courses().items() if course.traces}
        changed = sorted(f"{tp.topic}/{tp.partition}" for tp in await changed_logs(self._kafka, traces))
        if not await self._sender.stands():
            changed.append("what was sent")
        await self._same_cluster()  # evidence against this cluster only
        if changed:
            raise LogChangedError(f"no longer there: {', '.join(changed)}")
        for tp, course in self._stage.courses().items():
            if tp in traces:
                course.looked_at(traces[tp][-1])

    async def close(self) -> None:
        await self._watch.close()


async def _every(seconds: float, look: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await look()
        except (ClusterChangedError, LogChangedError):
            raise
        except Exception as error:  # noqa: BLE001 - nobody answers, which proves nothing: Faust and the sender try again too
            _log.warning("not compared with Kafka", error=repr(error))
