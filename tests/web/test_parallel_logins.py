"""On PostgreSQL a login and a reset of its password run at once: no session outlives the reset."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from shared.contracts.vocabulary import Role
from shared.web import sessions
from shared.web.accounts import change_account
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
            await eventually(lambda: _decided(site, login))
        check_problem(await login, 401, "login-failed")


async def _decided(site: Site, login: asyncio.Future[httpx.Response]) -> bool:
    """Returns whether the login has ended or waits for a lock."""
    async with site.database.reading() as connection:
        return login.done() or bool(await connection.scalar(_WAITING))
