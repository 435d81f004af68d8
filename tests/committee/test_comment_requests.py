"""Requests for comments 征求意见 to handling units: a unit reads the draft on its own pages and gives its comment itself."""

from io import BytesIO
from typing import Any

import pytest
from docx import Document

from shared.contracts.vocabulary import Role
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import Json, ServiceClient, ServiceClients
from tests.committee.test_activities import held
from tests.committee.test_limit_calendar import events, read, subscribed
from tests.committee.test_notifications import shown as notified
from tests.committee.test_reminders import clock_of

COUNTY = "520603"
CLERK, UNIT, OTHER = f"{COUNTY}-secretariat", f"{COUNTY}-handling_unit", "waterworks"
UNTIL = "2026-03-20"


async def asked(service: ServiceClient, **fields: Any) -> str:
    """Asks two units for comments on the outcome of an activity; returns the id of the activity."""
    await service.account(OTHER, Role.HANDLING_UNIT, organization=COUNTY, unit="县水务局")
    id = await held(service)
    await service.post(
        f"/consultations/{id}/submit_outcome", CLERK, kind="draft_decision", outcome_text="第一条 修路。"
    )
    given = {"addressees": ["县教育局", "县水务局"], "until": UNTIL, **fields}
    await service.post(f"/consultations/{id}/request_comments", CLERK, **given)
    return id


async def received(service: ServiceClient, by: str) -> Json:
    """Returns the only request to an account."""
    (found,) = (await service.get("/comment-requests", by))["items"]
    return await service.get(f"/comment-requests/{found['id']}", by)


async def todo(service: ServiceClient, by: str) -> list[tuple[str, bool]]:
    tasks = (await service.get("/worklist", by))["tasks"]
    return [(each["title"], each["overdue"]) for each in tasks if each["kind"] == "征求意见"]


async def test_a_unit_finds_the_request_in_its_worklist_with_the_draft(roster: ServiceClients) -> None:
    await asked(roster.county)
    assert await todo(roster.county, UNIT) == [(f"请于{UNTIL}前反馈意见：协商", False)]
    shown = await received(roster.county, UNIT)
    assert (shown["name"], shown["document"], shown["asked_by"]) == ("协商", "代拟稿", "万山区政协")
    assert (shown["draft"], shown["deadline"], shown["may_comment"]) == ("第一条 修路。", UNTIL, True)
    assert await todo(roster.county, CLERK) == []
    assert (await roster.county.get("/comment-requests", CLERK))["total"] == 0


async def test_the_unit_downloads_the_letter_that_asks_it_alone(roster: ServiceClients) -> None:
    await asked(roster.county, draft="第一条 修好路。")
    id = (await received(roster.county, UNIT))["id"]
    answer = await roster.county.call("GET", f"/comment-requests/{id}/letter.docx", UNIT)
    lines = [each.text for each in Document(BytesIO(answer.content)).paragraphs]
    assert lines[1:3] == ["关于征求《协商》代拟稿意见的函", "县教育局："]
    assert "请于2026年3月20日前书面反馈" in lines[3]
    assert lines[-1] == "第一条 修好路。"
    answer = await roster.county.call("GET", f"/comment-requests/{id}/letter.docx", CLERK)
    assert [each.text for each in Document(BytesIO(answer.content)).paragraphs][2] == "县教育局："


async def test_the_letter_of_a_round_without_a_stored_draft_has_the_outcome(roster: ServiceClients) -> None:
    service = roster.county
    id = (await service.post("/consultations", CLERK, title="协商", on="2026-03-01"))["id"]
    await service.post(f"/consultations/{id}/organise", CLERK, on="2026-03-02")
    await service.post(f"/consultations/{id}/hold", CLERK, on="2026-03-03", participants=15)
    await service.post(f"/consultations/{id}/request_comments", CLERK, addressees=["县教育局"], until=UNTIL)
    await service.post(
        f"/consultations/{id}/submit_outcome", CLERK, kind="draft_decision", outcome_text="第一条 修路。"
    )
    answer = await service.call("GET", f"/consultations/{id}/documents/comments", CLERK)
    assert [each.text for each in Document(BytesIO(answer.content)).paragraphs][-1] == "第一条 修路。"


