"""Calls for opinion reports 约稿: those who are called are notified, reports name their call and are counted for it."""

from typing import Any

import pytest

from shared.contracts.vocabulary import Role
from tests.committee.forwarding import COUNTY, TOWNSHIP, brought_up, clerk, collected
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import Json, ServiceClient, ServiceClients
from tests.committee.test_notifications import shown as notified

CLERK, MEMBER = clerk(COUNTY), f"{COUNTY}-member"


async def called(service: ServiceClient, **fields: Any) -> Json:
    """Begins a call and returns it."""
    return await service.post("/opinion-calls", CLERK, **{"name": "春耕备耕", "text": "请反映农资价格", **fields})


async def read(service: ServiceClient, call: Json) -> Json:
    return await service.get(f"/opinion-calls/{call['id']}", CLERK)


async def test_reports_name_their_call_and_late_ones_are_counted_apart(connected: ServiceClients) -> None:
    service = connected.county
    call = await called(service, deadline="2026-03-10")
    in_time = await collected(service, COUNTY, opinion_call=call["id"])
    other = await collected(service, COUNTY)
    service.clock.advance(days=6)
    assert (await read(service, call))["overdue"]
    await service.post(f"/opinions/{other}/edit", CLERK, opinion_call=call["id"])
    await collected(service, COUNTY, opinion_call=call["id"])
    after = await read(service, call)
    assert (after["reports"], after["late"], after["open"]) == (3, 1, True)
    listed = (await service.get("/opinions", CLERK, opinion_call=call["id"]))["items"]
    assert {in_time, other} < {each["id"] for each in listed}
    assert len(listed) == 3
    assert (await service.get(f"/opinions/{other}", CLERK))["opinion_call"] == call["id"]


async def test_a_report_that_came_from_below_is_counted_for_a_call(connected: ServiceClients) -> None:
    service = connected.county
    call = await called(service)
    _, came = await brought_up(connected, TOWNSHIP, COUNTY)
    await service.post(f"/opinions/{came}/edit", CLERK, opinion_call=call["id"])
    assert (await read(service, call))["reports"] == 1


async def test_every_member_is_notified_or_those_who_are_called(connected: ServiceClients) -> None:
    service = connected.county
    await called(service, deadline="2026-03-20")
    text = "向您约稿（2026-03-20截止）"
    assert await notified(service, MEMBER) == [("call", text)]
    one = (await service.post("/members", CLERK, name="覃大海"))["id"]
    account = await service.account(f"{COUNTY}-other", Role.MEMBER, organization=COUNTY)
    await service.post(f"/members/{one}/link", "administrator", account=account)
    call = await called(service, name="夏季防汛", deadline="2026-03-20", members=["覃大海"])
    assert call["members"] == [{"id": one, "name": "覃大海"}]
    assert await notified(service, account) == [("call", text), ("call", text)]
    assert len(await notified(service, MEMBER)) == 1
    await service.post(f"/opinion-calls/{call['id']}/change", CLERK, deadline="2026-03-25")
    assert (await notified(service, account))[-1] == ("call", "约稿已更改（2026-03-25截止）")
    page = words(await PageClient(service, account).get("/notifications"))
    assert "2026年第2号 夏季防汛" in page
    for stranger in (f"{COUNTY}-leader", "522625-member"):
        assert await notified(service, stranger) == []


async def test_the_charter_gives_the_deadline_and_an_ended_call_takes_no_report(connected: ServiceClients) -> None:
    service = connected.county
    call = await called(service)
    assert (call["opened_on"], call["deadline"]) == ("2026-03-05", "2026-03-20")
    named = await collected(service, COUNTY, opinion_call=call["id"])
    await service.post(f"/opinion-calls/{call['id']}/end", CLERK)
    for command in ("end", "change"):
        assert await service.refused(f"/opinion-calls/{call['id']}/{command}", CLERK) == (409, "call-ended")
    refused = await service.call("POST", "/opinions", CLERK, json={"title": "一", "opinion_call": call["id"]})
    assert (refused.status_code, refused.json()["errors"][0]["rule"]) == (422, "须为本单位没有结束的约稿")
    await service.post(f"/opinions/{named}/edit", CLERK, content="已补充", opinion_call=call["id"])
    other = await collected(service, COUNTY)
    assert await service.refused(f"/opinions/{other}/edit", CLERK, opinion_call=call["id"]) == (422, "invalid")
    assert await service.refused("/opinions", "522625-secretariat", title="一", opinion_call=call["id"]) == (
        422,
        "invalid",
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"deadline": "2026-03-04"}, "deadline"), ({"members": ["无名"]}, "members"), ({"name": " "}, "name")],
)
async def test_a_wrong_call_is_refused_with_its_field(
    connected: ServiceClients, wrong: dict[str, object], field: str
) -> None:
    answer = await connected.county.call("POST", "/opinion-calls", CLERK, json={"name": "春耕", **wrong})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_the_office_calls_on_a_page_and_a_member_answers_on_another(connected: ServiceClients) -> None:
    service, secretariat, member = (
        connected.county,
        PageClient(connected.county, CLERK),
        PageClient(connected.county, MEMBER),
    )
    form = await secretariat.get("/opinion-calls/new")
    await secretariat.run_command(form, "enter_opinion_call", name="春耕备耕", deadline="2026-03-20")
    (call,) = (await service.get("/opinion-calls", MEMBER))["items"]
    begin = await member.get("/opinions/new")
    assert member.fields(begin, "")["opinion_call"] == [""]
    await member.run_command(begin, "collect", title="化肥涨价", content="每袋贵十元", opinion_call=call["id"])
    (report,) = (await service.get("/opinions", CLERK))["items"]
    page = await secretariat.get(f"/opinions/{report['id']}")
    assert f'href="/opinion-calls/{call["id"]}">春耕备耕（2026-03-20截止）</a>' in page.text
    assert "春耕备耕 本单位 2026-03-05 2026-03-20 全体委员 1 件" in words(await member.get("/opinion-calls"))
    assert "化肥涨价" in words(await secretariat.get(f"/opinions?opinion_call={call['id']}"))
    shown = await secretariat.get(f"/opinion-calls/{call['id']}")
    asked = await secretariat.run_command(shown, "end_opinion_call")
    await secretariat.run_command(asked, "end_opinion_call", confirmed="yes")
    assert "已结束" in words(await secretariat.get(f"/opinion-calls/{call['id']}"))
    assert "opinion_call" not in (await member.get("/opinions/new")).text
    assert "春耕备耕（已结束）" in words(await secretariat.get(f"/opinions/{report['id']}"))
