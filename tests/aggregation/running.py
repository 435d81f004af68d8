"""The real processes, on a broker of their own; what is written in and what comes out."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self, TypeVar
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from aiokafka import TopicPartition
from faust.types import TP

from shared.contracts.dead_letters import DeadLetter, decode_dead_letter
from shared.contracts.latest_pages import LatestPages
from shared.contracts.pages import ReportPage, SessionClaim, SnapshotMarker, decode_reported
from shared.contracts.topics import Topic
from shared.messaging.clients import consumer, producer
from shared.messaging.settings import KafkaSettings
from tests.support.ports import free_port

_ROOT = Path(__file__).parents[2]
_WITHIN = 60.0
_POLL_SECONDS = 0.1
T = TypeVar("T")


async def until(check: Callable[[], T], *, within: float = _WITHIN) -> T:
    """What `check` finds, as soon as it is something; `TimeoutError`."""
    async with asyncio.timeout(within):
        while not (found := check()):  # noqa: ASYNC110 - another process: there is no event to wait for
            await asyncio.sleep(_POLL_SECONDS)
    return found


class Process:
    """`python -m services.aggregation <stage>`, as the launcher starts it."""

    def __init__(self, processor: str, kafka: KafkaSettings, var: Path, **settings: str) -> None:
        self.port = free_port()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LIANXI_")}
        environment |= {
            "LIANXI_KAFKA": kafka.bootstrap,
            "LIANXI_KAFKA_IDEMPOTENT": "false",
            "LIANXI_METRICS_PORT": str(self.port),
            "LIANXI_VAR": str(var),
            **settings,
        }
        command = (sys.executable, "-m", "services.aggregation", processor)
        self.process = subprocess.Popen(command, cwd=_ROOT, env=environment, stdin=subprocess.DEVNULL)

    def get(self, path: str) -> str:
        """The body of a page of the metrics port; empty: it does not answer, or not with 200."""
        with suppress(URLError, OSError), urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return str(answer.read().decode())
        return ""

    def not_ready(self) -> str:
        """Returns the body of a `/readyz` that is not 200; empty where it is, or nothing answers."""
        with suppress(URLError, OSError):
            try:
                urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5).close()
            except HTTPError as error:
                return str(error.read().decode())
        return ""

    async def ready(self) -> None:
        await until(lambda: self.process.poll() is not None or self.get("/readyz"))
        assert self.process.poll() is None, "it ended before it was ready"

    async def ended(self, *, within: float = _WITHIN) -> int:
        await until(lambda: self.process.poll() is not None, within=within)
        return int(self.process.returncode)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


async def write(kafka: KafkaSettings, values: Sequence[tuple[TP, bytes | None]]) -> list[tuple[str, int, int]]:
    """Put records into partitions; returns where each stands."""
    sender = producer(kafka)
    await sender.start()
    try:
        sends = [await sender.send(tp.topic, value, key=b"any", partition=tp.partition) for tp, value in values]
        return [(where.topic, where.partition, where.offset) for where in await asyncio.gather(*sends)]
    finally:
        await sender.stop()


class Topics:
    """What stands in the topics of one partition that the aggregation writes, read as it comes."""

    def __init__(self, kafka: KafkaSettings) -> None:
        self._held: dict[bytes, ReportPage] = {}
        self.letters: dict[bytes, DeadLetter] = {}
        self._latest: LatestPages | None = None
        self._reader = consumer(kafka)

    @property
    def reports(self) -> dict[tuple[str, int, str], ReportPage]:
        """The pages that hold."""
        return {(page.organization, page.year, page.month): page for page in self._held.values()}

    async def __aenter__(self) -> Self:
        await self._reader.start()
        partitions = [TopicPartition(topic.value, 0) for topic in (Topic.REPORTS, Topic.DEAD_LETTERS)]
        self._reader.assign(partitions)
        for partition in partitions:
            self._reader.seek(partition, 0)
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._reader.stop()

    async def until(self, settled: Callable[[], bool]) -> None:
        """Read on until what has been read so far is as it should be."""
        async with asyncio.timeout(_WITHIN):
            while not settled():
                for partition, records in (await self._reader.getmany(timeout_ms=200)).items():
                    for record in records:
                        self._take(partition.topic, record.value)

    def _take(self, topic: str, value: bytes) -> None:
        if topic == Topic.DEAD_LETTERS:
            letter = decode_dead_letter(value)
            self.letters[letter.key] = letter
            return
        said = decode_reported(value)
        if isinstance(said, SessionClaim):
            return
        self._latest = self._latest or LatestPages(said.stamp.cluster)
        if isinstance(said, SnapshotMarker):
            for key in self._latest.void_older(said):
                del self._held[key]
        elif self._latest.accept(said.key, said.stamp):
            self._held[said.key] = said
