"""Changing the own password: no writer waits for its verification, and of two changes at once one succeeds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from threading import Event

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from shared.contracts.vocabulary import Role
from shared.web.accounts import accounts, change_account
from shared.web.login import passwords
from shared.web.login.passwords import hash_password
from tests.support.problems import check_problem
from tests.support.site import PASSWORD, Site
from tests.support.waiting import eventually

OWN = "/api/v1/accounts/me/password"
CHANGE = {"old": PASSWORD, "new": "battery staple"}


@asynccontextmanager
async def busy_threads() -> AsyncIterator[None]:
    """Occupies the threads that verify and hash passwords."""
    free = Event()
    tasks = [passwords._threads.submit(free.wait) for _ in range(passwords._threads._max_workers)]

    async def are_busy() -> bool:
        return all(task.running() for task in tasks)

    try:
        await eventually(are_busy)
        yield
    finally:
        free.set()


async def _is_waiting() -> bool:
    return passwords._threads._work_queue.qsize() > 0


async def test_no_writer_waits_for_the_verification_of_an_old_password(site: Site) -> None:
    me, admin = await site.secretary(), await site.administrator()
    await site.account("522625-leader", Role.LEADER, organization="522625")
    async with busy_threads():
        change = asyncio.ensure_future(site.client.post(OWN, json=CHANGE, headers=me))
        await eventually(_is_waiting)
        disabled = await site.client.delete("/api/v1/accounts/522625-leader", headers=admin)
    assert disabled.status_code == 204
    assert (await change).status_code == 204


async def test_a_password_that_is_reset_during_its_change_stays_as_it_was_reset(site: Site) -> None:
    me = await site.secretary()
    reset = await hash_password("another secret")
    async with busy_threads():
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


@pytest.mark.full
async def test_an_account_does_not_return_to_one_of_its_last_five_passwords(site: Site) -> None:
    me = await site.secretary()
    chosen = [PASSWORD, *(f"battery staple {number}" for number in range(1, 7))]
    for old, new in pairwise(chosen):
        assert (await site.client.post(OWN, json={"old": old, "new": new}, headers=me)).status_code == 204
    for again in chosen[1:6]:
        refused = await site.client.post(OWN, json={"old": chosen[-1], "new": again}, headers=me)
        assert "最近5次" in check_problem(refused, 422, "invalid")["errors"][0]["rule"]
    assert (await site.client.post(OWN, json={"old": chosen[-1], "new": PASSWORD}, headers=me)).status_code == 204


async def test_a_password_that_was_reset_is_changed_at_the_next_login(site: Site) -> None:
    await site.secretary()
    admin = await site.administrator()
    at = "/api/v1/accounts/522625-secretariat/password"
    assert (await site.client.post(at, json={"password": "handed out to me"}, headers=admin)).status_code == 204
    login = {"account": "522625-secretariat", "password": "handed out to me"}
    opened = await site.client.post("/api/v1/sessions", json=login)
    me = {"Authorization": f"Bearer {opened.json()['token']}"}
    check_problem(await site.client.post("/api/v1/notes", json={"text": "a"}, headers=me), 403, "first-password")
    change = {"old": "handed out to me", "new": "battery staple"}
    assert (await site.client.post(OWN, json=change, headers=me)).status_code == 204
    assert (await site.client.post("/api/v1/notes", json={"text": "a"}, headers=me)).status_code == 201
    back = {"old": "battery staple", "new": PASSWORD}
    check_problem(await site.client.post(OWN, json=back, headers=me), 422, "invalid")


async def test_a_hash_with_weaker_parameters_is_replaced_at_the_next_login(site: Site) -> None:
    name = await site.account("522625-secretariat", Role.SECRETARIAT, organization="522625")
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    async with site.database.transaction() as connection:
        await change_account(connection, name, password_hash=weak)
    await site.log_in(name)
    async with site.database.reading() as connection:
        stored = (await connection.execute(select(accounts.c.password_hash))).scalar_one()
    assert not passwords.has_old_parameters(stored)
    assert "m=19456,t=2," in stored
    await site.log_in(name)
