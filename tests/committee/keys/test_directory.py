"""The directory keeps an organization's own record beside its keeper's."""

from pathlib import Path

import msgspec
import pytest
from aiokafka import ConsumerRecord
from nacl.public import PrivateKey

from shared.committee.directory.cache import DirectoryCache
from shared.committee.directory.consumer import apply
from shared.contracts.codec import encode
from shared.contracts.envelope import Change
from shared.contracts.facts import OwnFacts
from shared.contracts.subjects import LONGEST_KEY, own_record_of, partition_of
from shared.contracts.topics import Topic
from shared.contracts.version_bounds import IMPLAUSIBLE
from shared.contracts.vocabulary import Role
from shared.storage.database import Database, read_tables
from tests.support.databases import database_url
from tests.support.transfers import DAY, NOW

LONGEST = "a" * LONGEST_KEY


def keyed(key: bytes, *, organization: str = LONGEST, sequence: int = 1) -> ConsumerRecord:
    subject = own_record_of(organization)
    value = encode(
        type="own.keyed.v1",
        subject=subject,
        organization=organization,
        time=NOW,
        epoch=1,
        sequence=sequence,
        facts=OwnFacts(public_key=key),
        change=Change(command="publish_key", on=DAY, role=Role.SECRETARIAT),
    )
    partition = partition_of(subject)
    return ConsumerRecord(
        Topic.ORGANIZATIONS.value, partition, sequence, 0, 0, subject.encode(), value, None, 0, len(value), ()
    )


def fresh() -> bytes:
    return bytes(PrivateKey.generate().public_key)


async def test_the_newest_own_record_is_kept(tmp_path: Path) -> None:
    read = Database(database_url(tmp_path, "read"), durable=False)
    async with read.engine.begin() as connection:
        await connection.run_sync(read_tables.create_all)
    old, new = fresh(), fresh()
    async with read.transaction() as connection:
        assert await apply(connection, [keyed(new, sequence=2), keyed(old)], "a cluster") == []
        assert await apply(connection, [keyed(old)], "another cluster") == []
    directory = DirectoryCache(read)
    assert len(await directory.tree()) == 0  # an own record makes no place
    assert (directory.key_of(LONGEST), directory.version(own_record_of(LONGEST))) == (new, (1, 2))
    await read.close()


@pytest.mark.parametrize("key", [b"", bytes(32), bytes(31)])
async def test_a_key_that_nothing_can_be_sealed_with_is_a_dead_letter(tmp_path: Path, key: bytes) -> None:
    read = Database(database_url(tmp_path, "read"), durable=False)
    async with read.engine.begin() as connection:
        await connection.run_sync(read_tables.create_all)
    async with read.transaction() as connection:
        (letter,) = await apply(connection, [keyed(key), keyed(fresh(), organization="520603")], "a cluster")
    assert msgspec.json.decode(letter.value or b"")["subject"] == own_record_of(LONGEST)
    await read.close()


async def test_a_forged_version_is_refused_and_hides_no_genuine_record(tmp_path: Path) -> None:
    read = Database(database_url(tmp_path, "read"), durable=False)
    async with read.engine.begin() as connection:
        await connection.run_sync(read_tables.create_all)
    first, second, third, forged = fresh(), fresh(), fresh(), fresh()
    some = [keyed(first), keyed(forged, sequence=2**31 - 1), keyed(second, sequence=2)]
    async with read.transaction() as connection:
        refused = await apply(connection, some, "a cluster")
        again = await apply(connection, [keyed(forged, sequence=2**31 - 2), keyed(third, sequence=3)], "a cluster")
    assert [each.reason.partition(":")[0] for each in (*refused, *again)] == [IMPLAUSIBLE, IMPLAUSIBLE]
    directory = DirectoryCache(read)
    await directory.tree()
    assert (directory.key_of(LONGEST), directory.version(own_record_of(LONGEST))) == (third, (1, 3))
    await read.close()