async def test_a_round_that_has_ended_when_it_is_recorded_asks_no_unit(roster: ServiceClients) -> None:
    service = roster.county
    id = await held(service)
    roster.clock.advance(days=20)
    past = {"on": "2026-03-05", "late_reason": "补录", "until": UNTIL}
    await service.post(f"/consultations/{id}/request_comments", CLERK, addressees=["县教育局"], **past)
    assert (await service.get("/comment-requests", UNIT))["total"] == 0


async def test_a_unit_is_asked_once_under_names_that_clerks_regard_as_the_same(roster: ServiceClients) -> None:
    service = roster.county
    await service.post("/units", CLERK, name="县教育局")
    id = await held(service)
    path, given = f"/consultations/{id}/request_comments", {"addressees": ["县　教育局"], "until": UNTIL}
    await service.post(path, CLERK, **given, addressee_groups=["units"])
    assert (await service.get(f"/consultations/{id}", CLERK))["comments_received"] == "1家中已反馈0家，尚缺：县　教育局"
    answer = await service.call("POST", path, CLERK, json=given | {"addressees": ["县　教育局", "县教育局"]})
    (error,) = answer.json()["errors"]
    assert (error["field"], error["rule"]) == ("addressees.1", "与“县　教育局”是同一单位，同一单位只填一次")


async def test_the_comment_of_a_unit_is_on_the_page_of_the_activity(roster: ServiceClients) -> None:
    service = roster.county
    id = await asked(service)
    request = await received(service, UNIT)
    after = await service.post(f"/comment-requests/{request['id']}/comment", UNIT, comment="建议先修桥")
    assert (after["comment"], after["commented_on"], after["may_comment"]) == ("建议先修桥", "2026-03-05", False)
    shown = await service.get(f"/consultations/{id}", CLERK)
    assert [(each["addressee"], each["received_on"], each["comment"]) for each in shown["comments"]] == [
        ("县教育局", "2026-03-05", "建议先修桥"),
        ("县水务局", None, ""),
    ]
    assert shown["comments_received"] == "2家中已反馈1家，尚缺：县水务局"
    assert "2家中已反馈1家，尚缺：县水务局" in words(await PageClient(service, CLERK).get(f"/consultations/{id}"))
    history = (await service.get(f"/consultations/{id}/history", CLERK))["items"]
    assert (history[-1]["command"], history[-1]["recorder"]) == ("record_comment", UNIT)
    assert await todo(service, UNIT) == []
    assert not any("修桥" in row.payload.decode() for row in await service.announced())


async def test_a_comment_is_given_once(roster: ServiceClients) -> None:
    await asked(roster.county)
    path = f"/comment-requests/{(await received(roster.county, UNIT))['id']}/comment"
    await roster.county.post(path, UNIT, comment="无意见")
    assert await roster.county.refused(path, UNIT, comment="有意见") == (409, "already-recorded")


async def test_a_late_comment_is_refused_with_the_deadline(roster: ServiceClients) -> None:
    await asked(roster.county)
    roster.clock.advance(days=15)
    path = f"/comment-requests/{(await received(roster.county, UNIT))['id']}"
    assert (await roster.county.get(path, UNIT))["may_comment"]
    roster.clock.advance(days=1)
    answer = await roster.county.call("POST", f"{path}/comment", UNIT, json={"comment": "无意见"})
    error = answer.json()
    assert (answer.status_code, error["code"], error["errors"]) == (409, "deadline-passed", [])
    assert error["detail"] == "反馈意见截止于2026-03-20，今天（2026-03-21）不再反馈"
    assert await todo(roster.county, UNIT) == []
    assert "已过截止日期" in words(await PageClient(roster.county, UNIT).get("/comment-requests"))
    page = await PageClient(roster.county, UNIT).get(path)
    assert "反馈意见截止于2026-03-20，现在不能再反馈" in words(page)
    assert "submit_comment" not in page.text


