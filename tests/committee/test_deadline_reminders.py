"""Reminders of the days until which reports or comments are asked for: calls for reports 约稿 and comment rounds 征求意见."""

from shared.contracts.vocabulary import Role
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClients
from tests.committee.test_activities import ITEM, held
from tests.committee.test_limit_calendar import events, read, subscribed
from tests.committee.test_notifications import shown as notified
from tests.committee.test_reminders import CLERK, clock_of, shown


async def test_the_office_is_reminded_of_missing_comments_until_the_last_day_and_not_after_it(
    roster: ServiceClients,
) -> None:
    county = roster.county
    id = await held(county, CLERK)
    asked = {"addressees": ["甲镇", "乙镇"], "until": "2026-03-12"}
    await county.post(f"/consultations/{id}/request_comments", CLERK, **asked)
    await clock_of(county).update()
    (item,) = await shown(county, CLERK)
    assert (item["kind"], item["text"]) == (
        "consultations",
        "征求意见（尚缺2家反馈）：2026-03-12到期，还有7天到期",
    )
    await county.post(f"/consultations/{id}/record_comment", CLERK, number=1, comment="无意见")
    assert (await shown(county, CLERK))[0]["text"].startswith("征求意见（尚缺1家反馈）")
    assert f'href="/consultations/{id}"' in (await PageClient(county, CLERK).get("/")).text
    county.clock.advance(days=20)
    before = await notified(county, CLERK)
    await clock_of(county).update()
    assert await notified(county, CLERK) == before
    county.clock.advance(days=-20)
    await county.post(f"/consultations/{id}/record_comment", CLERK, number=2, comment="同意")
    assert await shown(county, CLERK) == []


async def test_notice_papers_and_the_day_of_a_consultation_are_reminded_of_and_in_calendar_and_worklist(
    roster: ServiceClients,
) -> None:
    county = roster.county
    id = (await county.post("/consultations", CLERK, title="城市更新"))["id"]
    days = {"date": "2026-03-20", "notice_due": "2026-03-06", "papers_due": "2026-03-12"}
    await county.post(f"/consultations/{id}/organise", CLERK, **days)
    await clock_of(county).update()
    assert [each["text"] for each in await shown(county, CLERK)] == [
        "发出通知：2026-03-06到期，还有1天到期",
        "送达材料：2026-03-12到期，还有7天到期",
        "开展活动：2026-03-20到期，还有15天到期",
    ]
    (item,) = (await county.get("/worklist", CLERK))["items"]
    assert (item["id"], item["step"], item["limit"], item["command"]) == (id, "发出通知", "2026-03-06", "hold")
    found = events(await read(county, await subscribed(county, CLERK)))
    assert [each["SUMMARY"].partition("到期")[0] for each in found] == ["发出通知", "送达材料", "开展活动"]
    assert len({each["UID"] for each in found}) == len(found)
    county.clock.advance(days=2)
    assert [each["id"] for each in (await county.get("/consultations", CLERK, overdue=True))["items"]] == [id]
    await county.post(f"/consultations/{id}/send_notice", CLERK)
    assert (await county.get("/consultations", CLERK, overdue=True))["items"] == []
    assert (await county.get("/worklist", CLERK))["items"][0]["step"] == "送达材料"
    await county.post(f"/consultations/{id}/cancel", CLERK, reason="改期")
    assert await shown(county, CLERK) == []


async def test_those_who_are_called_for_reports_are_reminded_before_the_deadline_unless_they_have_sent_one(
    roster: ServiceClients,
) -> None:
    county = roster.county
    ids = [(await county.post("/members", CLERK, name=name))["id"] for name in ("甲", "乙")]
    for id in ids:
        account = await county.account(f"522625-{id[-1]}", Role.MEMBER, organization="522625")
        await county.post(f"/members/{id}/link", "administrator", account=account)
    asked = {"name": "春耕备耕", "deadline": "2026-03-12", "members": ids}
    call = (await county.post("/opinion-calls", CLERK, **asked))["id"]
    sent, silent = (f"522625-{id[-1]}" for id in ids)
    await county.post("/opinions", sent, title="化肥涨价", content="每袋贵十元", opinion_call=call)
    for _ in range(2):
        await clock_of(county).update()
    text = "约稿即将截止（春耕备耕，2026-03-12到期）"
    for account, expected in ((sent, []), (silent, [("reminder", text)]), (CLERK, [("reminder", text)])):
        found = [each for each in await notified(county, account) if each[0] == "reminder"]
        assert found == expected, account
    county.clock.advance(days=30)
    await clock_of(county).update()
    assert len([each for each in await notified(county, silent) if each[0] == "reminder"]) == 1


async def test_the_office_is_reminded_of_the_answer_to_an_instruction_on_an_outcome(roster: ServiceClients) -> None:
    county = roster.county
    id = await held(county, CLERK)
    await county.post(f"/consultations/{id}/submit_outcome", CLERK, kind="minutes")
    asked = {"level": "county", "text": "请研究", "reply_by": "2026-03-12"}
    await county.post(f"/consultations/{id}/instruct", CLERK, **asked)
    await county.post(f"/consultations/{id}/close", CLERK)
    await clock_of(county).update()
    (item,) = await shown(county, CLERK)
    assert (item["instruction"], item["text"]) == (1, "第1件批示的回复：2026-03-12到期，还有7天到期")
    page = words(await PageClient(county, CLERK).get(f"/consultations/{id}"))
    assert "回复期限" in page
    await county.post(f"/consultations/{id}/answer_instruction", CLERK, text="已办")
    assert await shown(county, CLERK) == []


async def test_the_open_items_of_a_confirmed_plan_are_in_the_calendar_and_the_office_is_reminded_of_them(
    roster: ServiceClients,
) -> None:
    county = roster.county
    id = (await county.post("/plans", CLERK))["id"]
    for deadline in ("2026-03-12", "2026-03-12", "2026-12-31"):
        await county.post(f"/plans/{id}/add_item", CLERK, **ITEM | {"deadline": deadline})
    address = await subscribed(county, CLERK)
    assert events(await read(county, address)) == []
    for command in ("approve", "confirm"):
        await county.post(f"/plans/{id}/{command}", CLERK)
    titles = [str(event["SUMMARY"]) for event in events(await read(county, address))]
    assert titles == [f"执行第{items}项到期：2026年第1号 年度协商计划" for items in ("1、2", "3")]
    await clock_of(county).update()
    (item,) = await shown(county, CLERK)
    assert (item["kind"], item["text"]) == ("plans", "执行第1、2项：2026-03-12到期，还有7天到期")
    for number in (1, 2):
        await county.post(f"/plans/{id}/execute", CLERK, item=number)
    assert await shown(county, CLERK) == []
    assert (await county.get("/plans", CLERK, sort="limit", due_within=365))["total"] == 1
