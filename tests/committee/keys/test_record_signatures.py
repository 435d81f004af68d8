"""The record of an organization counts only if its keeper has signed it, once the key of the keeper is confirmed."""

import asyncio
from asyncio import Event
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import msgspec
import pytest
from aiokafka import ConsumerRecord
from nacl.signing import SigningKey
from sqlalchemy import update

from shared.committee.directory.consumer import READER, UNSIGNED, apply
from shared.committee.directory.record_signatures import RecordCheck
from shared.committee.encryption.signatures import hand_over, is_signed_by_any, sign
from shared.contracts.dead_letters import DeadLetter, decode_dead_letter
from shared.contracts.facts import OwnFacts
from shared.contracts.record_values import headers_with
from shared.contracts.subjects import Subject, is_subject, own_record_of
from shared.contracts.topics import Topic, topic_name
from shared.contracts.vocabulary import Level
from shared.contracts.writers import Writer
from shared.messaging.clients import producer
from shared.messaging.outbox.table import outbox
from shared.messaging.readers.reader import Reader
from shared.messaging.settings import KafkaSettings
from tests.committee.background_tasks import at_work
from tests.committee.keys.test_directory import (
    CITY,
    CITYS,
    COUNTY,
    FORGED,
    TOWNSHIP,
    Directory,
    confirm_all,
    directory,
    keyed,
    public,
)
from tests.committee.keys.test_issuing import issue
from tests.committee.keys.test_record_writers import entered
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.support.outbox import event_of
from tests.support.topics import records
from tests.support.transfers import NOW
from tests.support.waiting import eventually

__all__ = ["directory"]

OTHER, OTHERS = "522600", SigningKey(b"O" * 32)
"""Another city, which the same service keeps, or one that has been compromised."""


def kept(parent: str, *signers: SigningKey, sequence: int = 2, level: Level = Level.COUNTY) -> ConsumerRecord:
    """Returns a record of the county with this parent, signed with these keys."""
    record = entered(COUNTY, level, parent, writer=Writer.CITY, sequence=sequence)
    signatures = b"".join(sign(each, record.value) for each in signers)
    return replace(record, headers=headers_with(signatures or None))


def check_of(
    directory: Directory, *, complete: bool = True, times_caught_up: Callable[[], int] = lambda: 0
) -> RecordCheck:
    async def keys(organization: str) -> list[bytes]:
        await directory.tree()
        return directory.record_keys(organization)

    return RecordCheck(keys=keys, complete=lambda: complete, times_caught_up=times_caught_up)


async def take(
    directory: Directory, *records: ConsumerRecord, complete: bool = True, check: RecordCheck | None = None
) -> list[DeadLetter]:
    """Applies records as the reader of a service does, by default as one that has read the keys in an earlier run."""
    check = check or check_of(directory, complete=complete)
    async with directory.read.transaction() as connection:
        dead = await apply(connection, list(records), "a cluster", check=check)
    await directory.tree()
    return dead


@pytest.fixture
async def cities(directory: Directory) -> Directory:
    """Returns a directory with the confirmed keys of two cities, and a county that the first one keeps."""
    await confirm_all(directory)
    directory.keys.pins[OTHER] = public(OTHERS)
    assert await take(directory, keyed(OTHER, OTHERS), kept(CITY, CITYS)) == []
    return directory


@pytest.mark.parametrize(
    "forged",
    [
        kept(OTHER, sequence=3),
        kept(OTHER, FORGED, sequence=3),
        kept(OTHER, OTHERS, sequence=3),
        kept(CITY, OTHERS, sequence=3),
        kept(CITY, OTHERS, OTHERS, CITYS, sequence=3),  # a third signature is not looked at
    ],
    ids=["unsigned", "of a stranger", "by the city that takes it", "by another city", "with too many signatures"],
)
async def test_a_record_that_its_keeper_has_not_signed_is_refused_and_hides_no_genuine_one(
    cities: Directory, forged: ConsumerRecord
) -> None:
    (letter,) = await take(cities, forged)
    assert (letter.consumer, letter.reason, cities.keeper_of(COUNTY)) == ("directory", UNSIGNED, CITY)
    assert await take(cities, kept(CITY, CITYS, sequence=3)) == []
    assert cities.version(COUNTY) == (1, 3)


