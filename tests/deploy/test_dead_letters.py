"""Dead letters: a retry publishes the record again and deletes the dead letter."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aiokafka import ConsumerRecord

from deploy.ops.dead_letters import DeadLetterQuery, KeptReason, read_dead_letters, retry, select_by_key
from shared.contracts.subjects import partition_of
from shared.contracts.topics import SERVICE_TOPICS, Topic, names_of
from shared.contracts.writers import Writer
from shared.messaging.clients import producer
from shared.messaging.dead_letters import DeadLetters, dead_letter
from shared.messaging.settings import KafkaSettings
from tests.support.topics import records

PARTITION = partition_of("520603")


async def put(kafka: KafkaSettings, value: bytes, *, topic: Topic = Topic.PROPOSALS) -> ConsumerRecord:
    """Returns a record as a reader fetches it."""
    sender = producer(kafka)
    await sender.start()
    (name,), partition = names_of([topic], Writer.COUNTY), PARTITION if topic in SERVICE_TOPICS else 0
    await sender.send_and_wait(name, value, key=b"520603", partition=partition)
    await sender.stop()
    return (await records(kafka, topic))[-1]


async def put_aside(kafka: KafkaSettings, record: ConsumerRecord, *consumers: str) -> None:
    sender = DeadLetters(kafka)
    await sender.send([dead_letter(record, consumer=consumer, reason="cannot be decoded") for consumer in consumers])
    await sender.close()


async def test_a_record_is_published_again_and_all_of_its_letters_are_done(kafka: KafkaSettings) -> None:
    record = await put(kafka, b"\xff\x00")
    await put_aside(kafka, record, "lianxi-tally", "directory")
    other = await put(kafka, b"{}")
    await put_aside(kafka, other, "inbox")
    found = await read_dead_letters(kafka)
    assert len(found) == 3
    outcome = await retry(kafka, select_by_key(found, f"{record.topic}/{record.partition}/{record.offset}/directory"))
    assert (len(outcome.sent), outcome.kept) == (2, [])
    (again,) = [each for each in await records(kafka) if each.value == b"\xff\x00" and each.offset != record.offset]
    assert (again.partition, again.key) == (record.partition, record.key)
    assert [each.consumer for each in await read_dead_letters(kafka)] == ["inbox"]


async def test_a_letter_that_was_cut_is_completed_from_where_the_record_stood(kafka: KafkaSettings) -> None:
    long = bytes(600_000)
    record = await put(kafka, long)
    await put_aside(kafka, record, "lianxi-tally")
    (letter,) = await read_dead_letters(kafka)
    assert letter.is_cut
    assert len((await retry(kafka, [letter])).sent) == 1
    assert [each.value for each in await records(kafka)] == [long, long]


@pytest.mark.parametrize("offset", [0, 7])
async def test_a_forged_letter_does_not_make_the_operator_write_for_its_author(
    kafka: KafkaSettings, offset: int
) -> None:
    """Every process may write dead letters, and the operator may write every topic."""
    record = await put(kafka, b"{}")
    await put_aside(kafka, replace(record, value=b"forged", offset=offset), "inbox")
    outcome = await retry(kafka, await read_dead_letters(kafka))
    assert (outcome.sent, [why for _, why in outcome.kept]) == ([], [KeptReason.GONE if offset else KeptReason.OTHER])
    assert [each.value for each in await records(kafka)] == [b"{}"]
    assert len(await read_dead_letters(kafka)) == 1


async def test_a_page_is_never_published_again(kafka: KafkaSettings) -> None:
    """Its topic keeps the last of each key: an old page must not come after a newer one."""
    record = await put(kafka, b"{", topic=Topic.TALLIES)
    await put_aside(kafka, record, "lianxi-rollup")
    outcome = await retry(kafka, await read_dead_letters(kafka))
    assert (outcome.sent, len(outcome.kept)) == ([], 1)
    assert len(await records(kafka, Topic.TALLIES)) == 1


async def test_letters_are_chosen_by_topic_reader_and_time(kafka: KafkaSettings) -> None:
    record = await put(kafka, b"{")
    await put_aside(kafka, record, "lianxi-tally", "directory")
    found = await read_dead_letters(kafka)
    for wanted, count in (
        (DeadLetterQuery(), 2),
        (DeadLetterQuery(topic="proposals"), 2),
        (DeadLetterQuery(topic="county.proposals"), 2),
        (DeadLetterQuery(topic="township.proposals"), 0),
        (DeadLetterQuery(topic="lianxi.opinions"), 0),
        (DeadLetterQuery(consumer="directory"), 1),
        (DeadLetterQuery(since=datetime(2999, 1, 1, tzinfo=UTC)), 0),
    ):
        assert len([each for each in found if wanted.matches(each)]) == count
