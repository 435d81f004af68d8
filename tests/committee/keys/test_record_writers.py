"""The directory believes a record or a key only from the topic of the service that keeps or hosts the organization."""

from dataclasses import replace
from datetime import date

import pytest
from aiokafka import ConsumerRecord
from nacl.signing import SigningKey

from shared.contracts.dated import DatedParent
from shared.contracts.facts import OrganizationFacts
from shared.contracts.subjects import own_record_of
from shared.contracts.topics import Topic, partition_count, topic_name
from shared.contracts.vocabulary import Level
from shared.contracts.writers import FOREIGN_SOURCE, EventWriter, SelfHosted, Writer, Writers
from tests.committee.keys.test_directory import CITY, COUNTY, TOWNSHIP, Directory, directory, keyed, record
from tests.support.events import event

__all__ = ["directory"]


def entered(
    key: str, level: Level, parent: str, *, writer: EventWriter, sequence: int = 2, epoch: int = 1
) -> ConsumerRecord:
    facts = OrganizationFacts(level=level, parents=(DatedParent(date(2014, 1, 1), parent),))
    value = event(key, facts, sequence=sequence, epoch=epoch)
    published, topic = record(key, value, None, sequence), topic_name(Topic.ORGANIZATIONS, writer)
    return replace(published, topic=topic, partition=published.partition % partition_count(topic))


@pytest.mark.parametrize("writer", [Writer.TOWNSHIP, Writer.COUNTY, Writer.REGION])
async def test_a_record_in_the_topic_of_a_service_that_does_not_keep_it_is_refused(
    directory: Directory, writer: Writer
) -> None:
    level = Level.CITY if writer is Writer.REGION else Level.COUNTY
    (letter,) = await directory.take(entered("5299", level, CITY, writer=writer))
    assert letter.reason.startswith(FOREIGN_SOURCE)
    assert "5299" not in await directory.tree()


@pytest.mark.parametrize("first", [True, False])
async def test_of_two_services_that_keep_such_records_the_higher_one_counts_in_any_order(
    directory: Directory,
    first: bool,  # noqa: FBT001
) -> None:
    """A county service claims a county as a township of its own, with a far higher version."""
    genuine = entered("529999", Level.COUNTY, CITY, writer=Writer.CITY)
    forged = entered("529999", Level.TOWNSHIP, COUNTY, writer=Writer.COUNTY, epoch=9, sequence=99)
    for each in (forged, genuine) if first else (genuine, forged):
        await directory.take(each)
    tree = await directory.tree()
    assert (tree.level("529999"), tree.parent("529999", date.max)) == (Level.COUNTY, CITY)
    await directory.take(entered("529999", Level.COUNTY, "5299", writer=Writer.CITY, sequence=3))
    assert (await directory.tree()).parent("529999", date.max) == "5299"


async def test_a_forged_record_hides_no_genuine_one_of_its_batch(directory: Directory) -> None:
    genuine = entered("529999", Level.COUNTY, CITY, writer=Writer.CITY)
    forged = entered("529999", Level.TOWNSHIP, COUNTY, writer=Writer.COUNTY, epoch=9)
    letters = await directory.take(forged, genuine)
    assert [each.topic for each in letters] == ["lianxi.county.organizations"]
    assert (await directory.tree()).level("529999") is Level.COUNTY


async def test_a_key_in_the_topic_of_another_level_is_refused_and_not_stored(directory: Directory) -> None:
    await directory.take(entered(TOWNSHIP, Level.TOWNSHIP, COUNTY, writer=Writer.COUNTY))
    published = keyed(TOWNSHIP, SigningKey.generate())
    forged = replace(published, topic=topic_name(Topic.ORGANIZATIONS, Writer.COUNTY))
    (letter,) = await directory.take(forged)
    assert letter.reason == f"{FOREIGN_SOURCE}: county may not publish about {own_record_of(TOWNSHIP)}"
    assert directory.keys.keys_of(TOWNSHIP) == ()
    await directory.take(published)
    assert [each.writer for each in directory.keys.keys_of(TOWNSHIP)] == [Writer.TOWNSHIP]


@pytest.mark.parametrize("writer", [SelfHosted(Writer.COUNTY, "522722"), Writer.COUNTY])
async def test_a_record_of_a_self_hosted_county_s_township_counts_from_its_own_service_alone(
    directory: Directory, writer: EventWriter
) -> None:
    """Another self-hosted county, or the shared service, claims the township with a far higher version."""
    own = SelfHosted(Writer.COUNTY, "522625")
    writers = Writers(frozenset({own, SelfHosted(Writer.COUNTY, "522722")}))
    genuine = entered("522625101", Level.TOWNSHIP, "522625", writer=own)
    forged = entered("522625101", Level.TOWNSHIP, "522722", writer=writer, epoch=9)
    (letter,) = await directory.take(forged, genuine, writers=writers)
    assert letter.reason.startswith(FOREIGN_SOURCE)
    assert (await directory.tree()).parent("522625101", date.max) == "522625"
    assert (await directory.take(forged, writers=writers))[0].reason.startswith(FOREIGN_SOURCE)


async def test_a_county_that_moves_to_its_own_service_keeps_its_townships_and_nobody_else_takes_them(
    directory: Directory,
) -> None:
    """The same version in the topic of its own service replaces that of the shared one; a claimed level opens no other way."""
    own, township = SelfHosted(Writer.COUNTY, "522625"), "522625101"
    writers = Writers(frozenset({own}))
    assert await directory.take(entered(township, Level.TOWNSHIP, "522625", writer=Writer.COUNTY)) == []
    assert await directory.take(entered("522625", Level.COUNTY, CITY, writer=Writer.REGION), writers=writers) == []
    claimed = entered("522625", Level.TOWNSHIP, "522625", writer=own, epoch=9)
    (letter,) = await directory.take(claimed, entered(township, Level.TOWNSHIP, "522625", writer=own), writers=writers)
    assert letter.reason.startswith(FOREIGN_SOURCE)
    (letter,) = await directory.take(
        entered(township, Level.TOWNSHIP, "522625", writer=Writer.COUNTY, sequence=3), writers=writers
    )
    assert letter.reason.startswith(FOREIGN_SOURCE)
    assert (
        await directory.take(entered(township, Level.TOWNSHIP, "522625", writer=own, sequence=3), writers=writers) == []
    )
    assert directory.version(township) == (1, 3)
