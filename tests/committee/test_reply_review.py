"""Replies in two stages, through the API and on the page."""

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
