"""Changing the own password: no writer waits for its verification, and of two changes at once one succeeds."""

import asyncio

import pytest

from shared.contracts.vocabulary import Role
from shared.web import passwords
from shared.web.accounts import change_account
from shared.web.passwords import hash_password
from tests.support.problems import check_problem
from tests.support.site import PASSWORD, Site
from tests.support.waiting import eventually

OWN = "/api/v1/accounts/me/password"
CHANGE = {"old": PASSWORD, "new": "battery staple"}


@pytest.fixture(autouse=True)
def _own_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replaces the semaphore, which belongs to the event loop of the test that waited for it."""
    monkeypatch.setattr(passwords, "_hashing_slots", asyncio.Semaphore(2))


async def _is_waiting() -> bool:
    return bool(passwords._hashing_slots._waiters)


async def test_no_writer_waits_for_the_verification_of_an_old_password(site: Site) -> None:
    me, admin = await site.secretary(), await site.administrator()
    await site.account("522625-leader", Role.LEADER, organization="522625")
    async with passwords._hashing_slots, passwords._hashing_slots:
        change = asyncio.ensure_future(site.client.post(OWN, json=CHANGE, headers=me))
        await eventually(_is_waiting)
        disabled = await site.client.delete("/api/v1/accounts/522625-leader", headers=admin)
    assert disabled.status_code == 204
    assert (await change).status_code == 204


async def test_a_password_that_is_reset_during_its_change_stays_as_it_was_reset(site: Site) -> None:
    me = await site.secretary()
    reset = await hash_password("another secret")
    async with passwords._hashing_slots, passwords._hashing_slots:
        change = asyncio.ensure_future(site.client.post(OWN, json=CHANGE, headers=me))
        await eventually(_is_waiting)
        async with site.database.transaction() as connection:
            await change_account(connection, "522625-secretariat", password_hash=reset)
    check_problem(await change, 422, "invalid")


async def test_an_administrator_changes_the_own_password_with_the_old_one_alone(site: Site) -> None:
    body, admin = {"password": "battery staple"}, await site.administrator()
    refused = await site.client.post("/api/v1/accounts/administrator/password", json=body, headers=admin)
    assert "修改密码" in check_problem(refused, 409, "own-account")["detail"]
    assert (await site.client.post(OWN, json=CHANGE, headers=admin)).status_code == 204
