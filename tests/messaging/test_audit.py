"""The audit: events that Kafka lost are published again, and differences that only a restored database explains are reported."""

from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts.codec import encode
from shared.contracts.envelope import Change
from shared.contracts.facts import ProposalFacts
from shared.contracts.subjects import partition_of
from shared.contracts.topics import Topic, topic_name
from shared.contracts.vocabulary import Channel, Role
from shared.contracts.writers import Writer
from shared.messaging.clients import producer
from shared.messaging.outbox.audit import Audit, Findings
from shared.messaging.outbox.kafka_events import KafkaEvent
from shared.messaging.outbox.latest_events import known
from shared.messaging.outbox.table import OutboxEvent
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database
from tests.support.outbox import commit, everything_is_published, matter_ids, outbox_event, relaying
from tests.support.topics import records, recreate_topic
from tests.support.transfers import DAY, NOW
from tests.support.waiting import eventually

OURS, THEIRS = "520603", "522625"


def filed(matter: str, sequence: int = 1, *, epoch: int = 1, words: str = "file") -> OutboxEvent:
    """Returns an event as a service would have published it."""
    payload = encode(
        type="proposal.filed.v1",
        subject=matter,
        organization=matter.partition("-")[0],
        time=NOW,
        epoch=epoch,
        sequence=sequence,
        facts=ProposalFacts(year=2014, channel=Channel.PAPER, online=False),
        change=Change(command=words, on=DAY, role=Role.SECRETARIAT),
    )
    return outbox_event(matter, sequence, epoch=epoch, payload=payload)


def ours(event: KafkaEvent) -> bool:
    return event.producer != THEIRS


async def audited(database: Database, kafka: KafkaSettings, *, repair: bool = False) -> Findings:
    (found,) = await Audit(database, kafka, ours).run(repair=repair, topics=[Topic.PROPOSALS])
    return found


async def published(database: Database, kafka: KafkaSettings, *events: OutboxEvent) -> None:
    await commit(database, *events)
    async with relaying(database, kafka):
        await eventually(lambda: everything_is_published(database))


async def put(kafka: KafkaSettings, some: Iterable[tuple[int, bytes]], *, instead: bool = False) -> None:
    """Records written behind the services' back; `instead` of all that was there, in the same cluster."""
    if instead:
        await recreate_topic(kafka, Topic.PROPOSALS)
    sender = producer(kafka)
    await sender.start()
    for partition, value in some:
        await sender.send(topic_name(Topic.PROPOSALS, Writer.COUNTY), value, key=b"k", partition=partition)
    await sender.stop()


async def test_where_nothing_is_wrong_the_audit_finds_nothing(service: Database, kafka: KafkaSettings) -> None:
    events = [filed(matter, sequence) for matter in matter_ids(50) for sequence in (1, 2)]
    await published(service, kafka, *events)
    await commit(service, filed("520603-p-2014-999"))  # it waits: that is no loss
    found = await audited(service, kafka)
    assert (found.compared, found.is_clean) == (50, True)


async def test_what_is_missing_in_the_middle_is_published_again(service: Database, kafka: KafkaSettings) -> None:
    """However long ago it was published: repair looks at the highest offsets, and at what is new."""
    await published(service, kafka, *(filed(matter) for matter in matter_ids(60)))
    before = await records(kafka)
    gone = before[0]
    filler = (gone.partition, b"{}")
    await put(
        kafka, [filler if record is gone else (record.partition, record.value) for record in before], instead=True
    )
    found = await audited(service, kafka, repair=True)
    assert (len(found.lost), found.marked_pending, found.is_repairable) == (1, 1, True)
    async with relaying(service, kafka):
        await eventually(lambda: everything_is_published(service))
    assert (await audited(service, kafka)).is_clean
    assert {record.value for record in await records(kafka)} == {record.value for record in before} | {b"{}"}


async def test_what_only_a_restored_database_explains_is_named_and_left_alone(
    service: Database, kafka: KafkaSettings
) -> None:
    newer, other, unknown, foreign = (f"{key}-p-2014-{n}" for key, n in ((OURS, 1), (OURS, 2), (OURS, 3), (THEIRS, 4)))
    await published(service, kafka, filed(newer), filed(other))
    behind = [filed(newer, 2), filed(other, words="submit"), filed(unknown), filed(foreign)]
    first = [(partition_of(OURS), filed(other, words="submit").payload)]
    await put(kafka, [*first, *((partition_of(each.matter), each.payload) for each in behind)], instead=True)
    found = await audited(service, kafka, repair=True)
    assert (found.lost, found.other, found.unknown, found.marked_pending) == ([], [newer, other], [unknown], 0)


async def test_a_forged_version_that_every_reader_refuses_is_no_difference(
    service: Database, kafka: KafkaSettings
) -> None:
    known, unknown = f"{OURS}-p-2014-1", f"{OURS}-p-2014-2"
    await published(service, kafka, filed(known))
    await put(kafka, [(partition_of(OURS), filed(each, 2**31 - 1).payload) for each in (known, unknown)])
    assert (await audited(service, kafka)).is_clean


async def test_a_record_that_another_service_has_taken_over_is_not_missed(
    service: Database, kafka: KafkaSettings
) -> None:
    await published(service, kafka, filed(f"{THEIRS}-p-2014-1"))
    await put(kafka, [(partition_of(THEIRS), filed(f"{THEIRS}-p-2014-1", 7).payload)])
    assert (await audited(service, kafka)).is_clean


LAST = (1, 3, 2, 1, 2, 3)
"""The newest sequence of each of these matters."""

EVERYTHING = [filed(f"{OURS}-p-2014-{n}", each + 1) for n, last in enumerate(LAST, 1) for each in range(last)]


@pytest.mark.full
@pytest.mark.timeout(600)  # a topic is made anew for each example
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(left=st.lists(st.sampled_from(EVERYTHING), max_size=2 * len(EVERYTHING)))
async def test_after_an_audit_kafka_holds_the_newest_of_every_matter(
    left: list[OutboxEvent], service: Database, kafka: KafkaSettings
) -> None:
    """Whichever records were removed, doubled and shuffled before."""
    if not await known(service, Topic.PROPOSALS, [EVERYTHING[0].matter]):
        await published(service, kafka, *EVERYTHING)
    await put(kafka, [(partition_of(OURS), each.payload) for each in left], instead=True)
    await audited(service, kafka, repair=True)
    async with relaying(service, kafka):
        await eventually(lambda: everything_is_published(service))
    newest = {filed(f"{OURS}-p-2014-{n}", last).payload for n, last in enumerate(LAST, 1)}
    assert newest <= {record.value for record in await records(kafka)}
    assert (await audited(service, kafka)).is_clean
