"""Opinion reports, as a committee's clerks, members and leaders meet them. Their texts are read by few, and who does is known."""

import logging
from typing import Any

import pytest
from structlog.testing import capture_logs

from shared.contracts.vocabulary import Channel
from shared.domain.charters.charter import Charter
from tests.committee.forwarding import COUNTY, TOWNSHIP, approved, clerk, collected, service_of
from tests.committee.service_clients import ServiceClient, ServiceClients

CLERK, MEMBER, LEADER, AUDITOR = (f"{TOWNSHIP}-{role}" for role in ("secretariat", "member", "leader", "auditor"))
MARKER = "密水井口的红灯笼"
ONLINE = set(Charter().online_channels)


async def test_the_main_path(connected: ServiceClients) -> None:
    service = connected.township
    id = await approved(service, TOWNSHIP, source="居民甲", on="2026-03-01")
    for command, body in (
        ("adopt", {}),
        ("instruct", {"text": "请水务站处理"}),
        ("refer", {"unit": "乡水务站", "limit": "2026-03-20"}),
        ("answer_referral", {"text": "已安排维修"}),
        ("feed_back", {"text": "已修好"}),
    ):
        await service.post(f"/opinions/{id}/{command}", CLERK, **body)
    shown = await service.get(f"/opinions/{id}", CLERK)
    assert (shown["status"], shown["status_title"], shown["unit"]) == ("fed_back", "已反馈", "乡水务站")
    assert (shown["content"], shown["source"]) == ("三个月无人修理，请尽快处理", "居民甲")
    (referral,) = shown["referrals"]
    assert (referral["limit"], referral["answered_on"], referral["text"]) == ("2026-03-20", "2026-03-05", "已安排维修")
    assert [(each["level"], each["on"]) for each in shown["adopted"]] == [("township", "2026-03-05")]
    assert (shown["received_on"], shown["limit"], shown["overdue"]) == ("2026-03-01", "2026-04-01", False)
    past = await service.get(f"/opinions/{id}/history", CLERK)
    assert [step["command"] for step in past["items"]] == [
        *("collect", "edit", "approve", "adopt", "instruct", "refer", "answer_referral", "feed_back"),
    ]
    assert past["items"][4]["texts"] == {"text": "请水务站处理"}
    assert past["items"][4]["role"] == "leader"


async def test_every_channel(connected: ServiceClients) -> None:
    service = connected.township
    for channel in Channel:
        id = await collected(service, TOWNSHIP, channel=channel)
        shown = await service.get(f"/opinions/{id}", CLERK)
        assert (shown["channel"], shown["online"]) == (channel, channel in ONLINE)


async def test_a_member_reads_what_it_has_brought_and_nothing_else(connected: ServiceClients) -> None:
    service = connected.township
    theirs = await collected(service, TOWNSHIP)
    begun = await service.post("/opinions", MEMBER, title="桥栏杆松动", channel="visit")
    assert begun["commands"] == []
    assert (await service.get(f"/opinions/{begun['id']}", MEMBER))["title"] == "桥栏杆松动"
    assert [each["id"] for each in (await service.get("/opinions", MEMBER))["items"]] == [begun["id"]]
    for path in (f"/opinions/{theirs}", f"/opinions/{theirs}/history", f"/opinions/{theirs}/letter"):
        answer = await service.call("GET", path, MEMBER)
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign-author")
    assert (await service.get("/opinions", f"{MEMBER}-2"))["total"] == 0
    assert (await service.call("GET", f"/opinions/{begun['id']}/readings", MEMBER)).status_code == 403


async def test_nobody_above_reads_it_before_it_is_sent_there(connected: ServiceClients) -> None:
    service = connected.county
    id = await collected(service, COUNTY)
    for by in ("522625-secretariat", "522625-auditor", f"{COUNTY}-proposals_committee", f"{COUNTY}-handling_unit"):
        assert (await service.call("GET", f"/opinions/{id}", by)).status_code == (
            404 if by.startswith("522625") else 403
        ), by
        asked = await service.call("GET", "/opinions", by, params={"organization": COUNTY})
        assert asked.status_code == 403, by


