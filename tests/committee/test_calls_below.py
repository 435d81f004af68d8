"""Calls for opinion reports 约稿 to organizations below: each sees them in its own service, answers with reports, and passes them on."""

from typing import Any

import pytest

from tests.committee.forwarding import (
    CITY,
    COUNTY,
    TOWNSHIP,
    approved,
    clerk,
    newest,
    sent,
    service_of,
    taken_over,
)
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import Json, ServiceClients
from tests.committee.test_notifications import shown as notified

TOPIC = "农村饮水安全"


async def called(services: ServiceClients, caller: str, *organizations: str, **fields: Any) -> str:
    """Calls organizations below, delivers the call, and returns its id."""
    body = {"name": TOPIC, "text": "请反映水源保护", "deadline": "2026-03-25", **fields}
    call = await service_of(services, caller).post(
        "/opinion-calls", clerk(caller), organizations=list(organizations), **body
    )
    await services.deliver()
    return str(call["id"])


async def received(services: ServiceClients, organization: str) -> Json:
    """Returns the newest call of an organization."""
    listed = await service_of(services, organization).get("/opinion-calls", clerk(organization))
    return dict(listed["items"][0])


async def read(services: ServiceClients, organization: str, id: str) -> Json:
    return await service_of(services, organization).get(f"/opinion-calls/{id}", clerk(organization))


async def run_command(services: ServiceClients, organization: str, id: str, command: str, **body: Any) -> None:
    await service_of(services, organization).post(f"/opinion-calls/{id}/{command}", clerk(organization), **body)
    await services.deliver()


async def reported(services: ServiceClients, organization: str, call: str) -> str:
    """Sends a report that names a call to the organization above, and returns its id there."""
    report = await approved(service_of(services, organization), organization, opinion_call=call)
    above = {TOWNSHIP: COUNTY, COUNTY: CITY}[organization]
    return await taken_over(services, above, await sent(services, organization, report))


async def tasks(services: ServiceClients, organization: str) -> list[tuple[str, bool]]:
    """Returns the calls in the worklist, and whether each is overdue."""
    work = await service_of(services, organization).get("/worklist", clerk(organization))
    return [(each["title"], each["overdue"]) for each in work["tasks"] if each["kind"] == "约稿"]


async def test_a_call_of_the_city_is_on_the_first_page_and_in_the_notifications_of_the_county(
    connected: ServiceClients,
) -> None:
    await called(connected, CITY, COUNTY)
    call = await received(connected, COUNTY)
    known = (call["name"], call["text"], call["deadline"], call["caller"], call["caller_name"], call["every_member"])
    assert known == (TOPIC, "请反映水源保护", "2026-03-25", CITY, "铜仁市政协", False)
    assert await notified(connected.county, clerk(COUNTY)) == [("call", "上级单位向本单位约稿（2026-03-25截止）")]
    assert await notified(connected.county, f"{COUNTY}-member") == []
    home = words(await PageClient(connected.county, clerk(COUNTY)).get("/"))
    assert f"待报送“{TOPIC}”，2026-03-25截止" in home
    connected.clock.advance(days=30)
    assert await tasks(connected, COUNTY) == [(f"待报送“{TOPIC}”，2026-03-25截止", True)]


async def test_no_event_contains_the_topic_of_a_call(connected: ServiceClients) -> None:
    await called(connected, CITY, COUNTY)
    (issued,) = [row for row in await connected.city.announced() if row.type == "call.issued.v1"]
    assert TOPIC not in str(issued.payload)
    assert "水源" not in str(issued.payload)


async def test_a_report_that_names_the_call_answers_it_for_the_caller(connected: ServiceClients) -> None:
    call = await called(connected, CITY, COUNTY)
    own = (await received(connected, COUNTY))["id"]
    assert [(each["key"], each["reports"]) for each in (await read(connected, CITY, call))["organizations"]] == [
        (COUNTY, 0)
    ]
    there = await reported(connected, COUNTY, own)
    after = await read(connected, CITY, call)
    assert (after["answered"], after["reports"], after["organizations"][0]["reports"]) == (1, 1, 1)
    assert (await connected.city.get(f"/opinions/{there}", clerk(CITY)))["opinion_call"] == call
    assert (await read(connected, COUNTY, own))["answered_above"]
    assert await tasks(connected, COUNTY) == []
    page = words(await PageClient(connected.city, clerk(CITY)).get(f"/opinion-calls/{call}"))
    assert "1 个，已报送 1 个" in page
    assert "万山区政协：已报送 1 件" in page


async def test_a_returned_report_answers_nothing_until_it_is_sent_again(connected: ServiceClients) -> None:
    call = await called(connected, CITY, COUNTY)
    own = (await received(connected, COUNTY))["id"]
    transfer = await sent(connected, COUNTY, await approved(connected.county, COUNTY, opinion_call=own))
    await connected.city.post(f"/transfers/{transfer}/return", clerk(CITY), reason="请补充地点")
    await connected.deliver()
    after = await read(connected, CITY, call)
    assert (after["answered"], after["reports"]) == (0, 0)
    assert not (await read(connected, COUNTY, own))["answered_above"]
    await connected.county.post(f"/transfers/{transfer}/resend", clerk(COUNTY))
    await connected.deliver()
    assert (await read(connected, CITY, call))["answered"] == 1


