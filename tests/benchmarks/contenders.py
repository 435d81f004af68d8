"""The peers of the tally, each a process of its own: `python -m tests.benchmarks.contenders drain|loop|faust BOOTSTRAP EVENTS`.

Prints events per second between the first tenth and the last twentieth of the log, without start and end.
"""

import asyncio
import gc
import sys
import time
from collections.abc import Callable
from tempfile import TemporaryDirectory
from uuid import uuid4

import faust
import uvloop
from aiokafka import AIOKafkaConsumer, ConsumerRecord

from services.aggregation.batches import Batch
from services.aggregation.tally.processor import Tally
from tests.benchmarks.log import PARTITIONS

FROM, TO = 0.10, 0.95


class Meter:
    """A meter of events per second between two marks."""

    def __init__(self, events: int) -> None:
        self._marks = [int(events * FROM), int(events * TO)]
        self._passed: list[tuple[float, int]] = []
        self._seen = 0

    def saw(self, events: int) -> bool:
        """Counts events; returns whether the second mark is passed."""
        self._seen += events
        if len(self._passed) < len(self._marks) and self._seen >= self._marks[len(self._passed)]:
            self._passed.append((time.perf_counter(), self._seen))
        return len(self._passed) == len(self._marks)

    @property
    def rate(self) -> float:
        (begin, first), (end, last) = self._passed
        return (last - first) / (end - begin)


async def read(bootstrap: str, events: int, use: Callable[[list[ConsumerRecord]], None]) -> float:
    """Reads with a plain aiokafka loop and the fetch settings of the worker."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, group_id=None, enable_auto_commit=False, max_partition_fetch_bytes=4 << 20
    )
    meter = Meter(events)
    await consumer.start()
    try:
        consumer.assign(PARTITIONS)
        for partition in PARTITIONS:
            consumer.seek(partition, 0)
        while True:
            for records in (await consumer.getmany(timeout_ms=500, max_records=10_000)).values():
                use(records)
                if meter.saw(len(records)):
                    return meter.rate
    finally:
        await consumer.stop()


async def drain(bootstrap: str, events: int) -> float:
    """Reads without folding."""
    return await read(bootstrap, events, lambda _records: None)


async def loop(bootstrap: str, events: int) -> float:
    """Folds with the tally's own code, without pages and checkpoints."""
    tally = Tally("benchmark")
    for partition in PARTITIONS:
        tally.open(partition, 0)

    def fold(records: list[ConsumerRecord]) -> None:
        first, end = records[0], records[-1].offset + 1
        partition = PARTITIONS[first.partition]
        if tally.fold(Batch(partition, first.offset, end, end, records)) != []:
            raise RuntimeError("the log does not connect, or has events that cannot be counted")

    return await read(bootstrap, events, fold)


async def plain(bootstrap: str, events: int) -> float:
    """Folds with Faust as in its documentation: an agent that gets one event at a time."""
    with TemporaryDirectory() as folder:
        return await _plain(bootstrap, events, folder)


async def _plain(bootstrap: str, events: int, folder: str) -> float:
    name, broker = f"plain-{uuid4().hex}", f"kafka://{bootstrap}"
    app = faust.App(name, broker=broker, store="memory://", datadir=folder, web_enabled=False)
    topic = app.topic(PARTITIONS[0].topic, value_type=bytes, value_serializer="raw")
    tally, meter, done = Tally("benchmark"), Meter(events), asyncio.Event()
    for partition in PARTITIONS:
        tally.open(partition, 0)

    async def fold(stream: faust.StreamT[bytes]) -> None:
        async for each in stream.events():
            message = each.message
            record = ConsumerRecord(
                message.topic, message.partition, message.offset, 0, 0, None, message.value, None, 0, 0, ()
            )
            tally.fold(Batch(PARTITIONS[message.partition], message.offset, message.offset + 1, 0, [record]))
            if meter.saw(1):
                done.set()

    app.agent(topic)(fold)
    await app.start()
    await done.wait()
    await app.stop()
    return meter.rate


def main(name: str, bootstrap: str, events: int) -> None:
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)  # as the worker does
    contender = {"drain": drain, "loop": loop, "faust": plain}[name]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(runner.run(contender(bootstrap, events)))  # noqa: T201 - the result


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
