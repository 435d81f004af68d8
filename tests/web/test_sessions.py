"""Logging in and out."""

import asyncio

import pytest
from sqlalchemy import select

from shared.contracts.vocabulary import Role
from shared.domain.errors import UnauthenticatedError
from shared.web.accounts import change_account
from shared.web.login import sessions
from shared.web.login.limits import PER_PAIR
from shared.web.login.passwords import hash_password
from tests.support.problems import check_problem
from tests.support.site import PASSWORD, Site

NAME = "522625-proposals_committee"
LOGIN = {"account": NAME, "password": PASSWORD}


@pytest.fixture(autouse=True)
async def account(site: Site) -> None:
    await site.account(NAME, Role.PROPOSALS_COMMITTEE, organization="522625")


async def test_a_login_says_who_it_is_and_until_when(site: Site) -> None:
    answer = await site.client.post("/api/v1/sessions", json=LOGIN)
    opened = answer.json()
    assert answer.status_code == 201
    assert (opened["account"], opened["organization"], opened["roles"]) == (NAME, "522625", ["proposals_committee"])
    assert opened["expires"] == "2026-03-05T16:00:00Z"
    me = await site.client.get("/api/v1/sessions", headers={"Authorization": f"Bearer {opened['token']}"})
    assert me.json() == {name: value for name, value in opened.items() if name != "token"}


async def test_an_unknown_account_and_a_wrong_password_get_the_same_answer(site: Site) -> None:
    wrong = await site.client.post("/api/v1/sessions", json={**LOGIN, "password": "something else"})
    unknown = await site.client.post("/api/v1/sessions", json={**LOGIN, "account": "nobody"})
    first, second = (check_problem(answer, 401, "login-failed") for answer in (wrong, unknown))
    assert {**first, "trace_id": ""} == {**second, "trace_id": ""}


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer\u00e9", "Bearer ééé"])
async def test_without_a_token_nothing_is_answered(site: Site, header: str) -> None:
    answer = await site.client.get("/api/v1/sessions", headers={b"Authorization": header.encode("latin-1")})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_a_token_of_somebody_else_s_making_is_worth_nothing(site: Site) -> None:
    answer = await site.client.get("/api/v1/sessions", headers={"Authorization": f"Bearer {sessions.new_token()}"})
    check_problem(answer, 401, "session-ended")


async def test_a_session_that_was_ended_is_over(site: Site) -> None:
    me = await site.log_in(NAME)
    assert (await site.client.delete("/api/v1/sessions", headers=me)).status_code == 204
    check_problem(await site.client.get("/api/v1/sessions", headers=me), 401, "session-ended")


async def test_a_session_ends_after_twelve_hours_however_it_is_used_and_is_forgotten(site: Site) -> None:
    me = await site.log_in(NAME)
    for _ in range(12 * 60 // 24 - 1):
        site.clock.advance(minutes=24)
        assert (await site.client.get("/api/v1/sessions", headers=me)).status_code == 200
    site.clock.advance(minutes=24)
    check_problem(await site.client.get("/api/v1/sessions", headers=me), 401, "session-ended")
    async with site.database.transaction() as connection:
        await sessions.purge(connection, site.clock.now())
        assert (await connection.execute(select(sessions.sessions))).all() == []


async def test_the_token_itself_is_not_in_the_database(site: Site) -> None:
    token = (await site.log_in(NAME))["Authorization"].removeprefix("Bearer ")
    async with site.database.reading() as connection:
        row = (await connection.execute(select(sessions.sessions))).one()
    assert token not in repr(row)


async def test_each_login_opens_a_session_of_its_own_whatever_its_key(site: Site) -> None:
    first, second = [
        (await site.client.post("/api/v1/sessions", json=LOGIN, headers={"Idempotency-Key": "a"})).json()["token"]
        for _ in range(2)
    ]
    assert first != second


async def test_a_login_with_the_key_of_an_ended_session_does_not_revive_its_token(site: Site) -> None:
    async def log_in() -> dict[str, str]:
        opened = await site.client.post("/api/v1/sessions", json=LOGIN, headers={"Idempotency-Key": "a"})
        return {"Authorization": f"Bearer {opened.json()['token']}"}

    ended = await log_in()
    await site.client.delete("/api/v1/sessions", headers=ended)
    current = await log_in()
    check_problem(await site.client.get("/api/v1/sessions", headers=ended), 401, "session-ended")
    assert (await site.client.get("/api/v1/sessions", headers=current)).status_code == 200


async def test_a_password_that_changes_during_a_login_opens_no_session(site: Site) -> None:
    database = site.database
    verified = await sessions.authenticate(database, NAME, PASSWORD)
    async with database.transaction() as connection:
        await change_account(connection, NAME, password_hash=await hash_password("battery staple"))
        await sessions.end_sessions_of(connection, NAME)
    async with database.transaction() as connection:
        with pytest.raises(UnauthenticatedError):
            await sessions.check_unchanged(connection, verified)


async def test_parallel_guesses_pass_no_more_than_the_limit(site: Site) -> None:
    await site.account("522625-leader", Role.LEADER, organization="522625")
    guess = {**LOGIN, "password": "something else"}
    answers = await asyncio.gather(*(site.client.post("/api/v1/sessions", json=guess) for _ in range(60)))
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(401), statuses.count(429)) == (PER_PAIR, 60 - PER_PAIR)
    refused = await site.client.post("/api/v1/sessions", json=LOGIN)
    check_problem(refused, 429, "too-many-attempts")
    assert int(refused.headers["Retry-After"]) > 0
    assert await site.log_in("522625-leader")


async def test_logins_that_succeed_are_not_counted(site: Site) -> None:
    for _ in range(PER_PAIR + 1):
        await site.log_in(NAME)


async def test_a_name_or_password_beyond_any_length_is_not_looked_up(site: Site) -> None:
    for body in ({"account": "x" * 81}, {"password": "x" * 201}):
        check_problem(await site.client.post("/api/v1/sessions", json=LOGIN | body), 422, "invalid")