async def test_who_has_read_it_is_recorded_whatever_part_was_read(connected: ServiceClients) -> None:
    service = connected.township
    id = await approved(service, TOWNSHIP)
    await service.post(f"/opinions/{id}/forward", CLERK)
    await service.get(f"/opinions/{id}", AUDITOR)
    await service.get(f"/opinions/{id}/history", LEADER)
    assert (await service.call("GET", f"/opinions/{id}/letter", CLERK)).status_code == 200
    await service.call("GET", f"/opinions/{id}", MEMBER)
    seen = await service.get(f"/opinions/{id}/readings", LEADER)
    assert [each["account"] for each in seen["items"]] == [CLERK, LEADER, AUDITOR]
    assert seen["items"][0]["read_at"] == "2026-03-05T04:00:00Z"
    second = await service.get(f"/opinions/{id}/readings", LEADER, size=1, page=2)
    assert ([each["account"] for each in second["items"]], second["total"]) == ([LEADER], 3)


async def test_a_page_its_history_and_its_letter_are_one_reading(connected: ServiceClients) -> None:
    service = connected.township
    id = await collected(service, TOWNSHIP)
    for _ in range(2):
        await service.get(f"/opinions/{id}", LEADER)
        await service.get(f"/opinions/{id}/history", LEADER)
        connected.clock.advance(days=1)
    assert (await service.get(f"/opinions/{id}/readings", AUDITOR))["total"] == 2


async def test_the_list_is_searched_filtered_and_paged(connected: ServiceClients) -> None:
    service = connected.township
    first = await collected(service, TOWNSHIP, title="路灯100%不亮", limit="2026-03-01", on="2026-02-20")
    second = await collected(service, TOWNSHIP, title="桥栏杆", channel="wechat")
    third = await collected(service, TOWNSHIP, title="水渠堵塞", on="2025-12-31", year=2025, late_reason="漏登")
    await service.post(f"/opinions/{second}/feed_back", CLERK, text="好")

    async def found(**params: Any) -> list[str]:
        return [each["id"] for each in (await service.get("/opinions", CLERK, **params))["items"]]

    assert await found() == [second, first, third]
    assert await found(q="100%") == [first]
    assert await found(q="2") == [second]
    assert await found(q="_") == []
    assert await found(year=2025) == [third]
    assert await found(status="fed_back") == [second]
    assert await found(overdue=True) == [first, third]
    assert await found(overdue=False) == [second]
    assert await found(size=1, page=2) == [first]
    assert (await service.call("GET", "/opinions", CLERK, params={"status": "draft"})).status_code == 422


async def test_it_is_overdue_from_the_day_after_its_limit_until_the_person_is_answered(
    connected: ServiceClients,
) -> None:
    service = connected.township
    id = await collected(service, TOWNSHIP, limit="2026-03-05")
    assert not (await service.get(f"/opinions/{id}", CLERK))["overdue"]
    connected.clock.advance(days=1)
    assert (await service.get(f"/opinions/{id}", CLERK))["overdue"]
    await service.post(f"/opinions/{id}/feed_back", CLERK, text="已修好", delay_reason="等待汛期结束")
    assert not (await service.get(f"/opinions/{id}", CLERK))["overdue"]


