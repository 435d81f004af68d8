"""A log to fold: several events for each proposal."""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import islice

from faust.types import TP

from shared.contracts.subjects import partition_of
from shared.contracts.topics import Topic
from shared.contracts.writers import Writer
from shared.messaging.clients import producer
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import partitions_of
from tests.support.events import event, proposal

VERSIONS = 8
"""Number of events of a proposal."""
KEYS = tuple(f"52{number:04d}" for number in range(240))
"""The organizations, spread over all partitions."""
_DAYS = 330
_AT_ONCE = 20_000
_SUBJECT = "520000-p-2014-999999999"
PARTITIONS = partitions_of([Topic.PROPOSALS], Writer.COUNTY)


def events(count: int, keys: Sequence[str] = KEYS) -> Iterator[tuple[TP, bytes]]:
    """Yields this many events, made from templates: encoding each one would take longer than folding it."""
    templates: dict[tuple[int, int], bytes] = {}
    for number in range(count):
        matter, version = divmod(number, VERSIONS)
        started, steps = matter % _DAYS, version // 2 + 1
        if (started, version) not in templates:
            facts = proposal(*range(started, started + 4 * steps, 4))
            templates[started, version] = event(_SUBJECT, facts, sequence=version + 1)
        key = keys[matter % len(keys)]
        subject = f"{key}-p-2014-{matter // len(keys) + 1}"
        value = (
            templates[started, version].replace(_SUBJECT.encode(), subject.encode()).replace(b"520000", key.encode())
        )
        yield TP(*PARTITIONS[partition_of(subject)]), value


async def fill(kafka: KafkaSettings, count: int, *, begin: int = 0) -> None:
    """Writes the events from `begin` on into the log, up to this number."""
    sender = producer(kafka)
    await sender.start()
    try:
        waiting = islice(events(count), begin, None)
        while some := list(islice(waiting, _AT_ONCE)):
            sends = [await sender.send(tp.topic, value, key=b"any", partition=tp.partition) for tp, value in some]
            await asyncio.gather(*sends)
    finally:
        await sender.stop()