async def test_a_call_passes_from_the_city_over_the_county_to_the_township_and_the_reports_come_back(
    connected: ServiceClients,
) -> None:
    call = await called(connected, CITY, COUNTY)
    countys = (await received(connected, COUNTY))["id"]
    await run_command(connected, COUNTY, countys, "pass_on", organizations=[TOWNSHIP])
    townships = await received(connected, TOWNSHIP)
    assert (townships["name"], townships["caller"], townships["deadline"]) == (TOPIC, COUNTY, "2026-03-25")
    at_the_county = await reported(connected, TOWNSHIP, townships["id"])
    assert (await read(connected, COUNTY, countys))["answered"] == 1
    assert (await read(connected, CITY, call))["answered"] == 0
    await approved(connected.county, COUNTY, at_the_county)
    await taken_over(connected, CITY, await sent(connected, COUNTY, at_the_county))
    after = await read(connected, CITY, call)
    assert (after["answered"], after["reports"]) == (1, 1)


async def test_a_changed_deadline_and_the_end_flow_down(connected: ServiceClients) -> None:
    call = await called(connected, CITY, COUNTY)
    countys = (await received(connected, COUNTY))["id"]
    await run_command(connected, COUNTY, countys, "pass_on", organizations=[TOWNSHIP])
    await run_command(connected, CITY, call, "change", deadline="2026-04-10", name="饮水安全")
    for organization in (COUNTY, TOWNSHIP):
        now = await received(connected, organization)
        assert (now["deadline"], now["upper_deadline"], now["name"]) == ("2026-04-10", "2026-04-10", "饮水安全")
    assert (await notified(connected.township, clerk(TOWNSHIP)))[-1] == ("call", "上级单位更改了约稿（2026-04-10截止）")
    await run_command(connected, CITY, call, "end")
    for organization in (COUNTY, TOWNSHIP):
        now = await received(connected, organization)
        assert (now["open"], now["ended_on"]) == (False, "2026-03-05")
        assert await tasks(connected, organization) == []
    ended = (await received(connected, TOWNSHIP))["id"]
    assert await connected.township.refused(f"/opinion-calls/{ended}/change", clerk(TOWNSHIP)) == (409, "call-ended")


async def test_the_county_sets_an_earlier_deadline_of_its_own_and_never_a_later_one(connected: ServiceClients) -> None:
    call = await called(connected, CITY, COUNTY)
    own = (await received(connected, COUNTY))["id"]
    await run_command(connected, COUNTY, own, "change", deadline="2026-03-20")
    await run_command(connected, CITY, call, "change", deadline="2026-04-10")
    assert (await read(connected, COUNTY, own))["deadline"] == "2026-03-20"
    await run_command(connected, CITY, call, "change", deadline="2026-03-15")
    assert (await read(connected, COUNTY, own))["deadline"] == "2026-03-15"
    for body, rule in (
        ({"deadline": "2026-03-16"}, "不能晚于上级约稿的截止日期2026-03-15"),
        ({"name": "其他"}, "主题和要求由上级单位确定，只能更改截止日期"),
    ):
        answer = await connected.county.call("POST", f"/opinion-calls/{own}/change", clerk(COUNTY), json=body)
        assert (answer.status_code, answer.json()["errors"][0]["rule"]) == (422, rule)


async def test_a_service_that_was_away_reads_the_call_once_with_its_newest_deadline(connected: ServiceClients) -> None:
    body = {"name": TOPIC, "deadline": "2026-03-25", "organizations": [COUNTY]}
    call = (await connected.city.post("/opinion-calls", clerk(CITY), **body))["id"]
    await connected.deliver(away=["county"])
    await connected.city.post(f"/opinion-calls/{call}/change", clerk(CITY), deadline="2026-04-01")
    await connected.deliver()
    listed = await connected.county.get("/opinion-calls", clerk(COUNTY))
    assert [(each["name"], each["deadline"]) for each in listed["items"]] == [(TOPIC, "2026-04-01")]


@pytest.mark.parametrize("wrong", [TOWNSHIP, "520000", CITY])
async def test_only_organizations_directly_below_are_called(connected: ServiceClients, wrong: str) -> None:
    body = {"name": TOPIC, "organizations": [wrong]}
    answer = await connected.city.call("POST", "/opinion-calls", clerk(CITY), json=body)
    error = answer.json()["errors"][0]
    assert (answer.status_code, error["field"], error["rule"]) == (422, "organizations", "须为本单位的直接下级单位")


async def test_the_office_calls_and_passes_on_by_pages(connected: ServiceClients) -> None:
    city, county = (PageClient(service_of(connected, each), clerk(each)) for each in (CITY, COUNTY))
    form = await city.get("/opinion-calls/new")
    assert "只列直接下级" in words(form)
    assert "万山区政协" in form.text
    await city.run_command(form, "enter_opinion_call", name=TOPIC, deadline="2026-03-25", organizations=COUNTY)
    await connected.deliver()
    own = (await received(connected, COUNTY))["id"]
    page = await county.get(f"/opinion-calls/{own}")
    assert "铜仁市政协（2026-03-25截止） 尚未报送" in words(page)
    await county.run_command(page, "pass_on_opinion_call", organizations=TOWNSHIP)
    await connected.deliver()
    assert (await received(connected, TOWNSHIP))["caller"] == COUNTY
    assert f"{TOPIC} 铜仁市政协" in words(await county.get("/opinion-calls"))
    begin = await county.get("/opinions/new")
    assert f"{TOPIC}（2026-03-25截止）" in begin.text


async def test_a_report_that_goes_elsewhere_names_no_call_there(connected: ServiceClients) -> None:
    await called(connected, CITY, COUNTY)
    own = (await received(connected, COUNTY))["id"]
    report = await approved(connected.county, COUNTY, opinion_call=own)
    below = await taken_over(connected, TOWNSHIP, await sent(connected, COUNTY, report, to=TOWNSHIP))
    assert (await connected.township.get(f"/opinions/{below}", clerk(TOWNSHIP)))["opinion_call"] is None
    assert await newest(connected.county, COUNTY, "out")
