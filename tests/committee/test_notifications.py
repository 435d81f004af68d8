"""The notification centre: what each role is notified of, once, and what it has read."""

import re
from typing import Any

from sqlalchemy import func, select

from shared.committee.notifications.tables import notifications
from shared.contracts.vocabulary import Role
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import LIFECYCLE, brought_to, drafted
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.test_reminders import clock_of
from tests.support.matters import UNIT

CLERK, UNIT_ACCOUNT, MEMBER = "522625-secretariat", "522625-handling_unit", "522625-member"
COMMITTEE, LEADER = "522625-proposals_committee", "522625-leader"


async def shown(service: ServiceClient, by: str, **params: Any) -> list[tuple[str, str]]:
    """Returns sort and text of the notifications of an account, the oldest first."""
    items = (await service.get("/notifications", by, size=200, **params))["items"]
    return [(item["sort"], item["text"]) for item in reversed(items)]


async def test_each_role_is_notified_of_what_it_has_to_know(roster: ServiceClients) -> None:
    county = roster.county
    id = await drafted(county, by=MEMBER)
    await county.post(f"/proposals/{id}/submit", MEMBER)
    await carry_on_from(county, id, "file")
    assert await shown(county, MEMBER) == [
        ("decided", "提案已立案"),
        ("feedback", "承办单位已答复，请反馈意见"),
        ("decided", "提案已办结"),
    ]
    assert await shown(county, UNIT_ACCOUNT) == [("assigned", f"提案已交办（{UNIT}）")]
    assert ("replied", f"承办单位已答复（{UNIT}）") in await shown(county, COMMITTEE)
    assert ("decided", "提案已提交审查") in await shown(county, CLERK)
    assert all(text != "承办单位已答复（县教育局）" for _, text in await shown(county, CLERK))  # its own step
    for stranger in (LEADER, "522625-auditor", "520603-secretariat", "520603-handling_unit", "administrator"):
        assert await shown(county, stranger) == []


async def test_the_authors_of_merged_proposals_are_notified_of_what_becomes_of_the_target(
    roster: ServiceClients,
) -> None:
    county = roster.county
    authors = [await county.account(f"522625-author{each}", Role.MEMBER, organization="522625") for each in range(3)]
    before, joined, target = [await drafted(county, by=each) for each in authors]
    for id in (before, joined, target):
        for command in ("submit", "file"):
            await county.post(f"/proposals/{id}/{command}", CLERK)
    await county.post(f"/proposals/{before}/merge", CLERK, into=joined)
    await county.post(f"/proposals/{joined}/merge", CLERK, into=target)
    await carry_on_from(county, target, "assign")
    answered = [("feedback", "承办单位已答复，请反馈意见"), ("decided", "提案已办结")]
    merged = ("decided", "提案已并案")
    assert await shown(county, authors[0]) == [("decided", "提案已立案"), merged, merged, *answered]
    assert await shown(county, authors[1]) == [("decided", "提案已立案"), merged, *answered]
    assert await shown(county, authors[2]) == [("decided", "提案已立案"), *answered]
    newest = (await county.get("/notifications", authors[0]))["items"][0]
    assert (newest["matter"], newest["title"] != "") == (target, True)


async def test_the_author_of_a_merged_proposal_who_is_linked_with_its_member_is_notified_once(
    roster: ServiceClients,
) -> None:
    county = roster.county
    member = (await county.post("/members", CLERK, name="某委员", sector="教育界", term="第十届"))["id"]
    other = await county.account("522625-other", Role.MEMBER, organization="522625")
    await county.post(f"/members/{member}/link", "administrator", account=other)
    joined, target = await drafted(county, by=other), await drafted(county)
    for id in (joined, target):
        for command in ("submit", "file"):
            await county.post(f"/proposals/{id}/{command}", CLERK)
    await county.post(f"/proposals/{joined}/merge", CLERK, into=target)
    await carry_on_from(county, target, "assign")
    found = await shown(county, other)
    assert found.count(("feedback", "承办单位已答复，请反馈意见")) == 1


async def test_the_proposers_are_notified_of_a_refusal(roster: ServiceClients) -> None:
    county = roster.county
    id = await drafted(county, by=MEMBER)
    await county.post(f"/proposals/{id}/submit", MEMBER)
    await county.post(f"/proposals/{id}/refuse", CLERK, ground="personal")
    assert await shown(county, MEMBER) == [("decided", "提案不予立案")]


async def carry_on_from(service: ServiceClient, id: str, first: str) -> None:
    commands = [command for command, _ in LIFECYCLE]
    for command, body in LIFECYCLE[commands.index(first) :]:
        await service.post(f"/proposals/{id}/{command}", CLERK, **body)


async def test_a_unit_is_notified_of_urgings_of_decisions_on_returns_and_of_reminders_once(
    roster: ServiceClients,
) -> None:
    county = roster.county
    id = await brought_to(county, "file")
    await county.post(f"/proposals/{id}/assign", CLERK, sole=UNIT, limit="2026-03-11")
    await county.post(f"/proposals/{id}/request_return", UNIT_ACCOUNT, unit=UNIT, reason="不属本单位")
    await county.post(f"/proposals/{id}/keep", CLERK, unit=UNIT, reason="属于")
    await county.post(f"/proposals/{id}/urge", CLERK, text="不外传的催办内容")
    for _ in range(2):
        await clock_of(county).update()
    assert await shown(county, UNIT_ACCOUNT) == [
        ("assigned", f"提案已交办（{UNIT}）"),
        ("return", f"未同意退办（{UNIT}）"),
        ("urged", f"承办单位已被催办（{UNIT}）"),
        ("reminder", f"期限提醒（{UNIT}，2026-03-11到期）"),
    ]
    assert ("return", f"承办单位已申请退办（{UNIT}）") in await shown(county, CLERK)


