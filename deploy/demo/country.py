"""Writes the synthetic country into the topics. Every record has the header `SYNTHETIC`; topics with any other record are refused."""

import asyncio
import time
from collections.abc import Callable, Iterable

import httpx
from aiokafka import AIOKafkaProducer
from sqlalchemy import inspect, select

from deploy import ports
from deploy.demo.country_log import CountryRecord, records
from deploy.demo.country_tree import country
from deploy.ops.databases import databases
from deploy.ops.kafka_client import kafka_of
from deploy.ops.progress_bars import Bar
from deploy.ops.refusals import CommandRefusedError
from deploy.settings import DeploySettings
from shared.contracts.topics import SERVICE_TOPICS
from shared.messaging.clients import discard_producer, producer
from shared.messaging.outbox.table import outbox
from shared.messaging.readers.full_scan import scan
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import create_topics

SYNTHETIC = "lianxi-synthetic"
"""The header of every record, with the numbers of the load. The signatures of records of organizations are not needed (decision 0115)."""
_IN_FLIGHT = 40
"""Batches that are not acknowledged yet."""
_SHOWN = 20_000


async def refuse_real_records(kafka: KafkaSettings, load: bytes, bar: Bar) -> int:
    """Returns the number of records in the topics of the services.

    Raises `CommandRefusedError` if one of them is not of this load: what the services publish, or another country.
    """
    read = 0
    async for record in scan(kafka, SERVICE_TOPICS, on_progress=bar, require_all=True):
        mark = dict(record.headers).get(SYNTHETIC)
        if mark is None:
            raise CommandRefusedError(
                f"主题 {record.topic} 中已有真实的记录，什么都没有写入：合成数据只能写入没有其他数据的消息系统。"
            )
        if mark != load:
            raise CommandRefusedError(
                f"消息系统中已有另一次合成的数据（{mark.decode()}）：请用同样的参数，或换用空的消息系统。"
            )
        read += 1
    return read


class CountryWriter:
    """Sends records in the order of each partition, in large batches."""

    def __init__(self, sender: AIOKafkaProducer, load: bytes) -> None:
        self._sender = sender
        self._headers = [(SYNTHETIC, load)]
        self._batches: dict[tuple[str, int], object] = {}
        self._sent: set[asyncio.Future[object]] = set()

    async def add(self, record: CountryRecord) -> None:
        """Adds a record to the batch of its partition, and sends this batch when it is full."""
        place = record.topic, record.partition
        if not self._append(place, record):
            await self._send(place)
            self._append(place, record)

    def _append(self, place: tuple[str, int], record: CountryRecord) -> bool:
        batch = self._batches.get(place)
        if batch is None:
            batch = self._batches[place] = self._sender.create_batch()
        now = time.time_ns() // 1_000_000
        added = batch.append(timestamp=now, key=record.key, value=record.value, headers=self._headers)  # type: ignore[attr-defined]  # untyped
        return added is not None

    async def _send(self, place: tuple[str, int]) -> None:
        self._sent.add(await self._sender.send_batch(self._batches.pop(place), place[0], partition=place[1]))
        if len(self._sent) >= _IN_FLIGHT:
            done, self._sent = await asyncio.wait(self._sent, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                each.result()

    async def finish(self) -> None:
        """Sends what is left and waits for all acknowledgements."""
        for place in list(self._batches):
            await self._send(place)
        await asyncio.gather(*self._sent)


async def write_country(
    kafka: KafkaSettings, records: Iterable[CountryRecord], matters: int, load: bytes, bar: Bar
) -> int:
    """Writes the records and returns their number. `bar`: shows how many of the matters have begun."""
    sender = producer(kafka)
    await sender.start()
    try:
        writer, written = CountryWriter(sender, load), 0
        for written, record in enumerate(records, 1):
            await writer.add(record)
            if written % _SHOWN == 0:
                bar(record.begun, matters - record.begun)
        await writer.finish()
        bar(matters, 0)
        return written
    finally:
        await discard_producer(sender)


async def load_country(settings: DeploySettings, matters: int, seed: int, bar_of: Callable[[str], Bar]) -> int:
    """Creates the topics and writes the country into them; returns the number of records.

    Raises `CommandRefusedError` while a service answers, because it takes records that it has not written for forged ones, and without a
    Kafka that keeps what is written when the system stops, and if a service has published events.
    """
    if settings.kafka is None:
        raise CommandRefusedError("请以 LIANXI_KAFKA 指明 Kafka：内置消息服务停止即忘。")
    for service in ports.SERVICES:
        if await _is_running(settings.url_of(service)):
            raise CommandRefusedError(f"{service} 正在运行：请先停止各服务，它们会把不是自己写的记录当作伪造的。")
        if await _has_published(settings, service):
            raise CommandRefusedError(
                f"{service} 的数据库中已有真实的事项，合成数据不能与它们混用：请用另一个 LIANXI_VAR 或数据库。"
            )
    kafka, load = kafka_of(settings), f"matters={matters} seed={seed}".encode()
    await create_topics(kafka)
    await refuse_real_records(kafka, load, bar_of("核对已有的记录"))
    return await write_country(kafka, records(country(), matters, seed), matters, load, bar_of("写入（按事项计）"))


async def _has_published(settings: DeploySettings, service: str) -> bool:
    """Returns whether the database of a service holds events of its own, which a replay would publish beside those of the country."""
    if settings.database_of(service) is None and not (settings.folder / f"{service}.db").exists():
        return False
    async with databases(settings, service) as opened, opened.service.reading() as connection:
        if not await connection.run_sync(lambda sync: inspect(sync).has_table(outbox.name)):
            return False
        return await connection.scalar(select(outbox.c.matter).limit(1)) is not None


async def _is_running(url: str) -> bool:
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            await client.get(f"{url}/livez")
        except httpx.ConnectError:
            return False
        except httpx.TransportError:  # it answers slowly
            pass
    return True
