"""The command `restored` for one service: compares with Kafka, asks for confirmation, and restores."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import msgspec

from deploy.ops.command_log import append_command
from deploy.ops.databases import databases
from deploy.ops.exclusive_lock import exclusive
from deploy.ops.hosting import hosts_of
from deploy.ops.kafka_client import kafka_of_service
from deploy.ops.progress_bars import Bars
from deploy.ops.refusals import CommandRefusedError
from deploy.settings import DeploySettings
from shared.committee.maintenance.audit import producers_of
from shared.committee.maintenance.kafka_diff import KafkaDiff, forgotten, kafka_diff
from shared.committee.maintenance.restore import Restored, restore
from shared.contracts.partial_events import facts_decoder
from shared.messaging.outbox.kafka_events import KafkaEvent
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database
from shared.storage.migrations.migration import migrate

_SHOWN = 10

Confirm = Callable[[list[str]], bool]
"""A function that shows these lines and returns whether the operator confirms."""


class _Dispatch(msgspec.Struct, gc=False):
    to: str
    chain: tuple[str, ...]


_facts = facts_decoder(_Dispatch)


async def restored(
    settings: DeploySettings, service: str, *, shown: Bars, confirm: Confirm, kafka_lost: bool
) -> Restored | None:
    """Restores a service under a new epoch; returns None without confirmation. Raises `CommandRefusedError` while it runs."""
    async with databases(settings, service) as opened:
        await migrate(opened.service, "service")

        async def work() -> Restored | None:
            return await begin_new_epoch(
                settings, service, opened.service, shown=shown, confirm=confirm, kafka_lost=kafka_lost
            )

        return await exclusive(service, opened.service, work)


async def begin_new_epoch(
    settings: DeploySettings, service: str, database: Database, *, shown: Bars, confirm: Confirm, kafka_lost: bool
) -> Restored | None:
    """Compares a database with Kafka and, when the operator confirms, restores it in one transaction; else returns None."""
    found = await _compare(settings, service, database, shown, kafka_lost=kafka_lost)
    if not await asyncio.to_thread(confirm, list(_described(found, kafka_lost=kafka_lost))):
        return None
    async with database.transaction() as connection:
        result = await restore(connection, found, now=datetime.now(UTC))
        await append_command(connection, "restored")
        return result


async def _compare(
    settings: DeploySettings, service: str, database: Database, shown: Bars, *, kafka_lost: bool
) -> KafkaDiff:
    if kafka_lost:
        return forgotten(datetime.now(UTC))
    kafka: KafkaSettings = kafka_of_service(settings, service)
    try:
        ours = await producers_of(kafka, hosts_of(service))
        return await kafka_diff(database, kafka, ours, lambda topic: shown.bar(f"{service} {topic}"))
    except OSError as error:
        raise CommandRefusedError(f"{kafka.bootstrap} 没有应答：{error}") from error


def _described(found: KafkaDiff, *, kafka_lost: bool) -> Iterator[str]:
    if kafka_lost:
        yield "不比对消息系统：备份之后产生的事项无从知道，其他单位可能仍保留它们。"
    else:
        yield f"数据库中的事项 {found.known} 个，将以新的纪元全部重新发布。"
        yield f"只有消息系统知道的 {len(found.void)} 个，将作废，不再计入任何统计："
        yield from _lines(sorted(each.subject for each in found.void))
    if found.sent:
        yield f"备份之后已发往其他单位的 {len(found.sent)} 件，收件单位保留它们，本服务不再有记录；请与收件单位联系："
        yield from _lines([_dispatch(each) for each in found.sent])
    yield "完成后不能撤销。"


def _lines(texts: list[str]) -> Iterator[str]:
    yield from (f"  {text}" for text in texts[:_SHOWN])
    if len(texts) > _SHOWN:
        yield f"  …… 另有 {len(texts) - _SHOWN} 个"


def _dispatch(sent: KafkaEvent) -> str:
    try:
        facts = _facts(sent.value)
    except msgspec.MsgspecError:
        return sent.subject
    return f"{sent.subject}  {facts.chain[-1]} → {facts.to}"
