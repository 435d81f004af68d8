"""A session that ends while somebody is typing, and forms that are sent again after going back."""

import re
from typing import Any

import httpx
import pytest
from sqlalchemy import delete

from shared.contracts.vocabulary import Role
from shared.ui.accounts.sessions import browser_name
from shared.web.accounts import change_account
from shared.web.login.passwords import hash_password
from shared.web.login.sessions import sessions
from tests.committee.page_client import Fields, PageClient, words
from tests.committee.proposals import drafted
from tests.committee.service_clients import ServiceClient, ServiceClients

TYPED: dict[str, list[str]] = {"title": ["反映路灯"], "note": ["写了很久的记录"], "outcomes": ["advice"]}
LONG = "写了很久的正文" * 2000
PASSWORD = "correct horse"


class Browser:
    """A browser with its cookies, before one service."""

    def __init__(self, service: ServiceClient) -> None:
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(service.app), base_url="http://service", headers={"Accept": "text/html"}
        )

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(path, follow_redirects=True)

    async def log_in(self, account: str, *, next: str = "/") -> httpx.Response:
        """Logs in on the login page; returns the page that it leads to."""
        form = await self.client.get("/login", params={"next": next})
        token = re.findall(r'name="form_token" value="([^"]+)"', form.text)[0]
        fields = {"form_token": token, "next": next, "account": account, "password": PASSWORD}
        return await self.client.post("/login", data=fields, follow_redirects=True)


async def with_password(service: ServiceClient, account: str) -> str:
    async with service.context.service.transaction() as connection:
        await change_account(connection, account, password_hash=await hash_password(PASSWORD))
    return account


@pytest.fixture
async def secretariat(roster: ServiceClients) -> str:
    return await with_password(roster.county, "522625-secretariat")


@pytest.fixture
async def browser(roster: ServiceClients, secretariat: str) -> Browser:
    """Returns a browser of the secretariat, logged in."""
    found = Browser(roster.county)
    await found.log_in(secretariat)
    return found


async def end_sessions(service: ServiceClient) -> None:
    async with service.context.service.transaction() as connection:
        await connection.execute(delete(sessions))


def filled(service: ServiceClient, page: httpx.Response, **typed: Any) -> Fields:
    return PageClient(service, "").fields(page, "") | TYPED | typed


async def sent_too_late(browser: Browser, service: ServiceClient) -> httpx.Response:
    """Returns the response to a form that was filled in while the session ended."""
    fields = filled(service, await browser.get("/visits/new"))
    await end_sessions(service)
    return await browser.client.post("/visits/new", data=fields)


async def visits(service: ServiceClient) -> int:
    auditor = await service.account("522625-auditor-9", Role.AUDITOR, organization="522625")
    return int((await service.get("/visits", auditor))["total"])


async def test_after_logging_in_again_the_same_account_finds_the_form_filled(
    browser: Browser, roster: ServiceClients, secretariat: str
) -> None:
    service = roster.county
    led = await sent_too_late(browser, service)
    assert (led.status_code, led.headers["Location"]) == (303, "/login?next=/visits/new")
    assert f"请以 {secretariat} 重新登录" in words(await browser.get("/login?next=/visits/new"))
    page = await browser.log_in(secretariat, next="/visits/new")
    assert "内容已恢复，尚未提交" in words(page)
    assert 'value="反映路灯"' in page.text
    assert "写了很久的记录</textarea>" in page.text
    fields = filled(service, page)
    answers = [await browser.client.post("/visits/new", data=fields) for _ in range(3)]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert "内容已恢复" not in words(await browser.get("/visits/new"))
    assert await visits(service) == 1


async def test_another_account_does_not_find_it(browser: Browser, roster: ServiceClients) -> None:
    await sent_too_late(browser, roster.county)
    other = await with_password(roster.county, "522625-leader")
    for account in (await with_password(roster.county, "520603-secretariat"), other):
        page = await browser.log_in(account, next="/visits/new")
        assert "写了很久的记录" not in page.text


async def test_a_form_that_is_kept_can_be_thrown_away(
    browser: Browser, roster: ServiceClients, secretariat: str
) -> None:
    await sent_too_late(browser, roster.county)
    page = await browser.log_in(secretariat, next="/visits/new")
    assert "写了很久的记录" in (await browser.get("/visits/new?discard=1")).text
    token = re.findall(r'name="form_token" value="([^"]+)"', page.text)[0]
    fields = {"form_token": token, "address": "/visits/new"}
    assert (await browser.client.post("/discard", data=fields | {"form_token": "x"})).status_code == 403
    led = await browser.client.post("/discard", data=fields)
    assert (led.status_code, led.headers["Location"]) == (303, "/visits/new")
    assert "写了很久的记录" not in (await browser.get("/visits/new")).text
    elsewhere = await browser.client.post("/discard", data=fields | {"address": "//example.org"})
    assert elsewhere.headers["Location"] == "/"


async def test_a_long_text_of_a_command_is_kept_too(browser: Browser, roster: ServiceClients, secretariat: str) -> None:
    service = roster.county
    opinion = await service.post("/opinions", "522625-member", title="路灯坏了", content="三个月", channel="window")
    address = f"/opinions/{opinion['id']}"
    fields = PageClient(service, "").fields(await browser.get(address), "edit") | {"content": [LONG]}
    await end_sessions(service)
    led = await browser.client.post(address, data=fields)
    page = await browser.log_in(secretariat, next=led.headers["Location"].partition("next=")[2])
    assert f"{LONG}</textarea>" in page.text