async def test_an_invited_member_and_a_linked_proposer_are_notified(roster: ServiceClients) -> None:
    county = roster.county
    member = (await county.post("/members", CLERK, name="某委员", sector="教育界", term="第十届"))["id"]
    other = await county.account("522625-other", Role.MEMBER, organization="522625")
    await county.post(f"/members/{member}/link", "administrator", account=other)
    id = await drafted(county)
    await county.post(f"/proposals/{id}/cosign", CLERK, member=member)
    assert await shown(county, other) == [("invited", "已邀请委员附议")]
    assert await shown(county, MEMBER) == []
    await county.post(f"/proposals/{id}/accept_cosigning", other)
    for command in ("submit", "file"):
        await county.post(f"/proposals/{id}/{command}", CLERK)
    assert ("decided", "提案已立案") in await shown(county, other)


async def test_a_member_is_notified_of_what_becomes_of_an_own_opinion_report(roster: ServiceClients) -> None:
    county = roster.county
    first, second = [
        (await county.post("/opinions", MEMBER, title=title, content="三个月无人修理"))["id"]
        for title in ("路灯", "桥")
    ]
    for command, fields in (
        ("approve", {}),
        ("adopt", {}),
        ("instruct", {"text": "请住建局研究"}),
        ("feed_back", {"text": "已修复"}),
    ):
        await county.post(f"/opinions/{first}/{command}", CLERK, **fields)
    await county.post(f"/opinions/{second}/keep", CLERK, reason="已由他件反映")
    assert await shown(county, MEMBER) == [
        *(("decided", "已采用"), ("decided", "已批示"), ("decided", "已反馈"), ("decided", "已留存备查")),
    ]
    assert await shown(county, await county.account("522625-other", Role.MEMBER, organization="522625")) == []


async def test_a_member_and_a_unit_are_notified_of_the_decision_on_their_topics(roster: ServiceClients) -> None:
    county = roster.county
    own, units = [
        (await county.post("/topic-suggestions", by, name=name))["id"]
        for by, name in ((MEMBER, "加装电梯"), (UNIT_ACCOUNT, "河道治理"))
    ]
    plan = (await county.post("/plans", CLERK, year=2026))["id"]
    item = {
        "class": "sector",
        "lead_leader": "副主席",
        "department": "经济委",
        "person": "主任",
        "deadline": "2026-12-31",
    }
    await county.post(f"/topic-suggestions/{own}/accept", CLERK, plan=plan, **item)
    await county.post(f"/topic-suggestions/{units}/decline", CLERK, reason="已列入上年计划")
    assert await shown(county, MEMBER) == [("decided", "您提出的议题已列入计划")]
    assert await shown(county, UNIT_ACCOUNT) == [("decided", "您提出的议题不予列入")]
    page = await PageClient(county, MEMBER).get("/notifications")
    assert f'href="/topic-suggestions/{own}"' in page.text
    assert "2026年第1号 加装电梯" in words(page)


async def test_a_refused_step_and_a_step_of_long_ago_notify_nobody(roster: ServiceClients) -> None:
    county = roster.county
    id = await drafted(county, on="2025-01-10", late_reason="补录", year=2025)
    await county.post(f"/proposals/{id}/submit", CLERK, on="2025-01-11", late_reason="补录")
    await county.refused(f"/proposals/{id}/assign", CLERK, sole=UNIT)
    async with county.context.service.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(notifications)) == 0


async def test_what_is_read_is_no_longer_counted_and_only_for_the_account_that_read_it(roster: ServiceClients) -> None:
    county, unit = roster.county, PageClient(roster.county, UNIT_ACCOUNT)
    other = await county.account("522625-unit-2", Role.HANDLING_UNIT, organization="522625", unit=UNIT)
    for title in ("关于河道的提案", "关于校车的提案"):
        await brought_to(county, "assign", title=title)
    assert "通知（2）" in words(await unit.get("/"))
    page = await unit.get("/notifications?unread=true")
    assert "关于河道的提案" in words(page)
    address = re.search(r'action="(/notifications/[0-9]+/read)"', page.text)
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert address
    assert token
    assert (await unit.post(address[1], {"form_token": [token[1]]})).status_code == 303
    assert "通知（1）" in words(await unit.get("/"))
    assert len(await shown(county, UNIT_ACCOUNT, unread=True)) == 1
    answer = await county.call("POST", "/notifications/read", UNIT_ACCOUNT, json={})
    assert answer.status_code == 204
    assert await shown(county, UNIT_ACCOUNT, unread=True) == []
    assert len(await shown(county, UNIT_ACCOUNT)) == len(await shown(county, other, unread=True)) == 2
    assert "没有未读的通知" in words(await unit.get("/notifications?unread=true"))


async def test_an_account_that_may_no_longer_read_a_matter_is_not_shown_its_title(roster: ServiceClients) -> None:
    county = roster.county
    id = await brought_to(county, "assign", title="不再可见的提案")
    await county.post(f"/proposals/{id}/reassign", CLERK, unit=UNIT, to="县水务局")
    (item,) = (await county.get("/notifications", UNIT_ACCOUNT))["items"]
    assert (item["title"], item["number"], item["matter"]) == ("", "", id)
    page = words(await PageClient(county, UNIT_ACCOUNT).get("/notifications"))
    assert "不再可见的提案" not in page
    assert id in page