async def test_a_unit_reads_and_answers_only_what_it_is_asked_itself(roster: ServiceClients) -> None:
    await asked(roster.county)
    others = (await received(roster.county, OTHER))["id"]
    for path in ("", "/letter.docx"):
        answer = await roster.county.call("GET", f"/comment-requests/{others}{path}", UNIT)
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign-assignment")
    path = f"/comment-requests/{others}/comment"
    assert await roster.county.refused(path, UNIT, comment="无意见") == (403, "foreign-assignment")
    assert await roster.county.refused(path, "522625-handling_unit", comment="无意见") == (
        404,
        "unknown-comment-request",
    )
    answer = await roster.county.call("GET", "/comment-requests", f"{COUNTY}-member")
    assert answer.status_code == 403


async def test_what_the_office_records_for_a_unit_answers_the_request(roster: ServiceClients) -> None:
    service = roster.county
    id = await asked(service)
    await service.post(f"/consultations/{id}/record_comment", CLERK, number=1, comment="来函：同意")
    shown = await received(service, UNIT)
    assert (shown["comment"], shown["commented_on"]) == ("来函：同意", "2026-03-05")
    assert await todo(service, UNIT) == []
    path = f"/comment-requests/{shown['id']}/comment"
    assert await service.refused(path, UNIT, comment="无意见") == (409, "already-recorded")


async def test_a_round_that_is_begun_again_withdraws_requests_and_changes_the_others(roster: ServiceClients) -> None:
    service = roster.county
    id = await asked(service)
    again = {"addressees": ["县教育局"], "until": "2026-03-25", "draft": "第二稿"}
    await service.post(f"/consultations/{id}/request_comments", CLERK, **again)
    shown = await received(service, UNIT)
    assert (shown["deadline"], shown["draft"]) == ("2026-03-25", "第二稿")
    withdrawn = await received(service, OTHER)
    assert (withdrawn["withdrawn_on"], withdrawn["open"], withdrawn["may_comment"]) == ("2026-03-05", False, False)
    path = f"/comment-requests/{withdrawn['id']}/comment"
    assert await service.refused(path, OTHER, comment="无意见") == (409, "request-withdrawn")
    assert withdrawn["draft"] == "第一条 修路。"
    await service.post(f"/comment-requests/{shown['id']}/comment", UNIT, comment="同意")
    assert (await service.get(f"/consultations/{id}", CLERK))["comments_received"] == "1家中已反馈1家"


async def test_a_unit_is_notified_of_a_request_and_of_its_withdrawal(roster: ServiceClients) -> None:
    service = roster.county
    id = await asked(service)
    assert await notified(service, OTHER) == [("feedback", "征求本单位的意见（2026-03-20截止）")]
    (shown,) = (await service.get("/notifications", OTHER))["items"]
    assert (shown["kind"], shown["matter"], shown["title"]) == (
        "comment-requests",
        (await received(service, OTHER))["id"],
        "协商",
    )
    again = f"/consultations/{id}/request_comments"
    await service.post(again, CLERK, addressees=["县教育局"], until="2026-03-25")
    await service.post(again, CLERK, addressees=["县教育局"], until="2026-03-26")
    assert (await notified(service, OTHER))[1:] == [("feedback", "不再征求本单位的意见")]
    assert [text for _, text in await notified(service, UNIT)] == [
        f"征求本单位的意见（2026-03-{day}截止）" for day in (20, 25, 26)
    ]
    page = await PageClient(service, OTHER).get("/notifications")
    assert f'href="/comment-requests/{shown["matter"]}"' in page.text


async def test_a_unit_with_another_name_since_then_answers_what_it_was_asked(roster: ServiceClients) -> None:
    service = roster.county
    unit = (await service.post("/units", CLERK, name="县教育局"))["id"]
    await asked(service)
    await service.post(f"/units/{unit}/rename", CLERK, name="县教育体育局")
    request = await received(service, UNIT)
    await service.post(f"/comment-requests/{request['id']}/comment", UNIT, comment="无意见")
    assert (await received(service, UNIT))["comment"] == "无意见"