async def test_a_form_that_was_open_during_another_login_of_the_account_takes_effect(
    browser: Browser, roster: ServiceClients, secretariat: str
) -> None:
    fields = filled(roster.county, await browser.get("/visits/new"))
    await browser.log_in(secretariat)
    assert (await browser.client.post("/visits/new", data=fields)).status_code == 303
    assert await visits(roster.county) == 1


async def test_a_form_of_another_account_or_without_our_token_is_not_kept(
    browser: Browser, roster: ServiceClients
) -> None:
    service = roster.county
    fields = filled(service, await browser.get("/visits/new"))
    await end_sessions(service)
    session, day, mac = fields["form_token"][0].split(".")
    for token in ("x", session, f"{session}.{int(day) - 2}.{mac}", f"{session}.{day}.x", f"{session}.x.{mac}"):
        led = await browser.client.post("/visits/new", data=fields | {"form_token": [token]})
        assert led.headers["Location"] == "/login?next=/"


async def test_passwords_are_never_kept(browser: Browser, roster: ServiceClients) -> None:
    page = await browser.get("/password")
    token = re.findall(r'name="form_token" value="([^"]+)"', page.text)[0]
    await end_sessions(roster.county)
    fields = {"form_token": token, "form_key": "k", "old_password": "hunter2"}
    led = await browser.client.post("/password", data=fields)
    assert led.headers["Location"] == "/login?next=/"


async def test_going_back_to_a_form_that_was_sent_leads_to_what_it_made(
    browser: Browser, roster: ServiceClients
) -> None:
    service = roster.county
    form = await browser.get("/visits/new")
    address = str(form.url.raw_path, "ascii")
    first = await browser.client.post("/visits/new", data=filled(service, form))
    back = await browser.client.get(address)
    assert back.headers["Location"] == first.headers["Location"]
    assert await visits(service) == 1
    assert str((await browser.get("/visits/new")).url) != str(form.url)


async def test_a_form_that_is_sent_again_with_other_content_says_so_and_makes_nothing(
    browser: Browser, roster: ServiceClients
) -> None:
    service = roster.county
    fields = filled(service, await browser.get("/visits/new"))
    await browser.client.post("/visits/new", data=fields)
    for _ in range(2):
        page = await browser.client.post("/visits/new", data=fields | {"title": ["另一件"]}, follow_redirects=True)
        assert page.status_code == 409
        assert "这份表单已经提交过" in words(page)
    assert await visits(service) == 1


async def test_a_refused_form_keeps_its_key_so_that_back_and_send_makes_one(
    browser: Browser, roster: ServiceClients
) -> None:
    service = roster.county
    form = await browser.get("/visits/new")
    refused = await browser.client.post(
        "/visits/new", data=filled(service, form, on=["2030-01-01"]), follow_redirects=True
    )
    assert refused.status_code == 422
    fields = [filled(service, form), filled(service, refused, on=filled(service, form)["on"]), filled(service, form)]
    answers = [await browser.client.post("/visits/new", data=each) for each in fields]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert await visits(service) == 1


async def test_a_browser_does_not_fill_in_a_form_of_its_own_accord(browser: Browser, roster: ServiceClients) -> None:
    id = await drafted(roster.county)
    forms = re.findall(r"<form[^>]*sheet[^>]*>", (await browser.get(f"/proposals/{id}")).text)
    assert forms
    assert all('autocomplete="off"' in form for form in forms)


async def test_the_page_of_logins_shows_each_of_them_and_ends_another_one(
    roster: ServiceClients, secretariat: str, browser: Browser
) -> None:
    other = Browser(roster.county)
    other.client.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/90.0 Safari/537.36"
    await other.log_in(secretariat)
    page = await browser.get("/sessions")
    shown = words(page)
    assert "Chrome（Linux）" in shown
    assert "本次登录" in shown
    token = re.findall(r'name="form_token" value="([^"]+)"', page.text)[0]
    row = next(each for each in page.text.split("<tr>") if "Chrome（Linux）" in each)
    id = re.findall(r'name="session" value="([^"]+)"', row)[0]
    led = await browser.client.post("/sessions", data={"form_token": token, "session": id}, follow_redirects=True)
    assert led.status_code == 200
    assert (await other.client.get("/")).status_code == 303


async def test_the_page_of_logins_ends_all_others_at_once(
    roster: ServiceClients, secretariat: str, browser: Browser
) -> None:
    others = [Browser(roster.county) for _ in range(2)]
    for each in others:
        await each.log_in(secretariat)
    token = re.findall(r'name="form_token" value="([^"]+)"', (await browser.get("/sessions")).text)[0]
    led = await browser.client.post("/sessions", data={"form_token": token}, follow_redirects=True)
    assert "其他登录已全部结束" in words(led)
    assert [(await each.client.get("/")).status_code for each in others] == [303, 303]
    assert (await browser.client.get("/")).status_code == 200


@pytest.mark.parametrize(
    ("described", "name"),
    [
        ("Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 Chrome/90.0 Safari/537.36 Edg/90.0", "Edge（Windows）"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) Version/15.0 Safari/604.1", "Safari（iPhone）"),
        ("python-httpx/0.28.1", "python-httpx"),
        ("", "未知"),
    ],
)
def test_a_browser_is_named_shortly(described: str, name: str) -> None:
    assert browser_name(described) == name
