"""Login sessions that end by themselves, and those that their account ends."""

from datetime import timedelta

import httpx
import pytest

from shared.contracts.vocabulary import Role
from shared.web.limits import Limits
from tests.support.problems import check_problem
from tests.support.site import Site, open_site

NAME = "522625-secretariat"
OWN = "/api/v1/accounts/me/sessions"


async def current(site: Site, me: dict[str, str]) -> httpx.Response:
    return await site.client.get("/api/v1/sessions", headers=me)


@pytest.fixture(autouse=True)
async def accounts(site: Site) -> None:
    await create_accounts(site)


async def create_accounts(site: Site) -> None:
    for name in (NAME, "522626-secretariat"):
        await site.account(name, Role.SECRETARIAT, organization=name[:6])


async def test_a_session_ends_after_half_an_hour_without_a_request(site: Site) -> None:
    me = await site.log_in(NAME)
    for _ in range(3):
        site.clock.advance(minutes=29)
        assert (await current(site, me)).status_code == 200
    site.clock.advance(minutes=30)
    check_problem(await current(site, me), 401, "session-ended")


async def test_a_page_that_refreshes_itself_does_not_keep_its_session_alive(site: Site) -> None:
    me = await site.log_in(NAME)
    site.clock.advance(minutes=29)
    assert (await current(site, me | {"HX-Request": "true"})).status_code == 200
    site.clock.advance(minutes=1)
    check_problem(await current(site, me), 401, "session-ended")


async def test_the_last_use_is_recorded_to_the_minute(site: Site) -> None:
    me = await site.log_in(NAME)
    opened = (await site.client.get(OWN, headers=me)).json()[0]["used"]
    site.clock.advance(seconds=59)
    assert (await site.client.get(OWN, headers=me)).json()[0]["used"] == opened
    site.clock.advance(seconds=1)
    assert (await site.client.get(OWN, headers=me)).json()[0]["used"] > opened


async def test_an_account_sees_its_own_sessions_and_where_they_were_opened(site: Site) -> None:
    await site.log_in("522626-secretariat")
    first = await site.log_in(NAME)
    site.clock.advance(minutes=1)
    site.client.headers["User-Agent"] = "Mozilla/5.0 (Windows NT 6.1) Chrome/90.0" + "x" * 400
    second = await site.log_in(NAME)
    listed = (await site.client.get(OWN, headers=first)).json()
    assert [each["current"] for each in listed] == [False, True]
    assert listed[0]["browser"].startswith("Mozilla/5.0 (Windows NT 6.1)")
    assert (len(listed[0]["browser"]), listed[0]["address"]) == (200, "127.0.0.1")
    assert [each["current"] for each in (await site.client.get(OWN, headers=second)).json()] == [True, False]


async def test_an_account_ends_its_own_sessions_and_no_other(site: Site) -> None:
    foreign = await site.log_in("522626-secretariat")
    first, second, third = [await site.log_in(NAME) for _ in range(3)]
    here = next(each["id"] for each in (await site.client.get(OWN, headers=second)).json() if each["current"])
    check_problem(await site.client.delete(f"{OWN}/{here}", headers=foreign), 404, "unknown-session")
    assert (await site.client.delete(f"{OWN}/{here}", headers=first)).status_code == 204
    check_problem(await current(site, second), 401, "session-ended")
    check_problem(await site.client.delete(f"{OWN}/{here}", headers=first), 404, "unknown-session")
    assert (await site.client.delete(OWN, headers=first)).status_code == 204
    check_problem(await current(site, third), 401, "session-ended")
    assert [(await current(site, each)).status_code for each in (first, foreign)] == [200, 200]


async def test_a_login_beyond_the_limit_of_an_account_ends_its_oldest_session(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    async with open_site(tmp_path_factory.mktemp("limited"), limits=Limits(sessions_per_account=2)) as site:
        await create_accounts(site)
        other = await site.log_in("522626-secretariat")
        opened = []
        for _ in range(3):
            opened.append(await site.log_in(NAME))
            site.clock.advance(seconds=1)
        assert [(await current(site, each)).status_code for each in (*opened, other)] == [401, 200, 200, 200]


async def test_the_duration_without_a_request_is_a_setting(tmp_path_factory: pytest.TempPathFactory) -> None:
    async with open_site(tmp_path_factory.mktemp("short"), limits=Limits(session_idle=timedelta(minutes=5))) as site:
        await create_accounts(site)
        me = await site.log_in(NAME)
        site.clock.advance(minutes=5)
        check_problem(await current(site, me), 401, "session-ended")
