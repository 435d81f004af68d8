"""A service finds what others write about its subjects, and its own state counts again."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from aiokafka import ConsumerRecord
from structlog.testing import capture_logs

from shared.committee.encryption.signatures import is_signed_by_any
from shared.committee.maintenance.record_watch import MOST_OVERRIDDEN, RecordWatch
from shared.contracts.codec import ReceivedEvent, decode
from shared.contracts.envelope import event_id
from shared.contracts.subjects import partition_of
from shared.messaging.lease import Lease
from shared.messaging.readers.parking import TransientError
from shared.messaging.settings import KafkaSettings
from tests.committee.keys.test_issuing import issue
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClient, ServiceClients, record_of

SEC = "522625-secretariat"


def watch_of(service: ServiceClient, *, complete: bool = True) -> RecordWatch:
    kafka, lease = KafkaSettings(bootstrap="127.0.0.1:1"), Lease(service.context.service, "committee", "me")
    return RecordWatch(service.context, kafka, lease, complete=lambda: complete)


async def watched(service: ServiceClient, *records: ConsumerRecord) -> int:
    """Lets the watch of a service look at records; returns how many of them it reports."""
    with capture_logs() as logs:
        async with service.context.service.transaction() as connection:
            await watch_of(service).apply(connection, list(records), "a cluster")
    return sum(log["event"] == "foreign_record" for log in logs)


async def published(service: ServiceClient, subject: str) -> list[Any]:
    return [row for row in await service.announced() if row.matter == subject]


def event_of(row: Any) -> ReceivedEvent:
    event = decode(row.payload, topic=row.topic, partition=row.partition)
    assert event is not None
    return event


def forged(genuine: Any, *, subject: str | None = None, sequence: int | None = None, **facts: Any) -> ConsumerRecord:
    """Returns a record as somebody else writes it, after a genuine one."""
    document = msgspec.json.decode(genuine.payload)
    document["subject"] = subject or genuine.matter
    document["sequence"] = sequence or genuine.sequence + 1
    document["id"] = event_id(document["subject"], document["epoch"], document["sequence"])
    document["data"]["facts"] |= facts
    value, partition = msgspec.json.encode(document), partition_of(document["subject"])
    return replace(record_of(genuine), value=value, key=document["subject"].encode(), partition=partition)


async def test_a_service_reports_nothing_of_what_it_has_written_itself(roster: ServiceClients) -> None:
    await brought_to(roster.county, "close")
    await issue(roster.county)
    for service in roster.all:
        rows = [record_of(row) for each in roster.all for row in await each.announced()]
        assert await watched(service, *rows, *rows) == 0


async def test_a_forged_step_of_a_matter_is_overridden_by_its_state(roster: ServiceClients) -> None:
    county = roster.county
    id = await brought_to(county, "submit")
    before = (await published(county, id))[-1]
    steps = [*msgspec.json.decode(before.payload)["data"]["facts"]["steps"]]
    record = forged(before, steps=steps[:1])
    assert await watched(roster.city, record) == 0  # it is not its matter
    assert await watched(county, record) == 1
    after = (await published(county, id))[-1]
    assert event_of(after).facts == event_of(before).facts
    assert (after.epoch, after.sequence) > (before.epoch, before.sequence + 1)
    await county.post(f"/proposals/{id}/file", SEC)
    newest = (await published(county, id))[-1]
    assert (newest.epoch, newest.sequence) == (after.epoch, after.sequence + 1)
    assert await watched(county, record) == 0  # it has no effect any more


async def test_a_forged_record_of_the_same_version_is_found_by_its_bytes(roster: ServiceClients) -> None:
    id = await brought_to(roster.county, "submit")
    before = (await published(roster.county, id))[-1]
    assert await watched(roster.county, forged(before, sequence=before.sequence, online=True)) == 1
    assert (await published(roster.county, id))[-1].epoch > before.epoch


async def test_a_forged_matter_is_voided_and_its_number_can_be_given_later(roster: ServiceClients) -> None:
    county = roster.county
    id = await brought_to(county, "submit")
    record = forged((await published(county, id))[-1], subject="522625-p-2026-2")
    assert await watched(county, record) == 1
    (void,) = await published(county, "522625-p-2026-2")
    assert void.type == "proposal.voided.v1"
    assert await brought_to(county, "submit") == "522625-p-2026-2"
    given = (await published(county, "522625-p-2026-2"))[-1]
    assert (given.epoch, given.sequence) > (void.epoch, void.sequence)


async def test_a_forged_parent_of_an_organization_is_overridden_by_its_keeper(roster: ServiceClients) -> None:
    city = roster.city
    before = (await published(city, "520603"))[-1]
    record = forged(before, parents=[["2026-01-01", "522600"]])
    document = msgspec.json.decode(record.value) | {"source": "/organizations/522600"}
    assert await watched(city, replace(record, value=msgspec.json.encode(document))) == 1
    after = (await published(city, "520603"))[-1]
    assert (event_of(after).facts, after.epoch > before.epoch) == (event_of(before).facts, True)


async def test_a_forged_organization_is_voided_with_the_signature_of_its_keeper(connected: ServiceClients) -> None:
    city = connected.city
    genuine = (await published(city, "520603"))[-1]
    assert await watched(city, forged(genuine, subject="520699", sequence=1)) == 1
    (void,) = await published(city, "520699")
    (signature,) = await city.signatures([void])
    await city.context.directory.tree()
    assert void.type == "organization.voided.v1"
    assert is_signed_by_any(await city.context.record_keys("520600"), void.payload, signature)


async def test_a_forged_own_record_is_answered_by_the_genuine_one(roster: ServiceClients) -> None:
    county = roster.county
    await issue(county)
    before = (await published(county, "520603-o"))[-1]
    assert await watched(county, forged(before, sequence=7)) == 1
    after = (await published(county, "520603-o"))[-1]
    assert (event_of(after).facts, after.sequence) == (event_of(before).facts, 8)


async def test_very_many_foreign_records_are_disputed_until_they_are_overridden(roster: ServiceClients) -> None:
    """They are rather what a restored database does not know than a forgery."""
    county, city = roster.county, roster.city
    await issue(county)
    await issue(city)
    await roster.deliver()
    id = await brought_to(county, "submit")
    genuine = (await published(county, id))[-1]
    many = [forged(genuine, subject=f"522625-p-2025-{number}") for number in range(1, MOST_OVERRIDDEN + 2)]
    assert await watched(county, *many) == len(many)
    assert [row.matter for row in await county.announced()][-1] == "522625-o"  # no subject was overridden
    assert await disputes(roster, "522600") == {"522625": len(many)}
    assert await disputes(roster, "520600") == {}
    await watched(county, *many[:10])
    assert await disputes(roster, "522600") == {"522625": len(many) - 10}
    await watched(county, *many[10:])
    assert await disputes(roster, "522600") == {}


async def disputes(roster: ServiceClients, key: str) -> dict[str, int]:
    """Returns the number of disputed subjects by organization, in the report that the city reads of itself."""
    await roster.deliver()
    report = await roster.city.get(f"/reports/{key}", f"{key}-secretariat")
    return {each["organization"]: each["subjects"] for each in report["disputes"]}


async def test_the_watch_waits_until_it_knows_who_is_hosted_here(roster: ServiceClients) -> None:
    async with roster.county.context.service.transaction() as connection:
        with pytest.raises(TransientError):
            await watch_of(roster.county, complete=False).apply(connection, [], "a cluster")