async def test_a_signature_is_none_of_another_record(cities: Directory) -> None:
    genuine = kept(CITY, CITYS, sequence=3)
    forged = replace(kept(OTHER, sequence=4), headers=genuine.headers)
    assert [each.reason for each in await take(cities, genuine, forged)] == [UNSIGNED]
    assert cities.keeper_of(COUNTY) == CITY


async def test_a_record_moves_with_the_signatures_of_both_keepers_and_then_has_the_new_one(cities: Directory) -> None:
    moved = kept(OTHER, CITYS, OTHERS, sequence=3)
    assert await take(cities, moved, kept(OTHER, OTHERS, sequence=4)) == []
    assert (cities.keeper_of(COUNTY), cities.version(COUNTY)) == (OTHER, (1, 4))
    (letter,) = await take(cities, kept(CITY, CITYS, sequence=5))
    assert (letter.reason, cities.keeper_of(COUNTY)) == (UNSIGNED, OTHER)


async def test_a_record_counts_with_the_key_that_its_keeper_has_replaced_meanwhile(cities: Directory) -> None:
    successor = SigningKey(b"E" * 32)
    handover = hand_over(CITYS, CITY, public(successor))
    renewed = keyed(CITY, successor, sequence=2, replaces=public(CITYS), handover=handover)
    assert await take(cities, renewed) == []
    assert await take(cities, kept(CITY, CITYS, sequence=3), kept(CITY, successor, sequence=4)) == []
    assert cities.version(COUNTY) == (1, 4)


async def test_a_record_of_a_keeper_without_a_confirmed_key_counts_by_its_topic_alone(directory: Directory) -> None:
    assert await take(directory, kept(CITY), kept(CITY, FORGED, sequence=3)) == []
    assert directory.version(COUNTY) == (1, 3)


async def test_a_record_from_before_the_first_key_of_its_keeper_counts_though_the_key_is_read_first(
    directory: Directory,
) -> None:
    """They are in different partitions: only once the reader has caught up nothing older than the key is left."""
    catch_ups = [7]
    check = check_of(directory, times_caught_up=lambda: catch_ups[-1])
    directory.keys.pins[CITY] = public(CITYS)
    assert await take(directory, keyed(CITY, CITYS), check=check) == []
    assert directory.record_keys(CITY) == [public(CITYS)]
    assert await take(directory, kept(CITY), check=check) == []
    assert directory.version(COUNTY) == (1, 2)
    catch_ups.append(8)
    (letter,) = await take(directory, kept(OTHER, sequence=3), check=check)
    assert (letter.reason, directory.keeper_of(COUNTY)) == (UNSIGNED, CITY)


async def test_a_record_from_before_the_first_key_counts_though_this_process_issued_the_key_and_has_not_read_it(
    directory: Directory,
) -> None:
    """The issuer notes the own record that it has committed, before it is read from Kafka."""
    directory.keys.pins[CITY] = public(CITYS)
    directory.note(own_record_of(CITY), (1, 1), OwnFacts(public_key=b"k" * 32, signing_key=public(CITYS)))
    assert directory.record_keys(CITY) == [public(CITYS)]
    assert await take(directory, kept(CITY)) == []
    assert directory.version(COUNTY) == (1, 2)


async def test_what_was_published_before_the_directory_was_read_to_its_end_counts(cities: Directory) -> None:
    assert await take(cities, kept(CITY, FORGED, sequence=3), complete=False) == []
    assert cities.version(COUNTY) == (1, 3)


async def test_a_new_organization_below_a_keeper_needs_its_signature(cities: Directory) -> None:
    new = partial(entered, "520699", Level.COUNTY, CITY, writer=Writer.CITY)
    unsigned, signed = new(), replace(new(), headers=headers_with(sign(CITYS, new().value)))
    assert [each.reason for each in await take(cities, unsigned)] == [UNSIGNED]
    assert "520699" not in await cities.tree()
    assert await take(cities, signed) == []
    assert "520699" in await cities.tree()


