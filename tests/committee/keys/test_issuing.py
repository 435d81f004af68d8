"""Every organization that works here has a key pair, and everybody knows the public half."""

import asyncio
from asyncio import Event

import pytest
from sqlalchemy import delete, func, select
from structlog.testing import capture_logs

from shared.committee.encryption.key_pairs import newest, open_sealed, own_records
from shared.committee.encryption.sealed_payload import seal
from shared.committee.encryption.vault import Vault
from shared.committee.keys.issuer import KeyIssuer
from shared.committee.keys.renewal import renew
from shared.committee.own_records.record import publish_again
from shared.contracts.codec import decode
from shared.contracts.facts import OwnFacts
from shared.domain.errors import ConflictError, NotFoundError
from shared.messaging.lease import Lease
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.support.waiting import eventually

VAULT = Vault(b"s" * 32)


def issuing(service: ServiceClient, *, secret: bytes = b"s" * 32) -> KeyIssuer:
    lease = Lease(service.context.service, "committee", "me")
    return KeyIssuer(service.context, Vault(secret), lease, service.following, complete=lambda: True)


async def issue(service: ServiceClient, *, secret: bytes = b"s" * 32) -> list[str]:
    """Runs the task once; returns the organizations that got a key pair."""
    task = issuing(service, secret=secret)
    lacking = await task.lacking(await task.usable())
    await task.issue(lacking)
    return sorted(lacking)


async def test_each_service_gives_keys_to_its_own_organizations(roster: ServiceClients) -> None:
    assert await issue(roster.county) == ["520603", "522625"]
    assert await issue(roster.county) == []
    await issue(roster.city)
    await roster.deliver()
    for service in (roster.city, roster.county):
        await service.context.directory.tree()
        sealed = seal(service.context.directory.public_key("520603"), b"content")
        async with roster.county.context.service.reading() as connection:
            assert await open_sealed(connection, VAULT, "520603", sealed) == b"content"


async def test_the_own_record_says_the_public_key_and_nothing_else(roster: ServiceClients) -> None:
    await issue(roster.county)
    event = next(row for row in await roster.county.announced() if row.matter == "520603-o")
    decoded = decode(event.payload, topic=event.topic, partition=event.partition)
    assert decoded is not None
    async with roster.county.context.service.reading() as connection:
        pair = (await newest(connection))["520603"]
    assert decoded.facts == OwnFacts(public_key=pair.public_key, signing_key=pair.signing_key)
    assert (event.type, decoded.version, pair.version) == ("own.keyed.v1", (1, 1), (1, 1))
    assert bytes(VAULT.unlock(pair.locked)) not in event.payload + pair.locked
    signing = VAULT.unlock_signing(pair.signing_locked)
    assert bytes(signing.verify_key) == pair.signing_key
    assert bytes(signing) not in event.payload + pair.signing_locked


async def test_an_organization_without_a_key_is_shown_to_have_none(roster: ServiceClients) -> None:
    directory = roster.county.context.directory
    await directory.tree()
    with pytest.raises(ConflictError, match="no-public-key") as refused:
        directory.public_key("522625")
    assert "镇远县" in refused.value.detail


async def test_under_another_secret_new_keys_are_issued_and_logged_once(roster: ServiceClients) -> None:
    await issue(roster.county)
    await issue(roster.city)
    await roster.deliver()
    sealed = seal(roster.county.context.directory.public_key("520603"), b"content")
    with capture_logs() as logs:
        assert await issue(roster.county, secret=b"t" * 32) == ["520603", "522625"]
        assert await issue(roster.county, secret=b"t" * 32) == []
    assert [(log["log_level"], log["organizations"]) for log in logs] == [("warning", 2)]
    await roster.deliver(doubtful=2)
    keys = roster.county.context.directory.keys.keys_of("520603")
    assert [key.version for key in keys] == [(1, 1), (1, 2)]  # the second is not confirmed
    async with roster.county.context.service.reading() as connection:
        assert await open_sealed(connection, VAULT, "520603", sealed) == b"content"  # the old secret came back


async def test_a_pair_follows_on_what_another_service_announced_before(roster: ServiceClients) -> None:
    """The organization has moved here, or the database began anew: its directory knows of a pair that is not here."""
    await issue(roster.county)
    await roster.deliver()
    async with roster.county.context.service.transaction() as connection:
        await connection.execute(delete(own_records))
    assert await issue(roster.county) == ["520603", "522625"]
    assert roster.county.context.directory.version("520603-o") == (1, 2)


async def test_the_task_waits_for_the_directory_and_then_sees_new_organizations(roster: ServiceClients) -> None:
    complete = Event()
    lease = Lease(roster.county.context.service, "committee", "me")
    task = KeyIssuer(
        roster.county.context,
        VAULT,
        lease,
        roster.county.following,
        complete=complete.is_set,
    )
    stop = Event()
    running = asyncio.ensure_future(task.run(stop))

    async def keyed() -> int:
        async with roster.county.context.service.reading() as connection:
            return await connection.scalar(select(func.count()).select_from(own_records)) or 0

    async def has(count: int) -> bool:
        return await keyed() == count

    try:
        await eventually(lambda: lease.held)
        assert await keyed() == 0
        complete.set()
        await eventually(lambda: has(2))
        enter = {"title": "施秉县", "level": "county", "parent": "522600", "code": "522623", "on": "2026-03-01"}
        await roster.city.post("/organizations/522623/enter", "522600-secretariat", **enter)
        await roster.deliver()
        await eventually(lambda: has(3))
    finally:
        stop.set()
        await running


async def test_renewed_keys_are_followed_by_everybody_and_open_what_was_sealed_before(roster: ServiceClients) -> None:
    county, city = roster.county, roster.city
    for service in roster.all:
        await issue(service)
        await service.endorsement.update()
    await roster.deliver()
    await city.endorsement.update()
    await roster.deliver()
    await city.context.directory.tree()
    before = city.context.directory.signing_key("520603")
    sealed = seal(city.context.directory.public_key("520603"), b"content")
    for _ in range(2):
        renewed = await renew(county.context, VAULT, "520603")
        await roster.deliver()
        await city.context.directory.tree()
        assert city.context.directory.signing_key("520603") == renewed.signing_key != before
        before = renewed.signing_key
    async with county.context.service.transaction() as connection:
        assert await open_sealed(connection, VAULT, "520603", sealed) == b"content"
        await publish_again(connection, ["520603"], county.context.now())
    await roster.deliver()
    await city.context.directory.tree()
    assert city.context.directory.signing_key("520603") == before
    assert await issue(county) == []


async def test_keys_are_renewed_by_their_own_service_alone(roster: ServiceClients) -> None:
    await issue(roster.county)
    with pytest.raises(NotFoundError, match="unknown-key"):
        await renew(roster.county.context, VAULT, "520600")
    with pytest.raises(ConflictError, match="locked-key"):
        await renew(roster.county.context, Vault(b"t" * 32), "520603")
