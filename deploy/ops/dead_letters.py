"""Dead letters in Kafka, and the retry of their records."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

import msgspec
from aiokafka import TopicPartition

from deploy.ops.refusals import CommandRefusedError
from shared.contracts.dead_letters import DeadLetter, decode_dead_letter
from shared.contracts.record_values import headers_with
from shared.contracts.topics import Topic, is_known, kind_of, partition_count, writer_of
from shared.messaging.clients import discard_producer, producer
from shared.messaging.dead_letters import dead_letter as dead_letter_of
from shared.messaging.outbox.record_lookup import record_at
from shared.messaging.readers.full_scan import scan
from shared.messaging.settings import KafkaSettings

"""Topics whose consumers compare versions, so that a record may be repeated. Pages are not repeatable: their topics are compacted, so an
old page must not follow a newer one; the aggregation itself publishes all pages again within eight hours."""


class DeadLetterQuery(NamedTuple):
    """The filter of an operator for dead letters."""

    topic: str | None = None
    consumer: str | None = None
    since: datetime | None = None

    def matches(self, dead_letter: DeadLetter) -> bool:
        return (
            (self.topic is None or _is_of(dead_letter.topic, self.topic))
            and (self.consumer is None or dead_letter.consumer == self.consumer)
            and (self.since is None or dead_letter.time >= self.since)
        )


def _is_of(topic: str, word: str) -> bool:
    """Returns whether a word of an operator means this topic in Kafka: its name or its kind, with or without the prefix."""
    names = (topic, kind_of(topic).value) if is_known(topic) else (topic,)
    return word in names or f"lianxi.{word}" in names


class RetryOutcome(NamedTuple):
    """`sent`: dead letters whose records were published again; `kept`: dead letters that remain, with the reason."""

    sent: list[DeadLetter]
    kept: list[tuple[DeadLetter, str]]


async def read_dead_letters(kafka: KafkaSettings) -> list[DeadLetter]:
    """Returns all dead letters that were not retried, the newest first."""
    found: dict[bytes, DeadLetter] = {}
    async for record in scan(kafka, [Topic.DEAD_LETTERS]):
        if record.value is None:
            found.pop(record.key or b"", None)
            continue
        with suppress(msgspec.MsgspecError, UnicodeDecodeError):  # a dead letter of a newer version of this program
            dead_letter = decode_dead_letter(record.value)
            found[dead_letter.key] = dead_letter
    return sorted(found.values(), key=lambda dead_letter: dead_letter.time, reverse=True)


def select_by_key(found: Iterable[DeadLetter], key: str) -> list[DeadLetter]:
    """Returns the dead letters of the record with this key (the consumer in it is ignored: all consumers read the record again)."""
    place = key.strip().split("/")[:3]
    chosen = [each for each in found if [each.topic, str(each.partition), str(each.offset)] == place]
    if not chosen:
        raise CommandRefusedError(f"没有死信 {key}：请用 dead-letters list 查看。")
    return chosen


async def retry(kafka: KafkaSettings, chosen: Collection[DeadLetter]) -> RetryOutcome:
    """Publishes each record again to its partition, then deletes its dead letters. A consumer that fails again writes a new one."""
    sent, kept = list[DeadLetter](), list[tuple[DeadLetter, str]]()
    sender = producer(kafka)
    try:
        await sender.start()
        for some in _by_record(chosen):
            first = some[0]
            value = await _retryable_value(kafka, first)
            if isinstance(value, KeptReason):
                kept += [(each, value) for each in some]
                continue
            headers = headers_with(first.signature)
            await sender.send_and_wait(
                first.topic, value, key=first.record_key, partition=first.partition, headers=headers
            )
            for each in some:
                await sender.send_and_wait(Topic.DEAD_LETTERS.value, None, key=each.key, partition=0)
            sent += some
    finally:
        await discard_producer(sender)
    return RetryOutcome(sent, kept)


def _by_record(chosen: Iterable[DeadLetter]) -> Iterator[list[DeadLetter]]:
    """Yields the dead letters of each record together, in the order of the records."""

    def place(dead_letter: DeadLetter) -> tuple[str, int, int]:
        return dead_letter.topic, dead_letter.partition, dead_letter.offset

    for _, some in groupby(sorted(chosen, key=place), key=place):
        yield list(some)


class KeptReason(StrEnum):
    """The reasons why a dead letter is not retried."""

    PAGE = "统计结果不能单独重试：统计进程最多八小时内自行重发，此前有关数字可能不正确"
    EMPTY = "原记录为空"
    GONE = "原记录已不在消息系统中"
    OTHER = "死信与该位置的原记录不符：可能系伪造，不予重发"


async def _retryable_value(kafka: KafkaSettings, dead_letter: DeadLetter) -> bytes | KeptReason:
    """Returns the value of the record at the original offset, or the reason why it is not published again.

    Every process may write dead letters, and the operator may write every topic: a dead letter is trusted no further than
    the record that it names.
    """
    if writer_of(dead_letter.topic) not in kafka.writers.all or not 0 <= dead_letter.partition < partition_count(
        dead_letter.topic
    ):
        return KeptReason.PAGE
    if dead_letter.value is None:
        return KeptReason.EMPTY
    place = TopicPartition(dead_letter.topic, dead_letter.partition)
    record = (await record_at(kafka, {place: dead_letter.offset}))[place]
    if record is None or record.value is None:
        return KeptReason.GONE
    found = dead_letter_of(record, consumer=dead_letter.consumer, reason=dead_letter.reason)
    same = (found.value, found.record_key) == (dead_letter.value, dead_letter.record_key)
    return record.value if same else KeptReason.OTHER