async def _pending(service: ServiceClient) -> set[str]:
    return {row.matter for row in await service.announced() if row.published_at is None}


async def test_the_relay_signs_each_record_with_the_key_of_its_keeper(connected: ServiceClients) -> None:
    county = connected.county
    await county.context.directory.tree()
    rows = [row for row in await county.announced() if is_subject(row.matter, Subject.ORGANIZATION)]
    assert TOWNSHIP in {row.matter for row in rows}
    for row, signature in zip(rows, await county.signatures(rows), strict=True):
        keeper = row.matter[:6]
        key = county.context.directory.signing_key(keeper)
        assert key is not None
        assert is_signed_by_any([key], row.payload, signature)


async def test_records_that_were_published_before_the_first_key_are_published_again_with_a_signature(
    roster: ServiceClients,
) -> None:
    city = roster.city
    rows = [row for row in await city.announced() if row.topic == Topic.ORGANIZATIONS]
    assert await city.signatures(rows) == [None] * len(rows)
    async with city.context.service.transaction() as connection:
        await connection.execute(update(outbox).values(published_at=NOW, cluster="a cluster", kafka_offset=outbox.c.id))
    await issue(city)
    again = await _pending(city)
    assert {"520600", COUNTY} <= {row.matter for row in rows} <= again
    assert again == {row.matter for row in rows} | {own_record_of(each) for each in ("520600", "522600")}
    assert all(await city.signatures(rows))


async def test_a_forged_record_in_kafka_changes_nothing_and_becomes_a_dead_letter(
    connected: ServiceClients, kafka: KafkaSettings
) -> None:
    """Another city, whose process may write the topic, takes a county; the next record of its keeper counts."""
    city, county, stop = connected.city, connected.county, Event()
    check = RecordCheck(
        keys=county.context.record_keys,
        complete=lambda: reader.has_caught_up,
        times_caught_up=lambda: reader.times_caught_up,
    )
    reader = Reader(
        READER, [Topic.ORGANIZATIONS], county.context.read, kafka, partial(apply, check=check), confirms_ends=True
    )
    genuine = next(row for row in await city.announced() if row.matter == COUNTY)
    async with at_work(city, kafka):
        reading = asyncio.ensure_future(reader.run(stop))
        try:
            await eventually(lambda: reader.has_caught_up)
            forged = msgspec.json.decode(genuine.payload)
            forged |= {"sequence": 2, "id": f"{COUNTY}/1/2", "source": f"/organizations/{OTHER}"}
            forged["data"]["facts"]["parents"] = [["2000-01-01", OTHER]]
            value = msgspec.json.encode(forged)
            (signature,) = await city.sign([event_of(genuine)._replace(payload=value)])
            sender = producer(kafka)
            await sender.start()
            await sender.send_and_wait(
                topic_name(Topic.ORGANIZATIONS, Writer.CITY),
                value,
                key=COUNTY.encode(),
                partition=genuine.partition,
                headers=headers_with(None if signature is None else signature[:64]),
            )
            await sender.stop()
            await eventually(lambda: _has_letters(kafka, 1))
            await county.context.directory.tree()
            assert county.context.directory.keeper_of(COUNTY) == CITY
            assert county.context.directory.version(COUNTY) == (1, 1)
            await city.post(f"/organizations/{COUNTY}/rename", f"{CITY}-secretariat", title="万山特区")
            await eventually(lambda: _is_named(county, "万山特区"))
            assert await _has_letters(kafka, 1)
        finally:
            stop.set()
            await reading


async def _has_letters(kafka: KafkaSettings, number: int) -> bool:
    letters = [decode_dead_letter(each.value or b"") for each in await records(kafka, Topic.DEAD_LETTERS)]
    return [each.reason for each in letters] == [UNSIGNED] * number


async def _is_named(service: ServiceClient, name: str) -> bool:
    return (await service.context.directory.tree()).newest_name(COUNTY) == name
