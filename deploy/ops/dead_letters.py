"""The dead letters as Kafka has them, and how their records are read again."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

import msgspec
from aiokafka import TopicPartition

from deploy.ops.refusals import CommandRefusedError
from shared.contracts.dead_letters import DeadLetter, decode_dead_letter
from shared.contracts.topics import EVENT_TOPICS, TOPICS, Topic
from shared.messaging.clients import discard_producer, producer
from shared.messaging.outbox.record_lookup import values_at
from shared.messaging.readers.full_scan import scan
from shared.messaging.settings import KafkaSettings

REPEATABLE = (*EVENT_TOPICS, Topic.TRANSFERS)
"""Read by version, so that a record may come twice. Pages are sent again by the aggregation itself within eight hours, and their topics
keep the last of each key: an old page must never come after a newer one."""


class DeadLetterQuery(NamedTuple):
    """Which letters an operator asks for."""

    topic: str | None = None
    consumer: str | None = None
    since: datetime | None = None

    def fits(self, dead_letter: DeadLetter) -> bool:
        return (
            (self.topic is None or dead_letter.topic in (self.topic, f"lianxi.{self.topic}"))
            and (self.consumer is None or dead_letter.consumer == self.consumer)
            and (self.since is None or dead_letter.time >= self.since)
        )


class RetryOutcome(NamedTuple):
    """`sent`: records that are read again, with all their letters; `kept`: letters that stay, and why."""

    sent: list[DeadLetter]
    kept: list[tuple[DeadLetter, str]]


async def letters(kafka: KafkaSettings) -> list[DeadLetter]:
    """All that have not been dealt with, the last one first."""
    found: dict[bytes, DeadLetter] = {}
    async for record in scan(kafka, [Topic.DEAD_LETTERS]):
        if record.value is None:
            found.pop(record.key or b"", None)
            continue
        with suppress(msgspec.MsgspecError, UnicodeDecodeError):  # a letter of a newer program
            dead_letter = decode_dead_letter(record.value)
            found[dead_letter.key] = dead_letter
    return sorted(found.values(), key=lambda dead_letter: dead_letter.time, reverse=True)


def of_key(found: Iterable[DeadLetter], key: str) -> list[DeadLetter]:
    """The letters of the record that this key, or its first three parts, names: whoever could not read it reads it again."""
    place = key.strip().split("/")[:3]
    chosen = [each for each in found if [each.topic, str(each.partition), str(each.offset)] == place]
    if not chosen:
        raise CommandRefusedError(f"没有死信 {key}：请用 dead-letters list 查看。")
    return chosen


async def retry(kafka: KafkaSettings, chosen: Collection[DeadLetter]) -> RetryOutcome:
    """Publishes each record once more where it stood, then takes its letters away. Who still cannot read it writes a new letter."""
    sent, kept = list[DeadLetter](), list[tuple[DeadLetter, str]]()
    sender = producer(kafka)
    try:
        await sender.start()
        for some in _by_place(chosen):
            first = some[0]
            value = await _whole(kafka, first)
            if value is None:
                kept += [(each, _why_not(each)) for each in some]
                continue
            await sender.send_and_wait(first.topic, value, key=first.record_key, partition=first.partition)
            for each in some:
                await sender.send_and_wait(Topic.DEAD_LETTERS.value, None, key=each.key, partition=0)
            sent += some
    finally:
        await discard_producer(sender)
    return RetryOutcome(sent, kept)


def _by_place(chosen: Iterable[DeadLetter]) -> Iterator[list[DeadLetter]]:
    """The letters of each record together, the records in their order."""

    def place(dead_letter: DeadLetter) -> tuple[str, int, int]:
        return dead_letter.topic, dead_letter.partition, dead_letter.offset

    for _, some in groupby(sorted(chosen, key=place), key=place):
        yield list(some)


async def _whole(kafka: KafkaSettings, dead_letter: DeadLetter) -> bytes | None:
    """The record's own bytes; those of a letter that was cut are fetched where it stood, if it still stands there."""
    if (
        dead_letter.topic not in REPEATABLE
        or not 0 <= dead_letter.partition < TOPICS[Topic(dead_letter.topic)].partitions
    ):
        return None
    if dead_letter.value is None or not dead_letter.is_cut:
        return dead_letter.value
    place = TopicPartition(dead_letter.topic, dead_letter.partition)
    there = (await values_at(kafka, {place: dead_letter.offset}))[place]
    return there if there is not None and there.startswith(dead_letter.value) else None


def _why_not(dead_letter: DeadLetter) -> str:
    if dead_letter.topic not in REPEATABLE:
        return "统计结果不能单独重试：统计进程最多八小时内自行重发，此前有关数字可能不正确"
    return "原记录为空" if dead_letter.value is None else "死信中只有开头，原记录已不在消息系统中"
