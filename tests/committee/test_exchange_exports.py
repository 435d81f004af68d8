"""Calls, suggested topics, requests for comments and transfers as workbooks: with the filter of the list, and what the reader may see."""

from datetime import date
from typing import Any

from tests.committee.exports import exported
from tests.committee.forwarding import COUNTY, TOWNSHIP, approved, clerk, sent
from tests.committee.page_client import PageClient
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.test_comment_requests import CLERK, OTHER, UNIT, asked, received

OFFICE = "522625-secretariat"


async def lines(service: ServiceClient, path: str, by: str, **filters: Any) -> list[dict[str, Any]]:
    """Returns the rows of an export, each by the titles of its columns."""
    rows, _ = await exported(service, path, by, **filters)
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


async def test_calls_are_exported_with_those_who_are_called_and_what_came(roster: ServiceClients) -> None:
    county = roster.county
    member = (await county.post("/members", OFFICE, name="甲"))["id"]
    asked = {"name": "春耕备耕", "text": "写明缺什么", "deadline": "2026-03-12"}
    call = (await county.post("/opinion-calls", OFFICE, **asked, members=[member]))["id"]
    other = (await county.post("/opinion-calls", OFFICE, name="夏收"))["id"]
    await county.post("/opinions", OFFICE, title="化肥涨价", content="贵", opinion_call=call)
    await county.post(f"/opinion-calls/{other}/end", OFFICE)
    (line,) = await lines(county, "/opinion-calls.xlsx", OFFICE, open=True)
    shown = ("主题", "发出单位", "截止", "状态", "约请委员", "报来", "逾期报来", "系统编号")
    assert [line[title] for title in shown] == ["春耕备耕", "本单位", date(2026, 3, 12), "征集中", "甲", 1, 0, call]
    assert [each["状态"] for each in await lines(county, "/opinion-calls.xlsx", OFFICE)] == ["已结束", "征集中"]


async def test_topics_are_exported_by_what_became_of_them(roster: ServiceClients) -> None:
    county = roster.county
    ids = [(await county.post("/topic-suggestions", OFFICE, name=name, text="急"))["id"] for name in ("治水", "修路")]
    await county.post(f"/topic-suggestions/{ids[0]}/decline", OFFICE, reason="已办")
    (line,) = await lines(county, "/topic-suggestions.xlsx", OFFICE, status="declined")
    assert (line["议题"], line["说明"], line["理由"], line["系统编号"]) == ("治水", "急", "已办", ids[0])
    _, about = await exported(county, "/topic-suggestions.xlsx", OFFICE, status="declined")
    assert (about["研究结果"], about["件数"]) == (line["结果"], "1")
    page = await PageClient(county, OFFICE).get("/topic-suggestions?status=declined")
    assert 'href="/topic-suggestions.xlsx?status=declined"' in page.text


async def test_a_unit_exports_the_requests_for_its_own_comments_alone(roster: ServiceClients) -> None:
    service = roster.county
    await asked(service)
    own = await received(service, OTHER)
    await service.post(f"/comment-requests/{(await received(service, UNIT))['id']}/comment", UNIT, comment="无意见")
    roster.clock.advance(days=20)
    (line,) = await lines(service, "/comment-requests.xlsx", OTHER)
    assert [line[title] for title in ("题目", "成果", "反馈截止", "状态", "系统编号")] == [
        *("协商", "代拟稿", date(2026, 3, 20), "已过截止日期", own["id"])
    ]
    (line,) = await lines(service, "/comment-requests.xlsx", UNIT)
    assert (line["状态"], line["反馈"]) == ("已反馈", date(2026, 3, 5))
    assert await lines(service, "/comment-requests.xlsx", CLERK) == []
    assert 'href="/comment-requests.xlsx"' in (await PageClient(service, OTHER).get("/comment-requests")).text


async def test_transfers_are_exported_as_filtered_without_matters_that_are_not_read(connected: ServiceClients) -> None:
    id = await approved(connected.township, TOWNSHIP)
    await sent(connected, TOWNSHIP, id)
    county, by = connected.county, clerk(COUNTY)
    (line,) = await lines(county, "/transfers.xlsx", by, side="in")
    listed = (await county.get("/transfers", by, side="in"))["items"]
    assert [line[title] for title in ("方向", "类别", "状态", "逾期无答复", "报送编号")] == [
        *("来件", "社情民意", listed[0]["status_title"], "否", listed[0]["id"])
    ]
    assert await lines(county, "/transfers.xlsx", by, side="out") == []
    assert await lines(county, "/transfers.xlsx", f"{COUNTY}-proposals_committee") == []
    _, about = await exported(county, "/transfers.xlsx", by, side="in", overdue=False)
    assert (about["方向"], about["答复"], about["件数"]) == ("来件", "其他", "1")
    page = await PageClient(county, by).get("/transfers?side=in")
    assert 'href="/transfers.xlsx?side=in"' in page.text
    assert (await PageClient(county, by).get("/transfers.xlsx?side=in")).status_code == 200
