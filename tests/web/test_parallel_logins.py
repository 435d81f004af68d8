"""Logins at once on PostgreSQL: no session outlives a reset of the password, and parallel guesses do not exceed the limit."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from shared.contracts.vocabulary import Role
from shared.web.accounts import change_account
from shared.web.login import sessions
from shared.web.login.limits import PER_PAIR
from tests.support.postgres import Postgres
from tests.support.problems import check_problem
from tests.support.site import PASSWORD, Site, open_site
from tests.support.waiting import eventually

pytestmark = pytest.mark.full

NAME = "522625-leader"
_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


@pytest.fixture
def server() -> Iterator[Postgres]:
    with Postgres() as postgres:
        yield postgres


async def test_a_login_that_began_before_a_reset_opens_no_session(server: Postgres, tmp_path: Path) -> None:
    async with open_site(tmp_path, url=await server.database("site")) as site:
        await site.account(NAME, Role.LEADER, organization="522625")
        async with site.database.transaction() as connection:
            await change_account(connection, NAME, password_hash="of another password")
            await sessions.end_sessions_of(connection, NAME)
            body = {"account": NAME, "password": PASSWORD}
            login = asyncio.ensure_future(site.client.post("/api/v1/sessions", json=body))
            await eventually(lambda: waits_for_a_lock(site, login))
        check_problem(await login, 401, "login-failed")


async def test_sixty_guesses_at_once_on_two_replicas_pass_no_more_than_the_limit(
    server: Postgres, tmp_path: Path
) -> None:
    url = await server.database("site")
    async with open_site(tmp_path, url=url) as site, open_site(tmp_path, url=url) as replica:
        await site.account(NAME, Role.LEADER, organization="522625")
        guess = {"account": NAME, "password": "something else"}
        clients = [site.client, replica.client] * 30
        answers = await asyncio.gather(*(client.post("/api/v1/sessions", json=guess) for client in clients))
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(401), statuses.count(429)) == (PER_PAIR, 60 - PER_PAIR)


async def waits_for_a_lock(site: Site, login: asyncio.Future[httpx.Response]) -> bool:
    """Returns whether the login has ended or waits for a lock."""
    async with site.database.reading() as connection:
        return login.done() or bool(await connection.scalar(_WAITING))
