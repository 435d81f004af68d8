"""Delivery of whole fetched batches through Faust, from the positions of a `PositionOwner`.

This is the only module that uses Faust's internals.

Faust provides group membership, assignment, worker and agents; it does not manage offsets. Fetches and seeks run in one thread, the
consumer's own; there each batch gets the range of offsets that it covers. From this range the stream processor detects batches that
Faust has dropped, repeated or reordered; then the consumer reads again from the position.
"""

import asyncio
from collections.abc import Collection, Mapping
from contextlib import suppress
from itertools import count
from typing import Any

import faust
from aiokafka import ConsumerRecord
from aiokafka.errors import IllegalStateError, KafkaError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from mode import Service

from services.aggregation.batches import Batch, Bounds, PositionOwner
from shared.messaging.clients import ISOLATION_LEVEL
from shared.messaging.readers.end_offsets import OpenTransactions, readable_end, withheld

_COMMIT_SECONDS = 5.0
_MEMBERSHIP_SECONDS = 1.0


class Schema(faust.Schema[Any, Any]):
    """A schema that passes the batch on as the value of the event, without decoding."""

    def compile(self, app: Any, *, default_propagate: bool = False, **_: Any) -> Any:
        async def decode(message: Any, *, propagate: bool = default_propagate) -> Any:  # noqa: ARG001 - Faust's signature
            return app.create_event(None, message.value, message.headers, message)

        return decode


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """The thread that fetches. `_next`: next offset of every partition that has a position; used in this thread's loop only."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._next: dict[TP, int] = {}
        self._transactions = OpenTransactions(self.app.conf.id)

    def _create_worker_consumer(self, transport: Any) -> Any:
        """Returns a consumer with our isolation level instead of Faust's; the fetcher copies it when the consumer starts."""
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = ISOLATION_LEVEL  # noqa: SLF001 - no public interface
        return consumer

    @Service.task
    async def _check_membership(self) -> None:
        """Ends the worker when it cannot be a member of its group: only a fetch would see that, and without partitions there is none."""
        while not self.should_stop:
            await self.sleep(_MEMBERSHIP_SECONDS)
            if self._consumer is not None and not self.should_stop:
                try:
                    self._consumer._coordinator.check_errors()  # noqa: SLF001 - no public interface
                except Exception as error:  # noqa: BLE001 - aiokafka passes on whatever has happened
                    await self.crash(error)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        self._next.clear()  # nothing is delivered before the next seek
        await super().on_partitions_revoked(revoked)

    async def seek_all(self, positions: Mapping[TP, int]) -> None:
        """Continues reading at these positions."""
        for partition, position in positions.items():
            self._ensure_consumer().seek(partition, position)
            self._next[partition] = position

    async def delivered(self) -> dict[TP, int]:
        """Returns the next offset of each partition after the last delivered batch."""
        return dict(self._next)

    async def commit_positions(self, positions: Mapping[TP, int]) -> bool:
        """Commits the positions, only to make lag visible to tools; returns whether Kafka accepts us as the owner of all of them."""
        offsets = {driver.ensure_aiokafka_TP(tp): at for tp, at in positions.items() if tp in self._next}
        with suppress(KafkaError, IllegalStateError, TimeoutError):
            if offsets:
                await asyncio.wait_for(self._ensure_consumer().commit(offsets), _COMMIT_SECONDS)
                return len(offsets) == len(positions)
        return False

    async def _fetch_records(self, consumer: Any, *args: Any, **kwargs: Any) -> dict[TP, list[Any]]:
        fetched = await super()._fetch_records(consumer, *args, **kwargs)
        # No `await` from here on: no seek may come between a fetch and `_stamped`.
        reached = _positions(consumer, self._next)
        self._transactions.report({tp: hidden for tp in reached if (hidden := withheld(consumer, tp))})
        return {
            tp: [self._stamped(consumer, tp, end, fetched.get(tp, []))]
            for tp, end in reached.items()
            if end > self._next[tp]
        }

    def _stamped(self, consumer: Any, partition: TP, end: int, records: list[ConsumerRecord]) -> Batch:
        """Returns the batch up to `end`, the position of the consumer; transaction markers and aborted records are not in `records`."""
        start = self._next[partition]
        if records and records[0].offset < start:
            raise RuntimeError(f"{partition} was read up to {start} and now begins at {records[0].offset}: another log")
        self._next[partition] = end
        return Batch(partition, start, end, readable_end(consumer, partition) or end, records)


