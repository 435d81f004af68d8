"""A worker: Faust brings batches to a stage, and what the stage gives away is sent. Crash-only: it may end at any time."""

import asyncio
import time
from pathlib import Path
from typing import Any, cast

import faust
import structlog

from services.aggregation.batches import Batch
from services.aggregation.delivery import Consumer, Schema, Transport
from services.aggregation.sending import Sender
from services.aggregation.stage import Rejected, Stage
from shared.messaging.cluster import ASK_SECONDS, ClusterChangedError, ClusterWatch
from shared.messaging.dead_letters import DeadLetters, dead_letter
from shared.messaging.settings import Kafka
from shared.telemetry import metrics

AT_THE_HEAD_SECONDS = 0.2
CATCHING_UP_SECONDS = 1.5
_STOP_SECONDS = 2.0
_BATCH_SECONDS = {"tally": metrics.tally_batch_seconds, "rollup": metrics.rollup_batch_seconds}

_log = structlog.get_logger(__name__)


def application(stage: Stage, kafka: Kafka, folder: Path) -> faust.App:
    """Faust as we use it: no web server, no tables, no topics of its own, and our delivery."""
    app = faust.App(
        f"lianxi-{stage.name}",
        broker=f"kafka://{kafka.bootstrap}",
        broker_credentials=_credentials(kafka),
        store="memory://",
        datadir=str(folder / f"faust-{stage.name}"),  # it makes one, and leaves it empty
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=4 << 20,
        broker_session_timeout=6,
        broker_heartbeat_interval=1,
        broker_rebalance_timeout=10,
        broker_request_timeout=20,
        broker_commit_interval=2,
        broker_max_poll_records=10_000,
        stream_buffer_maxsize=32,  # of batches
        stream_wait_empty=False,
    )
    app.transport = Transport(app, stage)
    return app


def _credentials(kafka: Kafka) -> Any:
    """Faust's own words for TLS and SCRAM; without TLS there are none."""
    context = kafka.ssl_context()
    if context is None:
        return None
    if kafka.username is None:
        return faust.SSLCredentials(context)
    return faust.SASLCredentials(
        mechanism="SCRAM-SHA-512", username=kafka.username, password=kafka.password, ssl_context=context
    )


class Worker:
    """Runs a stage until it is told to stop, or something is wrong."""

    def __init__(self, stage: Stage, kafka: Kafka, cluster: str, folder: Path) -> None:
        self._stage = stage
        self._cluster = cluster
        self._watch = ClusterWatch(kafka)
        self._letters = DeadLetters(kafka)
        self._sender = Sender(stage, kafka)
        self._moved = asyncio.Event()
        self._behind: dict[Any, int] = {}
        self._app = application(stage, kafka, folder)
        topics = self._app.topic(*(topic.value for topic in stage.reads), schema=Schema(), acks=False)
        self._app.agent(topics)(self._batches)

    def not_ready(self) -> str | None:
        """Why not; None when its partitions are assigned. Read from the thread of the metrics port."""
        if not self._stage.positions():
            return "no partition is assigned yet"
        return None

    async def _batches(self, stream: Any) -> None:
        async for batch in stream:
            await self._fold(batch)

    async def _fold(self, batch: Batch) -> None:
        """Any error ends the worker: half a batch may be counted, and the next one starts from what is stored."""
        try:
            begun = time.perf_counter()
            rejected = self._stage.fold(batch)
            _BATCH_SECONDS[self._stage.name].observe(time.perf_counter() - begun)
            if rejected is None:
                await self._consumer().rewind({batch.partition})
                return
            await self._put_aside(rejected)
            behind = self._behind[batch.partition] = max(0, batch.last - batch.end)
            metrics.tally_records_behind.labels(*batch.partition).set(behind)
            self._moved.set()
        except Exception as error:  # noqa: BLE001 - Faust would log it and go on without the batch
            await self._app.crash(error)

    def _consumer(self) -> Consumer:
        return cast("Consumer", self._app.consumer)

    async def _put_aside(self, rejected: list[Rejected]) -> None:
        consumer = self._app.conf.id
        for record, reason in rejected:
            _log.warning(
                "dead letter", topic=record.topic, partition=record.partition, offset=record.offset, reason=reason
            )
        await self._letters.send([dead_letter(record, consumer=consumer, reason=reason) for record, reason in rejected])

    async def _flush(self) -> None:
        """At once when it was quiet; then with a pause, a longer one while catching up."""
        while True:
            await self._moved.wait()
            self._moved.clear()
            if not await self._sender.flush():
                self._moved.set()
            await asyncio.sleep(CATCHING_UP_SECONDS if self._is_behind() else AT_THE_HEAD_SECONDS)

    def _is_behind(self) -> bool:
        """Of the partitions that are ours: one that was taken away behind its end says nothing."""
        return any(self._behind.get(partition) for partition in self._stage.positions())

    async def _expect_cluster(self) -> None:
        """What has been counted means nothing under another cluster: then the worker ends and is started again."""
        while True:
            await asyncio.sleep(ASK_SECONDS)
            try:
                await self._watch.expect(self._cluster)
            except ClusterChangedError:
                raise
            except Exception as error:  # noqa: BLE001 - nobody answers: Faust and the sender try again too
                _log.warning("no cluster answers", error=repr(error))

    async def _aggregate(self) -> None:
        """Faust ends by itself only when something is wrong."""
        await self._app.start()
        await self._app.wait_until_stopped()
        raise RuntimeError(f"Faust has stopped: {self._app.crash_reason!r}")

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; raises whatever ended it before."""
        work = (self._aggregate(), self._flush(), self._expect_cluster())
        ends = [asyncio.create_task(each) for each in (stop.wait(), *work)]
        try:
            done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                each.result()
        finally:
            for each in ends:
                each.cancel()
            await self._leave()

    async def _leave(self) -> None:
        """Bounded: it may be killed at any time, so also by itself."""
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await self._sender.close()
                await self._letters.close()
                await self._watch.close()
                await self._app.stop()
        except Exception as error:  # noqa: BLE001 - it ends anyway
            _log.info("left in a hurry", error=repr(error))
