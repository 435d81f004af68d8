"""The calendar of limits: the month view, and the feed that a calendar program reads with a token instead of a login."""

import re
from datetime import date
from html import unescape
from typing import Any

import httpx
from icalendar import Calendar

from tests.committee.forwarding import approved
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to, drafted
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.support.matters import UNIT

CLERK, UNIT_ACCOUNT, MEMBER = "522625-secretariat", "522625-handling_unit", "522625-member"
PAGE = "/calendar/limits"


async def assigned(service: ServiceClient, limit: str = "2026-03-20", **fields: str) -> str:
    id = await brought_to(service, "file", **fields)
    await service.post(f"/proposals/{id}/assign", CLERK, sole=UNIT, limit=limit)
    return id


async def subscribed(service: ServiceClient, account: str) -> str:
    """Makes the feed of an account; returns its address."""
    reader = PageClient(service, account)
    page = await reader.get(PAGE)
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert token
    answer = await reader.post(f"{PAGE}/feed", {"form_token": [token[1]]})
    shown = await reader.get(answer.headers["Location"])
    found = re.search(r"<code>(http[^<]+)</code>", shown.text)
    assert found
    assert "http" not in words(await reader.get(answer.headers["Location"])).partition("订阅地址")[2][:60]
    return unescape(found[1])


async def read(service: ServiceClient, address: str, **headers: str) -> httpx.Response:
    return await service.client.get(address, headers=headers)


def events(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return [dict(event) for event in Calendar.from_ical(answer.content).walk("VEVENT")]


async def test_a_feed_has_an_event_for_each_open_limit_of_the_account(roster: ServiceClients) -> None:
    county = roster.county
    id = await assigned(county, title="关于㵲阳河的提案")
    await drafted(county)
    for account in (CLERK, UNIT_ACCOUNT):
        (event,) = events(await read(county, await subscribed(county, account)))
        assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 3, 20), date(2026, 3, 21))
        assert event["SUMMARY"] == f"{UNIT}答复到期：第001号 关于㵲阳河的提案"
        assert id in event["UID"]
        assert set(event) == {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "TRANSP"}
    assert events(await read(county, await subscribed(county, MEMBER))) == []
    assert events(await read(county, await subscribed(county, "520603-secretariat"))) == []


async def test_an_extended_limit_moves_its_event_and_a_reply_removes_it(roster: ServiceClients) -> None:
    county = roster.county
    id = await assigned(county)
    address = await subscribed(county, UNIT_ACCOUNT)
    (before,) = events(await read(county, address))
    await county.post(f"/proposals/{id}/extend", CLERK, until="2026-04-10", reason="情况复杂")
    (after,) = events(await read(county, address))
    assert (after["UID"], after["DTSTART"].dt) == (before["UID"], date(2026, 4, 10))
    assert after["SEQUENCE"] > before["SEQUENCE"]
    await county.post(f"/proposals/{id}/acknowledge", CLERK, unit=UNIT)
    await county.post(f"/proposals/{id}/reply", CLERK, unit=UNIT, text="答复", answer_class="A")
    assert events(await read(county, address)) == []


async def test_an_unchanged_feed_is_not_sent_again(roster: ServiceClients) -> None:
    county = roster.county
    await assigned(county)
    address = await subscribed(county, CLERK)
    tag = (await read(county, address)).headers["ETag"]
    assert (await read(county, address, **{"If-None-Match": tag})).status_code == 304
    await assigned(county)
    assert (await read(county, address, **{"If-None-Match": tag})).status_code == 200


async def test_a_withdrawn_a_replaced_and_an_unknown_address_are_not_found(roster: ServiceClients) -> None:
    county, reader = roster.county, PageClient(roster.county, CLERK)
    first = await subscribed(county, CLERK)
    second = await subscribed(county, CLERK)
    assert [(await read(county, each)).status_code for each in (first, second)] == [404, 200]
    token = re.search(r'name="form_token" value="([^"]+)"', (await reader.get(PAGE)).text)
    assert token
    await reader.post(f"{PAGE}/feed/withdraw", {"form_token": [token[1]]})
    for address in (second, "/calendar.ics", "/calendar.ics?token=", "/calendar.ics?token=x"):
        assert (await read(county, address)).status_code == 404
    third = await subscribed(county, UNIT_ACCOUNT)
    await county.call("DELETE", f"/accounts/{UNIT_ACCOUNT}", "administrator")
    assert (await read(county, third)).status_code == 404


async def test_the_month_shows_its_limits_and_those_that_are_overdue(roster: ServiceClients) -> None:
    county, reader = roster.county, PageClient(roster.county, UNIT_ACCOUNT)
    await assigned(county, "2026-03-20", title="关于三月的提案")
    await assigned(county, "2026-04-10", title="关于四月的提案")
    march = words(await reader.get(PAGE))
    assert "2026年3月期限日历 共 1 项" in march
    assert "关于三月的提案" in march
    assert "关于四月的提案" not in march
    assert "关于四月的提案" in words(await reader.get(f"{PAGE}?month=2026-04"))
    assert "这个月没有到期的事项" in words(await reader.get(f"{PAGE}?month=2026-05"))
    county.clock.advance(days=30)
    assert "已逾期 1 项" in words(await reader.get(PAGE))
    assert (await reader.get(f"{PAGE}?month=2026-13")).status_code == 422
    assert (await PageClient(county, "administrator").get(PAGE)).status_code == 403
    assert "期限日历" not in words(await PageClient(county, "administrator").get("/accounts"))


async def test_limits_of_opinion_reports_are_shown_and_their_titles_stay_in_the_system(roster: ServiceClients) -> None:
    county = roster.county
    id = await approved(county, "522625", title="密水井口的红灯笼", limit="2026-03-20")
    await county.post(f"/opinions/{id}/refer", CLERK, unit="县水务局", limit="2026-03-12")
    page = await PageClient(county, CLERK).get(PAGE)
    assert f'href="/opinions/{id}"' in page.text
    assert "2026年第1号 密水井口的红灯笼 县水务局答复" in words(page)
    found = events(await read(county, await subscribed(county, CLERK)))
    assert [each["SUMMARY"] for each in found] == ["县水务局答复到期：2026年第1号", "答复反映人到期：2026年第1号"]
    assert len({each["UID"] for each in found}) == 2
    assert events(await read(county, await subscribed(county, UNIT_ACCOUNT))) == []
