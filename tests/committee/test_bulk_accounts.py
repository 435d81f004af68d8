"""Accounts for all registered members and units of a committee, with first passwords that are changed at the first login."""

import csv
import re
from io import StringIO
from typing import Any

import httpx
from sqlalchemy import select

from shared.web.idempotency import idempotency_keys
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClient, ServiceClients

SEC, ADMIN, COUNTY = "522625-secretariat", "administrator", "522625"
NEW = "a quite long password"


async def registered(county: ServiceClient) -> None:
    await county.post("/members", SEC, name="委员甲", sector="教育界")
    left = await county.post("/members", SEC, name="委员乙")
    await county.post(f"/members/{left['id']}/leave", SEC)
    await county.post("/units", SEC, name="县统计局", aliases=["统计局"])
    await county.post("/units", SEC, name="=县医保局")


async def made(county: ServiceClient, *, as_file: bool = False) -> httpx.Response:
    admin = PageClient(county, ADMIN)
    form = "csv" if as_file else "page"
    asked = await admin.run_command(
        await admin.get("/accounts/bulk"), "make_accounts", organization=COUNTY, format=form
    )
    assert "建立账号。首次密码只显示一次" in words(asked)
    return await admin.run_command(asked, "make_accounts")


def passwords(page: httpx.Response) -> dict[str, str]:
    """Returns account -> first password, as the page shows them."""
    cells = re.findall(r"<code>([^<]+)</code>", page.text)
    return dict(zip(cells[::2], cells[1::2], strict=True))


async def log_in(county: ServiceClient, account: str, password: str) -> int:
    """Logs in; returns the status, and keeps the token of the session."""
    answer = await county.call("POST", "/sessions", None, json={"account": account, "password": password})
    if answer.is_success:
        county.tokens[account] = answer.json()["token"]
    return answer.status_code


async def test_every_present_member_and_unit_without_an_account_gets_one(roster: ServiceClients) -> None:
    county = roster.county
    await registered(county)
    page = await made(county)
    assert page.headers["Cache-Control"] == "no-store"
    assert list(passwords(page)) == [f"{COUNTY}-m-1", f"{COUNTY}-u-1", f"{COUNTY}-u-2"]
    assert (await county.get(f"/members/{COUNTY}-m-1", SEC))["accounts"] == [f"{COUNTY}-m-1"]
    unit: Any = await county.get(f"/accounts/{COUNTY}-u-1", ADMIN)
    assert (unit["roles"], unit["unit"]) == (["handling_unit"], "县统计局")
    admin = PageClient(county, ADMIN)
    again = await admin.run_command(await admin.get("/accounts/bulk"), "make_accounts", organization=COUNTY)
    assert again.status_code == 422
    assert "名册中没有还没有账号的委员和承办单位" in words(again)


async def test_first_passwords_are_shown_once_and_stored_nowhere(roster: ServiceClients) -> None:
    county = roster.county
    await registered(county)
    page = await made(county)
    shown = passwords(page)
    later = await PageClient(county, ADMIN).get("/accounts/bulk?done=page")
    assert "首次密码已经显示过" in words(later)
    async with county.context.service.reading() as connection:
        stored = b"".join(row.content or b"" for row in await connection.execute(select(idempotency_keys)))
    assert not any(each in later.text or each.encode() in stored for each in shown.values())


async def test_a_first_password_is_changed_before_anything_else(roster: ServiceClients) -> None:
    county = roster.county
    await registered(county)
    account, first = next(iter(passwords(await made(county)).items()))
    assert await log_in(county, account, first) == 201
    refused = await county.call("GET", "/proposals", account)
    assert (refused.status_code, refused.json()["code"]) == (403, "first-password")
    browser = PageClient(county, account)
    assert (await browser.get("/")).headers["Location"] == "/password"
    assert "首次密码" in words(await browser.get("/password"))
    changed = await county.call("POST", "/accounts/me/password", account, json={"old": first, "new": NEW})
    assert changed.status_code == 204
    assert (await county.get("/proposals", account))["total"] == 0
    assert (await browser.get("/")).status_code == 200


async def test_the_accounts_are_a_file_too(roster: ServiceClients) -> None:
    county = roster.county
    await registered(county)
    file = await made(county, as_file=True)
    assert file.headers["Cache-Control"] == "no-store"
    head, *rows = csv.reader(StringIO(file.content.decode("utf-8-sig")))
    assert head == ["姓名或单位", "角色", "账号", "首次密码"]
    assert [row[0] for row in rows] == ["委员甲", "县统计局", "'=县医保局"]
    assert await log_in(county, rows[0][2], rows[0][3]) == 201


async def test_the_organization_is_chosen_among_those_with_a_register(roster: ServiceClients) -> None:
    county = roster.county
    await registered(county)
    page = await PageClient(county, ADMIN).get("/accounts/bulk")
    assert "镇远县政协（522625）" in words(page)
    assert "（520603）" not in words(page)


async def test_only_administrators_make_accounts(roster: ServiceClients) -> None:
    assert (await PageClient(roster.county, SEC).get("/accounts/bulk")).status_code == 403
