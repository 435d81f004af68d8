"""When a service audits itself, and whose events it takes for its own."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.commands.options import ServiceName
from deploy.ports import SERVICES
from shared.committee.maintenance.audit import producers_of, seconds_until_night
from shared.contracts.facts import OrganizationFacts
from shared.contracts.subjects import partition_of
from shared.contracts.topics import Topic, topic_name
from shared.contracts.vocabulary import Level
from shared.contracts.writers import Writer
from shared.domain.calendar import ZONE
from shared.messaging.clients import producer
from shared.messaging.outbox.kafka_events import KafkaEvent
from shared.messaging.settings import KafkaSettings
from tests.support.events import event


def test_the_commands_know_every_service() -> None:
    assert [*map(str, ServiceName)] == list(SERVICES)
    assert all(Path("services", service).is_dir() for service in ServiceName)


@pytest.mark.parametrize("name", ServiceName)
@pytest.mark.parametrize("hour", [0, 3, 12, 18, 23])
def test_a_service_audits_itself_at_night_and_always_in_the_same_minute(name: str, hour: int) -> None:
    now = datetime(2026, 3, 2, hour, 30, tzinfo=UTC)
    seconds = seconds_until_night(name, now)
    assert 0 < seconds <= 24 * 3600
    at = datetime.fromtimestamp(now.timestamp() + seconds, ZONE)
    assert 2 <= at.hour < 4
    assert (at.minute, at.second) == _minute_of(name)


def _minute_of(name: str) -> tuple[int, int]:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    at = datetime.fromtimestamp(noon.timestamp() + seconds_until_night(name, noon), ZONE)
    return at.minute, at.second


async def test_a_service_writes_for_the_organizations_of_its_level(broker: KafkaSettings) -> None:
    sender = producer(broker)
    await sender.start()
    for key, level in (("900100", Level.COUNTY), ("900200", Level.COUNTY), ("900100001", Level.TOWNSHIP)):
        value = event(key, OrganizationFacts(level=level))
        partition = partition_of(key)
        topic = topic_name(Topic.ORGANIZATIONS, Writer.COUNTY if level is Level.TOWNSHIP else Writer.CITY)
        await sender.send_and_wait(topic, value, key=key.encode(), partition=partition)
    await sender.stop()
    ours = await producers_of(broker, lambda key, level: level is Level.COUNTY and key != "900200")

    def is_recorded(key: str) -> bool:
        return ours(KafkaEvent(Topic.PROPOSALS, f"{key}-p-2014-1", key, "proposal.filed.v1", (1, 1), b""))

    assert [key for key in ("900100", "900200", "900100001", "900300") if is_recorded(key)] == ["900100"]
