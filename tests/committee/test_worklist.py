"""The worklist: which matters wait for an account, the most urgent first, on the home page and through the API."""

import re
from typing import Any

import pytest

from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to, review_replies
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.support.matters import UNIT

CLERK, MEMBER, HANDLER = "522625-secretariat", "522625-member", "522625-handling_unit"
COMMITTEE = "522625-proposals_committee"


async def waiting(service: ServiceClient, account: str) -> list[dict[str, Any]]:
    """Returns the items of the worklist of an account."""
    return list((await service.get("/worklist", account))["items"])


async def test_the_worklist_names_the_next_step_and_puts_the_fewest_days_left_first(roster: ServiceClients) -> None:
    new = await brought_to(roster.county, "submit")
    handled = await brought_to(roster.county, "acknowledge")
    items = await waiting(roster.county, CLERK)
    assert [(each["id"], each["step"]) for each in items] == [(handled, "答复"), (new, "立案")]
    assert items[0]["unit"] == UNIT
    assert items[0]["days_left"] > 0
    assert items[1]["days_left"] is None


async def test_a_unit_sees_its_own_part_and_nothing_that_it_has_done(roster: ServiceClients) -> None:
    id = await brought_to(roster.county, "assign")
    assert [(each["id"], each["command"]) for each in await waiting(roster.county, HANDLER)] == [(id, "acknowledge")]
    await roster.county.post(f"/proposals/{id}/acknowledge", HANDLER, unit=UNIT)
    assert [each["command"] for each in await waiting(roster.county, HANDLER)] == ["reply"]


async def test_a_collected_report_waits_for_the_approval_of_a_leader_and_for_the_edit_of_the_office(
    roster: ServiceClients,
) -> None:
    county, leader = roster.county, "522625-leader"
    collected, edited = [
        (await county.post("/opinions", CLERK, title=title, content="三个月无人修理"))["id"]
        for title in ("路灯坏了", "井盖破损")
    ]
    await county.post(f"/opinions/{edited}/edit", CLERK)
    steps = {each["id"]: each["command"] for each in await waiting(county, leader)}
    assert steps == {collected: "approve", edited: "approve"}
    assert {each["id"]: each["command"] for each in await waiting(county, CLERK)} == steps | {collected: "edit"}
    client = PageClient(county, leader)
    (task,) = [each for each in (await county.get("/worklist", leader))["tasks"] if each["title"] == "待审签"]
    assert (task["count"], task["address"]) == (2, "/opinions?step=approve")
    assert words(await client.get("/")).count("待审签") == 1
    shown = await client.get(task["address"])
    assert "共 2 件" in words(shown)
    assert '<input type="hidden" name="step" value="approve">' in shown.text
    assert "待编辑" not in words(await client.get("/"))
    assert client.commands(await client.get(f"/opinions/{collected}"))[0] == "approve"
    assert "待编辑" in words(await PageClient(county, CLERK).get("/"))


async def test_a_matter_of_others_does_not_wait_for_a_member(roster: ServiceClients) -> None:
    await brought_to(roster.county, "submit")
    assert await waiting(roster.county, MEMBER) == []


async def test_the_home_page_links_each_waiting_matter_by_its_next_step(roster: ServiceClients) -> None:
    id = await brought_to(roster.county, "acknowledge")
    page = await PageClient(roster.county, CLERK).get("/")
    assert f'href="/proposals/{id}#reply"' in page.text
    assert "还有" in words(page)
    roster.clock.advance(days=400)
    assert "已逾期" in words(await PageClient(roster.county, CLERK).get("/"))


EXPECTED = {
    "secretariat": "导入提案 委员名册 承办单位名录 统计报告",
    "proposals_committee": "全部提案 期限日历 承办单位绩效考评 统计报告",
    "member": "我的提案 统计报告",
    "leader": "逾期的提案 社情民意 承办单位绩效考评 统计报告",
    "handling_unit": "交给本单位的提案 期限日历",
    "auditor": "全部提案 承办单位绩效考评 统计报告",
}


@pytest.mark.parametrize("role", EXPECTED)
async def test_where_nothing_waits_the_home_page_leads_to_what_the_role_looks_at(
    roster: ServiceClients, role: str
) -> None:
    client = PageClient(roster.county, f"522625-{role}")
    page = await client.get("/")
    assert "目前没有等待您办理的事项" in words(page)
    (part,) = re.findall(r'<p class="next-pages">(.*?)</p>', page.text)
    assert re.sub(r"<[^>]+>", " ", part).split() == EXPECTED[role].split()
    for address in re.findall(r'href="([^"]+)"', part):
        assert (await client.get(address)).status_code == 200, address


async def test_the_home_page_counts_requests_to_return_and_drafts_of_replies_by_themselves(
    roster: ServiceClients,
) -> None:
    county = roster.county
    review_replies(county)
    returned, drafted = await brought_to(county, "assign"), await brought_to(county, "acknowledge")
    await brought_to(county, "assign")
    await county.post(
        f"/proposals/{returned}/request_return", HANDLER, unit=UNIT, reason="不属本单位职责", on="2026-02-25"
    )
    body = {"unit": UNIT, "text": "答复稿", "answer_class": "A"}
    await county.post(f"/proposals/{drafted}/draft_reply", HANDLER, **body)
    counted = {each["title"]: each["count"] for each in (await county.get("/worklist", COMMITTEE))["tasks"]}
    assert (counted["待同意退办"], counted["待审核答复稿"]) == (1, 1)
    page = await PageClient(county, COMMITTEE).get("/")
    for awaited, id in (("accept_return", returned), ("review_reply", drafted)):
        assert f'href="/proposals?awaits={awaited}"' in page.text
        found = await county.get("/proposals", COMMITTEE, awaits=awaited)
        assert [each["id"] for each in found["items"]] == [id]
