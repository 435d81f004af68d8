"""The peers of the tally in Python, each a process of its own: `python -m tests.benchmarks.contenders NAME BOOTSTRAP EVENTS`.

It prints a `Result`: events per second between the first tenth and the last twentieth of the log, without start and end.
"""

import asyncio
import sys
from collections.abc import Coroutine
from tempfile import TemporaryDirectory
from uuid import uuid4

import faust
import uvloop
from aiokafka import AIOKafkaConsumer, ConsumerRecord

from tests.benchmarks.folds import Fold, NoFold, SimpleFold, TallyFold, nonzero, opened, total_of
from tests.benchmarks.log import PARTITIONS
from tests.benchmarks.meter import Meter, Result, collect_rarely, print_result
from tests.benchmarks.simple_worker import work


async def loop(bootstrap: str, events: int, fold: Fold) -> Result:
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
        while not meter.is_done:
            for tp, records in (await consumer.getmany(timeout_ms=500, max_records=10_000)).items():
                fold.fold(records)
                meter.saw(tp.partition, records[-1].offset + 1, len(records))
    finally:
        await consumer.stop()
    return meter.result(fold.totals())


async def plain(bootstrap: str, events: int, fold: Fold) -> Result:
    """Folds with Faust as in its documentation: an agent that gets one event at a time."""
    meter, done = Meter(events), asyncio.Event()

    async def agent(stream: faust.StreamT[bytes]) -> None:
        async for each in stream.events():
            message = each.message
            if done.is_set():
                return
            record = ConsumerRecord(
                message.topic, message.partition, message.offset, 0, 0, None, message.value, None, 0, 0, ()
            )
            fold.fold([record])
            meter.saw(message.partition, message.offset + 1, 1)
            if meter.is_done:
                done.set()

    with TemporaryDirectory() as folder:
        app = _app(bootstrap, folder)
        app.agent(_topic(app))(agent)
        await _run(app, done)
    return meter.result(fold.totals())


async def tables(bootstrap: str, events: int) -> Result:
    """Repeats the simple fold with Faust as in its documentation: one event at a time, state in tables in memory with changelogs."""
    meter, done = Meter(events), asyncio.Event()
    with TemporaryDirectory() as folder:
        app = _app(bootstrap, folder)
        matters = app.Table("matters", partitions=len(PARTITIONS))
        counts = app.Table("counts", partitions=len(PARTITIONS), default=int)

        async def agent(stream: faust.StreamT[bytes]) -> None:
            async for each in stream.events():
                if done.is_set():
                    return
                subject, newest = opened(each.message.value)
                known = matters.get(subject)
                if known is None or tuple(known[:2]) < newest[:2]:
                    matters[subject] = newest
                    if known is not None:
                        counts[total_of(subject, known[2])] -= 1
                    counts[total_of(subject, newest.status)] += 1
                meter.saw(each.message.partition, each.message.offset + 1, 1)
                if meter.is_done:
                    done.set()

        for table in (matters, counts):
            await (
                table.changelog_topic.declare()
            )  # created later, it would cause a rebalance, at which Faust loses events
        app.agent(_topic(app))(agent)
        await _run(app, done)
        return meter.result(nonzero(counts.items()))


def _app(bootstrap: str, folder: str) -> faust.App:
    name = f"plain-{uuid4().hex}"
    return faust.App(name, broker=f"kafka://{bootstrap}", store="memory://", datadir=folder, web_enabled=False)


def _topic(app: faust.App) -> faust.TopicT:
    return app.topic(PARTITIONS[0].topic, value_type=bytes, value_serializer="raw")


async def _run(app: faust.App, done: asyncio.Event) -> None:
    await app.start()
    await done.wait()
    await app.stop()


def contender(name: str, bootstrap: str, events: int) -> Coroutine[None, None, Result]:
    """Returns the work of a contender."""
    match name:
        case "drain":
            return loop(bootstrap, events, NoFold())
        case "loop":
            return loop(bootstrap, events, TallyFold())
        case "faust":
            return plain(bootstrap, events, TallyFold())
        case "simple-worker":
            return work(bootstrap, events)
        case "simple-loop":
            return loop(bootstrap, events, SimpleFold())
        case "simple-faust":
            return plain(bootstrap, events, SimpleFold())
        case "simple-tables":
            return tables(bootstrap, events)
    raise ValueError(name)


def main(name: str, bootstrap: str, events: int) -> None:
    collect_rarely()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print_result(runner.run(contender(name, bootstrap, events)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
