"""A worker: Faust delivers batches to a stream processor, and the output records are published. Crash-only: it may end at any time."""

import asyncio
import os
import socket
import time
from typing import Any, cast

import structlog

from services.aggregation.assignment import PartitionAssignment
from services.aggregation.batches import Batch
from services.aggregation.checkpointer import Checkpointer
from services.aggregation.checkpoints import Checkpoints
from services.aggregation.consumer import Consumer, Schema
from services.aggregation.faust_app import faust_app
from services.aggregation.log_monitor import LogMonitor
from services.aggregation.page_producer import PageProducer
from services.aggregation.processor import RejectedRecord, StreamProcessor
from services.aggregation.settings import AggregationSettings
from services.aggregation.slices import Slices
from shared.contracts.topics import names_of
from shared.messaging.dead_letters import DeadLetters, dead_letter
from shared.telemetry import metrics

_SHORTEST_PAUSE = 0.05
_LONGEST_PAUSE = 1.5
_IDLE_SHARE = 0.8
"""Minimum share of time not spent flushing; at the end of the log the resulting pause is short."""
_CLAIM_AGAIN_SECONDS = 0.2
_RENEWED_WITHIN = 8 * 3600.0
"""Seconds within which every page is published again."""
_RENEW_SECONDS = 60.0
_STOP_SECONDS = 2.0

_log = structlog.get_logger(__name__)


class FaustStoppedError(Exception):
    """Faust has stopped by itself; `__cause__` is the reason."""


class Worker:
    """Runs a stream processor until the stop event is set or an error occurs."""

    def __init__(self, processor: StreamProcessor, settings: AggregationSettings, cluster: str) -> None:
        self._processor = processor
        self._slices = Slices(processor)
        self._dead_letters = DeadLetters(settings.kafka)
        self._producer = PageProducer(processor, settings.kafka, self._slices.settle)
        self._monitor = LogMonitor(processor, self._producer, settings.kafka, cluster)
        checkpoints = Checkpoints(settings.checkpoints / processor.name, cluster, processor.tables)
        checkpoints.prepare()
        self._assignment = PartitionAssignment(processor, checkpoints, settings.kafka)
        self._name = settings.instance or f"{socket.gethostname()}-{os.getpid()}"
        self._sending_dead_letters = False
        self._ended = False
        self._checkpointer = Checkpointer(processor, checkpoints, settled=lambda: not self._sending_dead_letters)
        self._app = faust_app(processor, settings, self._assignment)
        topics = self._app.topic(
            *names_of(processor.reads, writers=settings.kafka.writers), schema=Schema(), acks=False
        )
        self._app.agent(topics)(self._batches)

    def not_ready(self) -> str | None:
        """Returns the reason why the worker is not ready; None when partitions are assigned. Called from the thread of the metrics port."""
        if self._ended:
            return "the work has ended"
        if not self._processor.partitions():
            return "no partition is assigned yet"
        return None

    async def _batches(self, stream: Any) -> None:
        async for batch in stream:
            await self._fold(batch)

    async def _fold(self, batch: Batch) -> None:
        """Folds a batch. Any error ends the worker: a batch may be half folded, and the next process starts from the checkpoints."""
        try:
            async for rejected in self._slices.fold(batch):
                if rejected is None:
                    await self._consumer().rewind({batch.partition})
                    return
                if rejected:
                    await self._send_dead_letters(rejected)
            metrics.tally_records_behind.labels(*batch.partition).set(max(0, batch.last - batch.end))
            self._assignment.output_ready.set()
        except Exception as error:  # noqa: BLE001 - Faust would log it and continue without the batch
            await self._app.crash(error)

    def _consumer(self) -> Consumer:
        return cast("Consumer", self._app.consumer)

    async def _send_dead_letters(self, rejected: list[RejectedRecord]) -> None:
        """Publishes dead letters of the rejected records; no checkpoint is written until they are acknowledged."""
        self._sending_dead_letters = True
        consumer = self._app.conf.id
        await self._dead_letters.send(
            [dead_letter(record, consumer=consumer, reason=reason) for record, reason in rejected]
        )
        self._sending_dead_letters = False

    async def _flush(self) -> None:
        """Publishes changes, the first after an idle time at once, then with pauses in proportion to the duration of a flush."""
        output_ready = self._assignment.output_ready
        while True:
            await output_ready.wait()
            output_ready.clear()
            session = await self._claim()
            if session is None:
                output_ready.set()
                await asyncio.sleep(_CLAIM_AGAIN_SECONDS)
                continue
            started = time.monotonic()
            if not await self._producer.flush(session) or self._processor.is_behind():
                output_ready.set()
            spent = time.monotonic() - started
            pause = spent * _IDLE_SHARE / (1 - _IDLE_SHARE)
            await asyncio.sleep(min(max(_SHORTEST_PAUSE, pause), _LONGEST_PAUSE))

    async def _claim(self) -> int | None:
        """Returns the session of the current assignment, or None. A claim is valid only if Kafka accepts us as owner after it was written.

        A later owner therefore claims later, and pages of a replaced worker that has not noticed it have a lower stamp.
        """
        assignment = self._assignment
        if assignment.session is None and self._processor.partitions():
            number = assignment.number
            session = await self._producer.claim_session(self._name)
            if session is not None and await self._consumer().confirm_ownership(assignment.positions()):
                assignment.session = session if assignment.number == number else None
        return assignment.session

    async def _renew(self) -> None:
        """Publishes unchanged pages again, evenly over `_RENEWED_WITHIN`."""
        while True:
            await asyncio.sleep(_RENEW_SECONDS)
            self._processor.renew(_RENEW_SECONDS / _RENEWED_WITHIN)
            self._assignment.output_ready.set()

    async def _aggregate(self) -> None:
        """Runs Faust; raises `FaustStoppedError` when it stops, which it does by itself only after an error."""
        await self._app.start()
        await self._app.wait_until_stopped()
        raise FaustStoppedError(repr(self._app.crash_reason)) from self._app.crash_reason

    async def run(self, stop: asyncio.Event) -> None:
        """Runs until `stop` is set; raises the error that ended it before."""
        work = (
            self._aggregate(),
            self._flush(),
            self._monitor.cluster(),
            self._monitor.logs(),
            self._checkpointer.run(),
            self._renew(),
        )
        ends = [asyncio.create_task(each) for each in (stop.wait(), *work)]
        try:
            done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                each.result()
        finally:
            self._ended = True
            for each in ends:
                each.cancel()
            await self._shut_down()

    async def _shut_down(self) -> None:
        """Closes all clients within `_STOP_SECONDS`; an incomplete shutdown is harmless, as a kill is."""
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await self._producer.close()
                await self._dead_letters.close()
                await self._monitor.close()
                await self._app.stop()
        except Exception as error:  # noqa: BLE001 - the process ends anyway
            _log.info("shutdown_incomplete", error=repr(error))
