"""Changes at once on PostgreSQL: of two that exclude each other one is accepted, the other one is refused, and none is a fault."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from shared.contracts.vocabulary import Role
from shared.web.accounts import change_account
from shared.web.oidc.provider import IdentityProvider
from tests.support.postgres import Postgres
from tests.support.site import open_site
from tests.support.waiting import eventually
from tests.web.identity_providers import SITE, settings_of
from tests.web.test_parallel_logins import waits_for_a_lock

pytestmark = pytest.mark.full

ISSUER = "http://127.0.0.1:9"
"""A provider that nobody asks: a link needs its address alone."""
FIRST, SECOND = "522625-secretariat", "522625-auditor"


@pytest.fixture
def server() -> Iterator[Postgres]:
    with Postgres() as postgres:
        yield postgres


async def at_once(*requests: Callable[[], Awaitable[httpx.Response]]) -> list[int]:
    """Returns the statuses of requests that are made at the same time, in order."""
    return sorted(answer.status_code for answer in await asyncio.gather(*(request() for request in requests)))


async def test_one_person_is_linked_to_one_of_two_accounts(server: Postgres, tmp_path: Path) -> None:
    provider = IdentityProvider(settings_of(ISSUER))
    async with open_site(
        tmp_path, url=await server.database("site"), public_url=SITE, identity_provider=provider
    ) as site:
        for name in (FIRST, SECOND):
            await site.account(name, Role.SECRETARIAT, organization="522625")
        admin = await site.administrator()
        path = f"/api/v1/accounts/{SECOND}/link_identity"
        async with site.database.transaction() as connection:
            await change_account(connection, FIRST, identity_issuer=ISSUER, identity_subject="zhang.san")
            linking = asyncio.ensure_future(site.client.post(path, json={"subject": "zhang.san"}, headers=admin))
            await eventually(lambda: waits_for_a_lock(site, linking))
        answer = await linking
        assert (answer.status_code, answer.json()["code"]) == (409, "identity-linked")


async def test_many_links_of_one_person_at_once_are_one(server: Postgres, tmp_path: Path) -> None:
    provider = IdentityProvider(settings_of(ISSUER))
    url = await server.database("site")
    names = [f"522625-secretariat-{number}" for number in range(6)]
    async with open_site(tmp_path, url=url, public_url=SITE, identity_provider=provider) as site:
        for name in names:
            await site.account(name, Role.SECRETARIAT, organization="522625")
        admin = await site.administrator()

        def linking(name: str) -> Callable[[], Awaitable[httpx.Response]]:
            return lambda: site.client.post(
                f"/api/v1/accounts/{name}/link_identity", json={"subject": "zhang.san"}, headers=admin
            )

        assert await at_once(*map(linking, names)) == [200] + [409] * 5


async def test_many_accounts_of_one_name_at_once_are_one(server: Postgres, tmp_path: Path) -> None:
    async with open_site(tmp_path, url=await server.database("site")) as site:
        admin = await site.administrator()
        body = {"name": "new", "organization": "522625", "roles": ["member"], "password": "Quite-long-1"}
        creating = [lambda: site.client.post("/api/v1/accounts", json=body, headers=admin)] * 4
        assert await at_once(*creating) == [201] + [409] * 3