async def test_the_same_request_twice_has_one_effect(connected: ServiceClients) -> None:
    service, headers = connected.township, {"Idempotency-Key": "once"}
    body = {"title": "路灯", "channel": "phone"}
    answers = [await service.call("POST", "/opinions", CLERK, json=body, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert (await service.get("/opinions", CLERK))["total"] == 1
    id = await approved(service, TOWNSHIP, answers[0].json()["id"])
    for _ in range(2):
        answer = await service.call("POST", f"/opinions/{id}/forward", CLERK, json={}, headers=headers)
        assert answer.status_code == 200
    assert (await service.get("/transfers", CLERK))["total"] == 1


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("", {"title": MARKER * 40}),
    ("", {"title": f"{MARKER}\n二"}),
    ("", {"title": [MARKER]}),
    ("", {"title": "一", "content": [MARKER]}),
    ("", {"title": "一", "source": {"a": MARKER}}),
    ("", {"title": "一", "contents": MARKER}),
    ("", {"title": "一", "late_reason": 3, "content": MARKER, "on": "2020"}),
    ("", {"title": MARKER, "content": MARKER, "channel": "fax"}),
    ("", {"title": MARKER, "channel": MARKER * 9}),
    ("/{id}/edit", {"title": f"{MARKER}\n二"}),
    ("/{id}/edit", {"content": [MARKER]}),
    ("/{id}/approve", {"reason": MARKER}),
    ("/{id}/keep", {"reason": [MARKER]}),
    ("/{id}/feed_back", {"text": {"text": MARKER}}),
    ("/{id}/instruct", {"text": MARKER}),
    ("/{id}/forward", {"to": MARKER * 9}),
    ("/{id}/correct", {"step": MARKER * 9, "day": "2026-03-05", "reason": MARKER}),
    ("/{id}/correct", {"step": 1, "day": "2026-04-05", "reason": MARKER}),
]


async def test_the_text_is_in_no_refusal_no_log_and_no_event(
    connected: ServiceClients, caplog: pytest.LogCaptureFixture
) -> None:
    service = connected.township
    with caplog.at_level(logging.INFO), capture_logs() as logs:
        words = {"title": MARKER, "content": MARKER, "source": MARKER}
        id = (await service.post("/opinions", CLERK, **words))["id"]
        for path, body in WRONG:
            answer = await service.call("POST", f"/opinions{path.format(id=id)}", CLERK, json=body)
            assert answer.is_client_error, (path, body)
            assert MARKER not in answer.text, (path, body, answer.text)
        await service.call("POST", "/opinions", CLERK, json=[MARKER])
        await service.call("POST", "/opinions", CLERK, content=f'{{"title": "{MARKER}"'.encode())
        await service.call("GET", "/opinions", CLERK, params={"q": MARKER * 30})
        await service.get("/opinions", CLERK, q=MARKER)
        await deliver_everywhere(connected, id)
    assert MARKER not in caplog.text + repr(logs)
    for each in connected.all:
        for row in await each.announced():
            assert MARKER.encode() not in row.payload
            assert MARKER.encode("unicode-escape") not in row.payload


async def deliver_everywhere(services: ServiceClients, id: str) -> None:
    """Puts the marker into every text that a report can have, on both sides of a transfer."""
    township, county = services.township, services.county
    await township.post(f"/opinions/{id}/edit", CLERK, title=MARKER, content=MARKER)
    await township.post(f"/opinions/{id}/approve", CLERK)
    await township.post(f"/opinions/{id}/forward", CLERK)
    await services.deliver()
    (came,) = (await county.get("/transfers", clerk(COUNTY)))["items"]
    await county.post(f"/transfers/{came['id']}/return", clerk(COUNTY), reason=MARKER)
    await services.deliver()
    await township.post(f"/transfers/{came['id']}/resend", CLERK)
    await services.deliver()
    await county.post(f"/transfers/{came['id']}/accept", clerk(COUNTY))
    await approved(county, COUNTY, came["matter"])
    await county.post(f"/opinions/{came['matter']}/instruct", clerk(COUNTY), text=MARKER)
    await county.post(f"/opinions/{came['matter']}/feed_back", clerk(COUNTY), text=MARKER)
    await township.post(f"/opinions/{id}/feed_back", CLERK, text=MARKER)
    await services.deliver()
    past = await service_of(services, TOWNSHIP).get(f"/opinions/{id}/history", CLERK)
    assert {"answer": MARKER} in [step["texts"] for step in past["items"]]


async def test_a_command_of_the_inbox_has_no_route(connected: ServiceClients) -> None:
    service: ServiceClient = connected.township
    id = await collected(service, TOWNSHIP)
    for command in ("deliver", "note", "accept", "return", "resend"):
        assert (await service.call("POST", f"/opinions/{id}/{command}", CLERK, json={})).status_code == 404


async def test_an_unknown_report_is_named(connected: ServiceClients) -> None:
    answer = await connected.township.call("GET", f"/opinions/{TOWNSHIP}-o-2026-99", CLERK)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-opinion")
