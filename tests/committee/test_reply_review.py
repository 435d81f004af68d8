"""Replies in two stages, through the API and on the page."""

import re
from datetime import date

from shared.domain.charters.charters import Amendment
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to, review_replies
from tests.committee.service_clients import ServiceClients
from tests.support.matters import UNIT

SEC, UNIT_ACCOUNT, COMMITTEE = "522625-secretariat", "522625-handling_unit", "522625-proposals_committee"


async def test_a_draft_is_sent_back_drafted_again_and_approved(roster: ServiceClients) -> None:
    county = roster.county
    review_replies(county)
    id = await brought_to(county, "acknowledge")
    path = f"/proposals/{id}"
    body = {"unit": UNIT, "text": "不外传的初稿", "answer_class": "A"}
    assert await county.refused(f"{path}/reply", UNIT_ACCOUNT, **body) == (409, "not-allowed-now")
    await county.post(f"{path}/draft_reply", UNIT_ACCOUNT, **body)
    await county.post(f"{path}/review_reply", COMMITTEE, unit=UNIT, decision="send_back", reason="不外传的原因")
    await county.post(f"{path}/draft_reply", UNIT_ACCOUNT, **{**body, "text": "不外传的定稿"})
    receipt = await county.post(f"{path}/review_reply", COMMITTEE, unit=UNIT, decision="approve")
    assert receipt["status"] == "feedback_requested"
    shown = await county.get(path, SEC)
    assert [(each["text"], each["sent_back"], each["reason"]) for each in shown["reply_drafts"]] == [
        ("不外传的初稿", True, "不外传的原因"),
        ("不外传的定稿", False, ""),
    ]
    assert [(each["unit"], each["on"], each["text"]) for each in shown["replies"]] == [
        (UNIT, "2026-03-05", "不外传的定稿")
    ]
    assert not any("不外传" in row.payload.decode() for row in await county.announced())


async def test_the_page_of_the_unit_opens_the_next_step_and_names_what_the_draft_needs(roster: ServiceClients) -> None:
    county = roster.county
    review_replies(county)
    amended = Amendment(date(2000, 1, 1), {"contacts_before_reply": 1})
    county.context.charters.places["522625"] = (*county.context.charters.places["522625"], amended)
    path = f"/proposals/{await brought_to(county, 'acknowledge')}"
    unit, committee = PageClient(county, UNIT_ACCOUNT), PageClient(county, COMMITTEE)
    page = await unit.get(path)
    assert '<details id="draft_reply" open>' in page.text
    assert f"按章程，答复前须与提案人联系至少1次：{UNIT}已联系0次。" in words(page)
    await county.post(f"{path}/record_contact", UNIT_ACCOUNT, unit=UNIT, form="visit")
    page = await unit.get(path)
    assert "按章程，答复前须与提案人联系" not in words(page)
    await unit.run_command(page, "draft_reply", unit=UNIT, answer_class="B", text="初稿正文")
    page = await committee.get(path)
    assert '<details id="review_reply" open>' in page.text
    await committee.run_command(page, "review_reply", unit=UNIT, decision="send_back", reason="请写明时间")
    page = await unit.get(path)
    assert f"{UNIT}的答复稿已退回修改：请写明时间" in words(page)
    assert re.search(r"<textarea[^>]*name=\"text\"[^>]*>\n初稿正文</textarea>", page.text)
    assert '<option value="B" selected>' in page.text


async def test_the_page_offers_a_draft_where_replies_are_reviewed_and_a_reply_elsewhere(roster: ServiceClients) -> None:
    clerk = PageClient(roster.county, SEC)
    page = await clerk.get(f"/proposals/{await brought_to(roster.county, 'acknowledge')}")
    assert {"reply"} == {"reply", "draft_reply"}.intersection(clerk.commands(page))
    review_replies(roster.county)
    page = await clerk.get(f"/proposals/{await brought_to(roster.county, 'acknowledge')}")
    assert {"draft_reply"} == {"reply", "draft_reply", "review_reply"}.intersection(clerk.commands(page))
    page = await clerk.run_command(page, "draft_reply", unit=UNIT, answer_class="A", text="已建成")
    page = await clerk.run_command(page, "review_reply", unit=UNIT, decision="approve")
    assert all(each in words(page) for each in ("答复稿已审核", "已建成", "待反馈"))
