"""The synthetic country: its organizations, its log through tally and rollup, and the topics that it refuses."""

import sqlite3
from collections import Counter
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest

from deploy.demo.country import load_country, refuse_real_records, write_country
from deploy.demo.country_log import CountryRecord, records
from deploy.demo.country_tree import NATIONAL, CountryOrganization, country
from deploy.ops.reconcile.naive import recompute
from deploy.ops.refusals import CommandRefusedError
from deploy.settings import DeploySettings
from shared.contracts.codec import decode
from shared.contracts.facts import Facts
from shared.contracts.subjects import partition_of
from shared.contracts.topics import Topic, topic_name
from shared.contracts.vocabulary import Level
from shared.contracts.writers import Writer
from shared.messaging.clients import producer
from shared.messaging.readers.full_scan import scan
from shared.messaging.settings import KafkaSettings
from tests.aggregation.running import ReportTopics
from tests.aggregation.test_rollup import figures
from tests.support.ports import free_base
from tests.support.workers import WorkerProcess

MATTERS, LOAD = 60, b"matters=60 seed=1"


def unseen(done: int, behind: int | None) -> None:
    """Ignores the progress."""


def tiny_country() -> list[CountryOrganization]:
    """Returns a province with one city, two counties and their townships, and the conferences."""
    found = country(["52"])
    kept = {"520000", "520600", "520602", "520603"}
    return [each for each in found if each.key in kept or each.parent in kept - {"520000", "520600"} or each.members]


def newest(log: list[CountryRecord]) -> dict[str, Facts]:
    """Returns the facts of the last event of each subject, after decoding every event as its readers do."""
    found: dict[str, Facts] = {}
    for record in log:
        event = decode(record.value, topic=record.topic, partition=record.partition)
        assert event is not None
        found[event.subject] = event.facts  # type: ignore[assignment]  # no transfers
    return found


def test_the_country_has_its_numbers_and_every_name_is_marked() -> None:
    organizations = country()
    levels = Counter(each.level for each in organizations)
    assert levels == {
        Level.CONFERENCE: 3,
        Level.PROVINCE: 31,
        Level.CITY: 342,
        Level.COUNTY: 2978,
        Level.TOWNSHIP: 41352,
    }
    assert len({each.key for each in organizations}) == len(organizations)
    assert all("（合成）" in each.name for each in organizations)
    assert all(not each.key.isdigit() for each in organizations if each.level is Level.TOWNSHIP)


def test_the_same_seed_gives_the_same_log_in_the_order_of_days() -> None:
    log = list(records(tiny_country(), MATTERS, 1))
    assert log == list(records(tiny_country(), MATTERS, 1)) != list(records(tiny_country(), MATTERS, 2))
    assert [record.day for record in log] == sorted(record.day for record in log)
    assert len({record.key for record in log}) == len(tiny_country()) + MATTERS
    assert log[-1].begun == MATTERS


@pytest.mark.full
async def test_a_tiny_country_is_counted_by_tally_and_rollup(kafka: KafkaSettings, tmp_path: Path) -> None:
    log = list(records(tiny_country(), MATTERS, 1))
    assert await write_country(kafka, log, MATTERS, LOAD, unseen) == len(log)
    assert await refuse_real_records(kafka, LOAD, unseen) == len(log)
    expected = {figure: values for figure, values in recompute(newest(log).items()).items() if values}
    workers = [WorkerProcess(each, kafka, tmp_path) for each in ("tally", "rollup")]
    try:
        async with ReportTopics(kafka) as topics:
            await topics.until(lambda: figures(topics.reports) == expected)
        assert topics.letters == {}
    finally:
        for worker in workers:
            worker.kill()
    filed = {
        key.organization: values for key, values in expected.items() if key[1:] == ("subtree", 2025, "proposals_filed")
    }
    assert filed[NATIONAL] == filed["520000"]


@pytest.mark.full
async def test_topics_with_real_records_or_another_country_are_refused(kafka: KafkaSettings) -> None:
    log = list(islice(records(tiny_country(), MATTERS, 1), 5))
    await write_country(kafka, log, MATTERS, LOAD, unseen)
    with pytest.raises(CommandRefusedError, match="matters=60 seed=1"):
        await refuse_real_records(kafka, b"matters=60 seed=2", unseen)
    sender = producer(kafka)
    await sender.start()
    topic = topic_name(Topic.ORGANIZATIONS, Writer.REGION)
    await sender.send_and_wait(topic, b"{}", key=b"520000", partition=partition_of("520000"))
    await sender.stop()
    with pytest.raises(CommandRefusedError, match="真实的记录"):
        await refuse_real_records(kafka, LOAD, unseen)
    assert sum([1 async for _ in scan(kafka, [Topic.ORGANIZATIONS])]) == len(log) + 1


async def test_beside_events_of_a_service_nothing_is_written(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "county.db")) as stored:
        stored.execute("CREATE TABLE outbox (matter TEXT)")
        stored.execute("INSERT INTO outbox VALUES ('522625-p-2026-1')")
        stored.commit()
    settings = DeploySettings(var=tmp_path, kafka="127.0.0.1:1", port_base=free_base())
    with pytest.raises(CommandRefusedError, match="county 的数据库中已有真实的事项"):
        await load_country(settings, 1, 1, lambda _title: unseen)


async def test_without_a_kafka_that_keeps_records_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(CommandRefusedError, match="LIANXI_KAFKA"):
        await load_country(DeploySettings(var=tmp_path, kafka=None), 1, 1, lambda _title: unseen)