def _positions(consumer: Any, partitions: Collection[TP]) -> dict[TP, int]:
    """Returns the positions of those of the partitions that are assigned and have one; `consumer.position` might wait."""
    if not (subscription := consumer._subscription.subscription) or not (assignment := subscription.assignment):  # noqa: SLF001 - no public interface
        return {}
    known = {tp: assignment.state_value(driver.ensure_aiokafka_TP(tp)) for tp in partitions if tp in assignment.tps}
    return {tp: state.position for tp, state in known.items() if state.has_valid_position}


def _nothing(partition: TP, offset: int) -> ConsumerRecord:
    """Returns the placeholder record that Faust needs for a batch without records."""
    return ConsumerRecord(*partition, offset, 0, 0, None, None, None, 0, 0, ())


class Consumer(driver.Consumer):
    """A consumer that seeks only to the positions of the `PositionOwner`."""

    transport: "Transport"
    _thread: ConsumerThread

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deliveries = count(1)

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        position_owner: PositionOwner = self.transport.position_owner
        try:
            position_owner.assigned(assigned)
            if assigned:
                first, end = await self.earliest_offsets(*assigned), await self.highwaters(*assigned)
                await self._read_from(await position_owner.begin({tp: Bounds(first[tp], end[tp]) for tp in assigned}))
        # When stopping, mode cancels queued calls; raised again, it would block the thread.
        except asyncio.CancelledError:
            if not self.app.should_stop:
                raise
            return
        except Exception as error:  # aiokafka would log it and continue
            await self.crash(error)
            raise
        await super().on_partitions_assigned(assigned, generation_id)

    async def rewind(self, partitions: Collection[TP]) -> None:
        """Continues reading these partitions at the positions of the `PositionOwner`."""
        await self._read_from(
            {tp: at for tp, at in self.transport.position_owner.positions().items() if tp in partitions}
        )

    async def confirm_ownership(self, positions: Mapping[TP, int]) -> bool:
        """Commits the positions; returns whether Kafka accepts us as the owner of these partitions: it refuses a replaced member."""
        return bool(await self._thread.call_thread(self._thread.commit_positions, positions))

    async def _read_from(self, positions: Mapping[TP, int]) -> None:
        with suppress(IllegalStateError):  # revoked: the next assignment seeks
            if positions:
                await self._thread.call_thread(self._thread.seek_all, positions)

    async def seek_to_committed(self) -> dict[TP, int]:
        """Returns no offsets; Faust calls this after a rebalance, and committed offsets are not used."""
        return {}

    def _to_message(self, partition: TP, batch: Any) -> Any:
        newest = batch.records[-1] if batch.records else _nothing(partition, batch.end - 1)
        message = super()._to_message(partition, newest)
        message.key, message.value = None, batch
        # Increasing, because Faust drops messages with an offset that it has already read.
        message.offset = next(self._deliveries)
        return message

    @Service.task
    async def _watch(self) -> None:
        """Fetches batches again that were delivered and not folded within a whole commit interval."""
        before: dict[TP, int] = {}
        async for _ in self.itertimer(self.commit_interval, name="watch"):
            if not self.app.rebalancing:
                now = dict(self.transport.position_owner.positions())
                delivered = await self._thread.call_thread(self._thread.delivered)
                await self.rewind({tp for tp, at in now.items() if before.get(tp) == at < delivered.get(tp, at)})
                await self._thread.call_thread(self._thread.commit_positions, now)
                before = now


class Transport(driver.Transport):
    """Faust's transport with our consumer, used for every topic that is read."""

    Consumer = Consumer

    def __init__(self, app: faust.App, position_owner: PositionOwner) -> None:
        super().__init__(app.conf.broker, app)
        self.position_owner = position_owner
