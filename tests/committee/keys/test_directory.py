"""The directory keeps an organization's own record beside its keeper's, and trusts only keys that were confirmed."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiokafka import ConsumerRecord
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from shared.committee.directory.cache import DirectoryCache
from shared.committee.directory.consumer import apply
from shared.committee.directory.key_ring import MOST_KEYS
from shared.committee.encryption.signatures import hand_over, sign
from shared.contracts.codec import encode
from shared.contracts.dated import DatedParent
from shared.contracts.dead_letters import DeadLetter
from shared.contracts.declared import DeclaredBound, DeclaredFigure
from shared.contracts.envelope import Change
from shared.contracts.facts import OrganizationFacts, OwnFacts
from shared.contracts.record_values import headers_with
from shared.contracts.subjects import LONGEST_KEY, own_record_of
from shared.contracts.topics import Topic
from shared.contracts.version_bounds import IMPLAUSIBLE
from shared.contracts.vocabulary import Level, Role
from shared.contracts.writers import SHARED, Writers
from shared.storage.database import Database, read_tables
from tests.support.databases import database_url
from tests.support.topics import place_for
from tests.support.transfers import DAY, NOW

LONGEST = "a" * LONGEST_KEY
CITY, COUNTY, TOWNSHIP = "520600", "520603", "520603202"
CITYS, COUNTYS, TOWNSHIPS, FORGED = (SigningKey(name.ljust(32).encode()) for name in "ABCD")


def public(key: SigningKey) -> bytes:
    return bytes(key.verify_key)


def fresh() -> bytes:
    return bytes(PrivateKey.generate().public_key)


def keyed(
    organization: str,
    signing: SigningKey,
    *,
    sequence: int = 1,
    key: bytes | None = None,
    signed_by: SigningKey | None = None,
    **facts: Any,
) -> ConsumerRecord:
    subject = own_record_of(organization)
    value = encode(
        type="own.keyed.v1",
        subject=subject,
        organization=organization,
        time=NOW,
        epoch=1,
        sequence=sequence,
        facts=OwnFacts(public_key=fresh() if key is None else key, signing_key=public(signing), **facts),
        change=Change(command="publish_key", on=DAY, role=Role.SECRETARIAT),
    )
    return record(subject, value, sign(signed_by or signing, value), sequence)


def record(subject: str, value: bytes, signature: bytes | None, offset: int) -> ConsumerRecord:
    headers, (topic, partition) = headers_with(signature), place_for(subject, Topic.ORGANIZATIONS)
    return ConsumerRecord(topic, partition, offset, 0, 0, subject.encode(), value, None, 0, len(value), headers)


class Directory(DirectoryCache):
    """A directory with the line city, county, township, and the records that it reads."""

    def __init__(self, read: Database) -> None:
        super().__init__(read)
        self.read = read
        for key, level, parent in (
            (CITY, Level.CITY, "520000"),
            (COUNTY, Level.COUNTY, CITY),
            (TOWNSHIP, Level.TOWNSHIP, COUNTY),
        ):
            facts = OrganizationFacts(level=level, parents=(DatedParent(date(2014, 1, 1), parent),))
            self.note(key, (1, 1), facts)

    async def take(self, *records: ConsumerRecord, writers: Writers = SHARED) -> list[DeadLetter]:
        async with self.read.transaction() as connection:
            dead = await apply(connection, list(records), "a cluster", writers=writers)
        await self.tree()
        return dead


@pytest.fixture
async def directory(tmp_path: Path) -> AsyncIterator[Directory]:
    """Yields a directory in which an operator has pinned the key of the city."""
    read = Database(database_url(tmp_path, "read"), durable=False)
    async with read.engine.begin() as connection:
        await connection.run_sync(read_tables.create_all)
    found = Directory(read)
    found.keys.pins = {CITY: public(CITYS), LONGEST: public(TOWNSHIPS)}
    yield found
    await read.close()


async def confirm_all(directory: Directory) -> None:
    dead = await directory.take(
        keyed(TOWNSHIP, TOWNSHIPS),
        keyed(CITY, CITYS, endorsed={COUNTY: public(COUNTYS)}),
        keyed(COUNTY, COUNTYS, endorsed={TOWNSHIP: public(TOWNSHIPS)}),
    )
    assert dead == []


async def test_the_newest_own_record_is_kept(directory: Directory) -> None:
    old, new = fresh(), fresh()
    first = keyed(LONGEST, TOWNSHIPS, key=old)
    assert await directory.take(keyed(LONGEST, TOWNSHIPS, key=new, sequence=2), first) == []
    assert await directory.take(first) == []
    assert LONGEST not in await directory.tree()  # an own record makes no place
    assert (directory.key_of(LONGEST), directory.version(own_record_of(LONGEST))) == (new, (1, 2))


@pytest.mark.parametrize("key", [b"", bytes(32), bytes(31)])
async def test_a_key_that_nothing_can_be_sealed_with_is_a_dead_letter(directory: Directory, key: bytes) -> None:
    (letter,) = await directory.take(keyed(LONGEST, TOWNSHIPS, key=key), keyed(COUNTY, COUNTYS))
    assert msgspec.json.decode(letter.value or b"")["subject"] == own_record_of(LONGEST)


async def test_a_key_is_confirmed_by_the_line_of_keepers_up_to_a_pinned_one(directory: Directory) -> None:
    assert await directory.take(keyed(TOWNSHIP, TOWNSHIPS)) == []
    assert directory.signing_key(TOWNSHIP) is None
    assert directory.keys.unconfirmed() == [TOWNSHIP]
    await confirm_all(directory)
    assert [directory.signing_key(each) for each in (CITY, COUNTY, TOWNSHIP)] == list(
        map(public, (CITYS, COUNTYS, TOWNSHIPS))
    )
    assert directory.keys.unconfirmed() == []
    directory.keys.pins = {}
    assert directory.key_of(TOWNSHIP) is None


async def test_only_the_confirmed_own_record_declares_figures(directory: Directory) -> None:
    figure = DeclaredFigure(2013, "suggestions_adopted", 30, 60, DeclaredBound.AT_LEAST, date(2013, 12, 31))
    forged = figure._replace(numerator=60)
    await directory.take(keyed(TOWNSHIP, TOWNSHIPS, declared=(figure,)), keyed(TOWNSHIP, FORGED, declared=(forged,)))
    assert directory.keys.declared_by(TOWNSHIP) == ()
    await confirm_all(directory)
    assert directory.keys.declared_by(TOWNSHIP) == (figure,)
    await directory.take(keyed(TOWNSHIP, TOWNSHIPS, sequence=2))
    assert directory.keys.declared_by(TOWNSHIP) == ()


async def test_a_forged_own_record_is_refused_and_changes_no_key(directory: Directory) -> None:
    await confirm_all(directory)
    before = directory.key_of(TOWNSHIP)
    unsigned = keyed(TOWNSHIP, TOWNSHIPS, sequence=2)
    forged = [
        record(own_record_of(TOWNSHIP), unsigned.value, None, 2),
        keyed(TOWNSHIP, TOWNSHIPS, sequence=3, signed_by=FORGED),
        keyed(TOWNSHIP, FORGED, sequence=4),
        keyed(TOWNSHIP, FORGED, sequence=5, replaces=public(TOWNSHIPS), handover=bytes(64)),
        keyed(TOWNSHIP, TOWNSHIPS, sequence=2**31 - 1),
    ]
    for each in forged:
        (letter,) = await directory.take(each)
        assert letter.consumer == "directory"
        assert (directory.key_of(TOWNSHIP), directory.signing_key(TOWNSHIP)) == (before, public(TOWNSHIPS))
    again = fresh()
    assert await directory.take(keyed(TOWNSHIP, TOWNSHIPS, sequence=6, key=again)) == []
    assert directory.key_of(TOWNSHIP) == again


async def test_a_forged_version_is_refused_and_hides_no_genuine_record(directory: Directory) -> None:
    first, second, third = fresh(), fresh(), fresh()
    high = 2**31 - 1
    some = [keyed(LONGEST, TOWNSHIPS, sequence=1 + n, key=key) for n, key in enumerate((first, second, third))]
    refused = await directory.take(some[0], keyed(LONGEST, TOWNSHIPS, sequence=high), some[1])
    refused += await directory.take(keyed(LONGEST, TOWNSHIPS, sequence=high - 1), some[2])
    assert [each.reason.partition(":")[0] for each in refused] == [IMPLAUSIBLE, IMPLAUSIBLE]
    assert (directory.key_of(LONGEST), directory.version(own_record_of(LONGEST))) == (third, (1, 3))


async def test_a_signature_of_one_organization_is_none_of_another(directory: Directory) -> None:
    """Whoever copies a signed record under another name has no valid signature."""
    genuine = keyed(COUNTY, COUNTYS)
    value = genuine.value.replace(b"520603", b"520601")
    (letter,) = await directory.take(record("520601-o", value, genuine.headers[0][1], 1))
    assert letter.reason == "signature-invalid"


async def test_a_key_that_hands_over_is_followed_and_does_not_come_back(directory: Directory) -> None:
    await confirm_all(directory)
    successor = SigningKey(b"E" * 32)
    handover = hand_over(TOWNSHIPS, TOWNSHIP, public(successor))
    sealed_with = fresh()
    named = keyed(TOWNSHIP, successor, sequence=2, key=sealed_with, replaces=public(TOWNSHIPS), handover=handover)
    assert await directory.take(named) == []
    assert await directory.take(keyed(TOWNSHIP, TOWNSHIPS, sequence=9)) == []  # the old key, perhaps stolen
    assert (directory.signing_key(TOWNSHIP), directory.key_of(TOWNSHIP)) == (public(successor), sealed_with)


async def test_a_key_is_followed_where_the_record_of_the_one_before_it_is_lost(directory: Directory) -> None:
    """Kafka was wiped: only the newest own record was published again, and the keeper still endorses the first key."""
    successor = SigningKey(b"E" * 32)
    handover = hand_over(COUNTYS, COUNTY, public(successor))
    refused = await directory.take(
        keyed(CITY, CITYS, endorsed={COUNTY: public(COUNTYS)}),
        keyed(COUNTY, successor, sequence=2, replaces=public(COUNTYS), handover=handover),
    )
    assert (refused, directory.signing_key(COUNTY)) == ([], public(successor))


async def test_a_changed_key_counts_after_its_keeper_has_endorsed_it(directory: Directory) -> None:
    await confirm_all(directory)
    changed = SigningKey(b"F" * 32)
    (letter,) = await directory.take(keyed(TOWNSHIP, changed, sequence=2))
    assert "keys accept" in letter.reason
    assert await directory.take(keyed(COUNTY, COUNTYS, sequence=2, endorsed={TOWNSHIP: public(changed)})) == []
    assert directory.signing_key(TOWNSHIP) == public(changed)


async def test_an_organization_endorses_none_but_those_whose_record_it_keeps(directory: Directory) -> None:
    other = SigningKey(b"G" * 32)
    await directory.take(
        keyed(TOWNSHIP, FORGED),
        keyed(CITY, CITYS, endorsed={TOWNSHIP: public(FORGED), "520601": public(other)}),
        keyed("520601", other, endorsed={TOWNSHIP: public(FORGED)}),
    )
    assert directory.signing_key(TOWNSHIP) is None


async def test_few_keys_of_an_organization_are_stored_and_the_first_remain(directory: Directory) -> None:
    await confirm_all(directory)
    for number in range(20):
        await directory.take(keyed(TOWNSHIP, SigningKey(bytes([number]) * 32), sequence=2 + number))
    assert directory.signing_key(TOWNSHIP) == public(TOWNSHIPS)
    restarted = Directory(directory.read)
    await restarted.tree()
    assert len(restarted.keys.keys_of(TOWNSHIP)) == MOST_KEYS