async def test_the_unit_gives_its_comment_on_its_page(roster: ServiceClients) -> None:
    await asked(roster.county)
    unit = PageClient(roster.county, UNIT)
    home = await unit.get("/")
    assert f"请于{UNTIL}前反馈意见：协商" in words(home)
    listed = await unit.get("/comment-requests")
    assert "协商 代拟稿 万山区政协 2026-03-05 2026-03-20 待反馈" in words(listed)
    path = f"/comment-requests/{(await received(roster.county, UNIT))['id']}"
    page = await unit.get(path)
    assert "第一条 修路。" in words(page)
    refused = await unit.run_command(page, "submit_comment", comment=" ")
    assert refused.status_code == 422
    page = await unit.run_command(page, "submit_comment", comment="建议先修桥")
    assert "反馈意见已完成" in words(page)
    assert "反馈的意见 建议先修桥" in words(page)
    assert unit.commands(page) == []


@pytest.mark.parametrize("comment", ["", "  "])
async def test_an_empty_comment_is_refused(roster: ServiceClients, comment: str) -> None:
    await asked(roster.county)
    path = f"/comment-requests/{(await received(roster.county, UNIT))['id']}/comment"
    assert await roster.county.refused(path, UNIT, comment=comment) == (422, "invalid")


async def reminded(service: ServiceClient, by: str) -> list[str]:
    """Makes the reminders of the day; returns those that the account is notified of."""
    await clock_of(service).update()
    return [text for sort, text in await notified(service, by) if sort == "reminder"]


async def test_a_unit_is_reminded_before_and_once_after_the_deadline_until_it_has_answered(
    roster: ServiceClients,
) -> None:
    service = roster.county
    await asked(service)
    text = f"反馈意见的期限（协商，{UNTIL}到期）"
    assert await reminded(service, UNIT) == [text]
    await service.post(f"/comment-requests/{(await received(service, UNIT))['id']}/comment", UNIT, comment="无意见")
    roster.clock.advance(days=14)
    for _ in range(2):
        assert await reminded(service, OTHER) == [text, text]
    for days in (2, 10):
        roster.clock.advance(days=days)
        assert await reminded(service, OTHER) == [text, text, f"反馈意见的期限（协商，{UNTIL}到期，已逾期）"]
    assert await reminded(service, UNIT) == [text]
    assert not [each for each in await reminded(service, CLERK) if each.startswith("反馈意见")]
    assert await reminded(service, "522625-handling_unit") == []


async def test_the_calendar_of_a_unit_has_the_deadline_until_the_comment_is_given(roster: ServiceClients) -> None:
    service = roster.county
    await asked(service)
    id = (await received(service, OTHER))["id"]
    feeds = {each: await subscribed(service, each) for each in (UNIT, OTHER, "522625-handling_unit")}
    titles = {each: [str(event["SUMMARY"]) for event in events(await read(service, feeds[each]))] for each in feeds}
    assert titles == {
        UNIT: ["反馈意见到期：2026年第1号 协商"],
        OTHER: ["反馈意见到期：2026年第2号 协商"],
        "522625-handling_unit": [],
    }
    await service.post(f"/comment-requests/{(await received(service, UNIT))['id']}/comment", UNIT, comment="无意见")
    assert events(await read(service, feeds[UNIT])) == []
    roster.clock.advance(days=16)
    page = await PageClient(service, OTHER).get("/calendar/limits")
    assert "已逾期 1 项" in words(page)
    assert f'<a href="/comment-requests/{id}" class="overdue">' in page.text
    assert '<b class="tag late">已过截止日期</b>' in (await PageClient(service, OTHER).get("/comment-requests")).text
    roster.clock.advance(days=31)
    assert events(await read(service, feeds[OTHER])) == []
