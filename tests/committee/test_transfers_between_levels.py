"""An opinion report travels from a township to the province, and everything that becomes of it is seen at every origin."""

from dataclasses import replace
from typing import Any

import pytest

from shared.contracts.vocabulary import Role
from tests.committee.forwarding import (
    CITY,
    COUNTY,
    PROVINCE,
    TOWNSHIP,
    approved,
    arrived,
    brought_up,
    clerk,
    collected,
    newest,
    sent,
    service_of,
    taken_over,
)
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClients

CLERK = clerk(TOWNSHIP)


async def shown(services: ServiceClients, organization: str, id: str) -> dict[str, Any]:
    return await service_of(services, organization).get(f"/opinions/{id}", clerk(organization))


async def row(services: ServiceClients, organization: str, transfer: str, side: str) -> dict[str, Any]:
    listed = await service_of(services, organization).get("/transfers", clerk(organization), q=transfer, side=side)
    (found,) = listed["items"]
    return dict(found)


@pytest.mark.full
async def test_what_a_level_above_has_not_recorded_itself_is_declared_until_it_does(connected: ServiceClients) -> None:
    id = await approved(connected.township, TOWNSHIP)
    county = await taken_over(connected, COUNTY, await sent(connected, TOWNSHIP, id))
    await approved(connected.county, COUNTY, county)
    for level in ("county", "city"):
        await connected.county.post(f"/opinions/{county}/adopt", clerk(COUNTY), level=level)
    await connected.deliver()

    async def adopted(organization: str, matter: str) -> list[tuple[str, str]]:
        seen = await shown(connected, organization, matter)
        return [(each["level"], each["basis_title"]) for each in seen["adopted"]]

    unconfirmed = ("city", "申报，未经该级确认")
    assert await adopted(TOWNSHIP, id) == [("county", "该级已确认"), unconfirmed]
    assert await adopted(COUNTY, county) == [("county", "本级登记"), unconfirmed]
    city = await taken_over(connected, CITY, await sent(connected, COUNTY, county))
    await approved(connected.city, CITY, city)
    await connected.city.post(f"/opinions/{city}/adopt", clerk(CITY))
    await connected.deliver()
    confirmed = ("city", "该级已确认")
    assert await adopted(TOWNSHIP, id) == [("county", "该级已确认"), confirmed]
    assert await adopted(COUNTY, county) == [("county", "本级登记"), confirmed]


@pytest.mark.full
async def test_three_levels_up_and_every_state_back_at_every_origin(connected: ServiceClients) -> None:
    ids = await brought_up(connected, TOWNSHIP, COUNTY, CITY, PROVINCE)
    region, by = connected.region, clerk(PROVINCE)
    await approved(region, PROVINCE, ids[-1])
    for command in ("adopt", "instruct"):
        await region.post(f"/opinions/{ids[-1]}/{command}", by)
    await region.post(f"/opinions/{ids[-1]}/feed_back", by, text="已列入计划")
    await connected.deliver()
    for place, organization in enumerate((TOWNSHIP, COUNTY, CITY), 1):
        seen = await shown(connected, organization, ids[place - 1])
        assert [(each["matter"], each["state"]) for each in seen["derived"]] == [
            *((other, "forwarded") for other in ids[place:-1]),
            (ids[-1], "fed_back"),
        ]
        last = seen["derived"][-1]
        assert (last["name"], last["state_title"]) == ("贵州省政协", "已反馈")
        assert [step["title"] for step in last["steps"]] == ["已送达", "已接收"]
        assert (
            [each["level"] for each in seen["adopted"]]
            == [each["level"] for each in seen["instructed"]]
            == ["province"]
        )
        past = await service_of(connected, organization).get(f"/opinions/{ids[place - 1]}/history", clerk(organization))
        assert past["items"][-1]["texts"] == {"answer": "已列入计划"}
        assert (past["items"][-1]["title"], past["derived"]) == ("其他单位有新进展", seen["derived"])
    seen = await shown(connected, PROVINCE, ids[-1])
    assert (seen["chain"], seen["title"], seen["came"]) == (ids[:-1], "河道边的路灯坏了", True)
    assert seen["source"] == ""


async def test_a_proposal_travels_as_well_with_its_suggestions(connected: ServiceClients) -> None:
    county, by = connected.county, clerk(COUNTY)
    words: dict[str, Any] = {"suggestions": ["修", "管"], "proposers": ["甲", "乙"], "keywords": ["路灯"]}
    words |= {"type": "collective", "sector": "教育界", "theme": "social"}
    id = await brought_to(county, "file", by=by, content="现状", **words)
    await county.post(f"/proposals/{id}/forward", by)
    await connected.deliver()
    transfer = await newest(connected.city, CITY, "in")
    came = await connected.city.post(f"/transfers/{transfer}/accept", clerk(CITY))
    assert came["status"] == "under_review"
    seen = await connected.city.get(f"/proposals/{came['id']}", clerk(CITY))
    assert {name: seen[name] for name in words} == words
    assert (seen["content"], seen["signatories"], seen["chain"]) == ("现状", 2, [id])
    await connected.city.post(f"/proposals/{came['id']}/refuse", clerk(CITY), ground="academic")
    await connected.deliver()
    (derived,) = (await county.get(f"/proposals/{id}", by))["derived"]
    assert (derived["state"], derived["state_title"]) == ("not_filed", "不予立案")


async def test_an_extension_elsewhere_changes_no_limit_at_the_origin_and_sends_it_no_reason(
    connected: ServiceClients,
) -> None:
    county, city, by = connected.county, connected.city, clerk(CITY)
    id = await brought_to(county, "assign", by=clerk(COUNTY))
    before = await county.get(f"/proposals/{id}", clerk(COUNTY))
    await county.post(f"/proposals/{id}/forward", clerk(COUNTY))
    await connected.deliver()
    came = (await city.post(f"/transfers/{await newest(city, CITY, 'in')}/accept", by))["id"]
    for command, body in (
        ("file", {}),
        ("assign", {"sole": "市教育局"}),
        ("extend", {"until": "2026-09-01", "reason": "不外传的原因"}),
    ):
        await city.post(f"/proposals/{came}/{command}", by, **body)
    await connected.deliver()
    assert (await city.get(f"/proposals/{came}", by))["limit"] == "2026-09-01"
    after = await county.get(f"/proposals/{id}", clerk(COUNTY))
    assert (after["limit"], after["derived"][0]["state"]) == (before["limit"], "assigned")
    past = await county.get(f"/proposals/{id}/history", clerk(COUNTY))
    assert "不外传的原因" not in str(past["items"])


async def test_what_is_returned_says_why_and_can_be_sent_again(connected: ServiceClients) -> None:
    id = await approved(connected.township, TOWNSHIP)
    transfer = await sent(connected, TOWNSHIP, id)
    matter = await arrived(connected.county, COUNTY)
    returned = await connected.county.post(f"/transfers/{transfer}/return", clerk(COUNTY), reason="缺少地点")
    assert (returned["status"], returned["commands"]) == ("returned", ["correct"])
    await connected.deliver()
    for organization, side in ((TOWNSHIP, "out"), (COUNTY, "in")):
        seen = await row(connected, organization, transfer, side)
        assert (seen["status"], seen["status_title"], seen["reason"]) == ("returned", "已退回", "缺少地点")
    past = await connected.township.get(f"/opinions/{id}/history", CLERK)
    assert past["items"][-1]["texts"] == {"reason": "缺少地点"}
    assert await connected.township.refused(f"/opinions/{id}/forward", CLERK) == (409, "already-sent")
    await connected.township.post(f"/transfers/{transfer}/resend", CLERK)
    await connected.deliver()
    assert (await row(connected, TOWNSHIP, transfer, "out"))["reason"] is None
    assert await taken_over(connected, COUNTY, transfer) == matter
    (derived,) = (await shown(connected, TOWNSHIP, id))["derived"]
    assert [step["state"] for step in derived["steps"]] == ["delivered", "returned", "delivered", "accepted"]
    assert await connected.township.refused(f"/transfers/{transfer}/resend", CLERK) == (409, "already-delivered")
    assert await connected.county.refused(f"/transfers/{transfer}/accept", clerk(COUNTY)) == (409, "not-allowed-now")


async def test_why_it_was_returned_still_holds_when_a_day_is_corrected(connected: ServiceClients) -> None:
    transfer = await sent(connected, TOWNSHIP, await approved(connected.township, TOWNSHIP))
    county, by = connected.county, clerk(COUNTY)
    matter = (await county.post(f"/transfers/{transfer}/return", by, reason="缺少地点"))["id"]
    await county.post(f"/opinions/{matter}/correct", by, step="return", day="2026-03-05", reason="核对")
    await connected.deliver()
    for organization, side in ((TOWNSHIP, "out"), (COUNTY, "in")):
        assert (await row(connected, organization, transfer, side))["reason"] == "缺少地点"


async def test_a_receiver_that_was_away_for_a_week_catches_up(connected: ServiceClients) -> None:
    id = await approved(connected.township, TOWNSHIP)
    await connected.township.post(f"/opinions/{id}/forward", CLERK)
    transfer = await newest(connected.township, TOWNSHIP, "out")
    await connected.deliver(away=["county"])
    connected.clock.advance(days=7)
    await connected.township.post(f"/transfers/{transfer}/resend", CLERK)
    await connected.deliver()
    matter = await taken_over(connected, COUNTY, transfer)
    assert matter == f"{COUNTY}-o-2026-1"
    (derived,) = (await shown(connected, TOWNSHIP, id))["derived"]
    assert [(step["state"], step["on"]) for step in derived["steps"]] == [
        ("delivered", "2026-03-12"),
        ("accepted", "2026-03-12"),
    ]
    assert (await connected.county.get("/opinions", clerk(COUNTY)))["total"] == 1


async def test_no_answer_is_silence_from_the_day_after_its_limit(connected: ServiceClients) -> None:
    id = await approved(connected.township, TOWNSHIP)
    transfer = await sent(connected, TOWNSHIP, id)
    assert (await row(connected, TOWNSHIP, transfer, "out"))["limit"] == "2026-03-20"
    connected.clock.advance(days=15)
    assert not (await row(connected, TOWNSHIP, transfer, "out"))["silent"]
    connected.clock.advance(days=1)
    for organization, side in ((TOWNSHIP, "out"), (COUNTY, "in")):
        assert (await row(connected, organization, transfer, side))["silent"]
        service = service_of(connected, organization)
        assert (await service.get("/transfers", clerk(organization), overdue=True))["total"] == 1
    await taken_over(connected, COUNTY, transfer)
    assert not (await row(connected, TOWNSHIP, transfer, "out"))["silent"]


async def test_a_corrected_day_of_sending_is_shown_with_its_limit_in_the_list(connected: ServiceClients) -> None:
    id = await approved(connected.township, TOWNSHIP)
    transfer = await sent(connected, TOWNSHIP, id)
    connected.clock.advance(days=20)
    assert (await row(connected, TOWNSHIP, transfer, "out"))["silent"]
    body = {"step": "forward", "day": "2026-03-20", "reason": "误登"}
    after = await connected.township.post(f"/opinions/{id}/correct", CLERK, **body)
    await connected.deliver()
    shown_now = await row(connected, TOWNSHIP, transfer, "out")
    assert [shown_now[name] for name in ("sent_on", "limit", "silent")] == ["2026-03-20", "2026-04-04", False], after
    received = await row(connected, COUNTY, transfer, "in")
    assert [received[name] for name in ("sent_on", "limit")] == ["2026-03-05", "2026-03-20"]


async def test_it_is_sent_up_or_down_the_tree_to_those_who_can_receive_it(connected: ServiceClients) -> None:
    township, county = connected.township, connected.county
    id = await approved(township, TOWNSHIP)
    path = f"/opinions/{id}/forward"
    for to, refusal in (
        (TOWNSHIP, (422, "invalid")),
        ("522625", (422, "invalid")),
        ("522600", (422, "invalid")),
        ("529999", (404, "unknown-organization")),
        ("一", (404, "unknown-organization")),
    ):
        assert await township.refused(path, CLERK, to=to) == refusal, to
    other = await approved(county, "522625")
    refused = await county.refused(f"/opinions/{other}/forward", "522625-secretariat", to="522625100")
    assert refused == (409, "addressee-gone")  # it has no body
    assert (await township.get("/transfers", CLERK))["total"] == 0


async def test_a_conference_receives_nothing(connected: ServiceClients) -> None:
    by = clerk("wulingshan")
    body = {"title": "武陵山片区区域联席会", "level": "conference", "on": "2020-01-01", "late_reason": "补录"}
    await connected.region.post("/organizations/wulingshan/enter", by, **body)
    await connected.region.post(
        "/organizations/wulingshan/admit", by, member=COUNTY, on="2020-01-02", late_reason="补录"
    )
    await connected.deliver()
    id = await approved(connected.county, COUNTY)
    assert await connected.county.refused(f"/opinions/{id}/forward", clerk(COUNTY), to="wulingshan") == (422, "invalid")


async def test_nothing_is_sent_to_a_body_that_was_dissolved_or_left_the_roster(connected: ServiceClients) -> None:
    county, by = connected.county, clerk(COUNTY)
    id = await approved(county, COUNTY)
    await county.post(f"/organizations/{TOWNSHIP}/dissolve", by)
    answer = await county.call("POST", f"/opinions/{id}/forward", by, json={"to": TOWNSHIP})
    (error,) = answer.json()["errors"]
    assert (error["field"], error["value"]) == ("to", TOWNSHIP)
    assert error["rule"].endswith("当日没有政协机构，不能报送")
    assert await county.refused(f"/opinions/{id}/forward", by, to=TOWNSHIP) == (409, "addressee-gone")
    await county.post(f"/organizations/{TOWNSHIP}/remove", by)
    assert await county.refused(f"/opinions/{id}/forward", by, to=TOWNSHIP) == (409, "addressee-gone")


async def test_a_matter_never_comes_back_to_where_it_was(connected: ServiceClients) -> None:
    *_, matter = await brought_up(connected, TOWNSHIP, COUNTY)
    await approved(connected.county, COUNTY, matter)
    answer = await connected.county.call("POST", f"/opinions/{matter}/forward", clerk(COUNTY), json={"to": TOWNSHIP})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "to")


async def test_nothing_is_sent_before_the_own_key_is_confirmed(roster: ServiceClients) -> None:
    id = await approved(roster.county, COUNTY)
    assert await roster.county.refused(f"/opinions/{id}/forward", clerk(COUNTY)) == (409, "own-key-unconfirmed")
    assert (await roster.county.get("/transfers", clerk(COUNTY)))["total"] == 0
    assert (await roster.county.get(f"/opinions/{id}", clerk(COUNTY)))["status"] == "approved"


async def test_content_that_does_not_open_is_returned_with_the_reason(connected: ServiceClients) -> None:
    id = await approved(connected.township, TOWNSHIP)
    await connected.township.post(f"/opinions/{id}/forward", CLERK)
    await connected.deliver(away=["county"])
    county = connected.county
    other = replace(county, inbox_secret=b"x" * 32)
    await replace(connected, county=other).deliver()
    transfer = await newest(connected.township, TOWNSHIP, "out")
    seen = await row(connected, TOWNSHIP, transfer, "out")
    assert seen["status"] == "returned"
    assert "密封内容" in seen["reason"]
    matter = await county.get(f"/opinions/{await arrived(county, COUNTY)}", clerk(COUNTY))
    assert (matter["title"], matter["content"], matter["status"]) == ("（未能打开的来件）", "", "returned")
    await connected.township.post(f"/transfers/{transfer}/resend", CLERK)
    await connected.deliver()
    assert (await county.get(f"/opinions/{matter['id']}", clerk(COUNTY)))["title"] == "河道边的路灯坏了"


async def test_a_record_that_comes_twice_or_late_changes_nothing(connected: ServiceClients) -> None:
    id = await approved(connected.township, TOWNSHIP)
    transfer = await sent(connected, TOWNSHIP, id)
    await taken_over(connected, COUNTY, transfer)
    before = await shown(connected, TOWNSHIP, id)
    for service in connected.all:
        service.read_to.clear()
    assert await connected.deliver() == []
    assert await shown(connected, TOWNSHIP, id) == before
    assert (await connected.county.get("/opinions", clerk(COUNTY)))["total"] == 1


@pytest.mark.full
async def test_a_repeated_answer_has_one_effect(connected: ServiceClients) -> None:
    transfer = await sent(connected, TOWNSHIP, await approved(connected.township, TOWNSHIP))
    headers = {"Idempotency-Key": "accept-1"}
    path = f"/transfers/{transfer}/accept"
    answers = [await connected.county.call("POST", path, clerk(COUNTY), json={}, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert answers[1].headers["Idempotency-Replayed"] == "true"


@pytest.mark.full
async def test_transfers_are_filtered(connected: ServiceClients) -> None:
    first = await sent(connected, TOWNSHIP, await approved(connected.township, TOWNSHIP))
    *_, matter = await brought_up(connected, TOWNSHIP, COUNTY)
    await approved(connected.county, COUNTY, matter)
    up = await sent(connected, COUNTY, matter)
    county = connected.county

    async def found(**params: Any) -> list[str]:
        return [each["id"] for each in (await county.get("/transfers", clerk(COUNTY), **params))["items"]]

    second = f"{TOWNSHIP}-t-2026-2"
    assert sorted(await found()) == sorted([first, second, up])
    assert await found(side="out") == [up]
    assert await found(status="accepted") == [second]
    assert await found(status="delivered", side="in") == [first]
    assert sorted(await found(q=matter)) == sorted([second, up])
    assert await found(year=2025) == []
    assert len(await found(size=2)) == 2
    seen = await row(connected, COUNTY, up, "out")
    assert (seen["counterpart_name"], seen["kind"], seen["matter"]) == ("铜仁市政协", "opinions", matter)
    answer = await county.call("GET", "/transfers", clerk(COUNTY), params={"q": "' or 1"})
    assert answer.status_code == 422


async def test_the_other_side_of_a_transfer_is_not_ours_to_answer(connected: ServiceClients) -> None:
    transfer = await sent(connected, TOWNSHIP, await approved(connected.township, TOWNSHIP))
    assert await connected.township.refused(f"/transfers/{transfer}/accept", CLERK) == (404, "unknown-transfer")
    assert await connected.county.refused(f"/transfers/{transfer}/resend", clerk(COUNTY)) == (404, "unknown-transfer")
    answer = await connected.county.call("POST", f"/transfers/{transfer}/return", clerk(COUNTY), json={})
    assert [error["field"] for error in answer.json()["errors"]] == ["reason"]


async def test_a_draft_does_not_travel(connected: ServiceClients) -> None:
    id = await collected(connected.township, TOWNSHIP)
    assert await connected.township.refused(f"/opinions/{id}/forward", CLERK) == (409, "not-allowed-now")


async def test_a_limit_that_no_receiver_could_read_is_refused_where_it_is_typed(connected: ServiceClients) -> None:
    id = await approved(connected.county, COUNTY)
    answer = await connected.county.call(
        "POST", f"/opinions/{id}/forward", clerk(COUNTY), json={"to": CITY, "limit": "9999-12-31"}
    )
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["field"], error["value"]) == ("limit", "9999-12-31")
    assert error["rule"] == "不能晚于2036-03-05（今天起10年）"
    await sent(connected, COUNTY, id, to=CITY, limit="2036-03-05")


async def test_an_origin_reads_the_words_of_an_instruction_that_are_disclosed_to_it(connected: ServiceClients) -> None:
    below, _, above = await brought_up(connected, TOWNSHIP, COUNTY, CITY)
    words = {"text": "请市水务局本周内办结，并追究责任", "disclosed": "请市水务局本周内办结"}
    await approved(connected.city, CITY, above)
    leader = await connected.city.account("leader", Role.LEADER, organization=CITY)
    await connected.city.post(f"/opinions/{above}/instruct", leader, **words)
    await connected.deliver()
    past = await connected.township.get(f"/opinions/{below}/history", clerk(TOWNSHIP))
    noted = [step["texts"] for step in past["items"] if step["command"] == "note"]
    assert noted[-1]["instruction_text"] == words["disclosed"]
    assert words["text"] not in str(past)
    shown = await connected.township.get(f"/opinions/{below}", clerk(TOWNSHIP))
    assert [(each["level"], each["declared"]) for each in shown["instructed"]] == [("city", False)]


async def test_a_letter_confirms_what_a_level_without_a_service_decided_and_every_origin_reads_its_number(
    connected: ServiceClients,
) -> None:
    ids = await brought_up(connected, TOWNSHIP, COUNTY, CITY, PROVINCE)
    region, by = connected.region, clerk(PROVINCE)
    await approved(region, PROVINCE, ids[-1])
    await region.post(f"/opinions/{ids[-1]}/adopt", by)
    letter = "全国政协采字〔2026〕3号"
    own = await region.call("POST", f"/opinions/{ids[-1]}/instruct", by, json={"level": "province", "letter": letter})
    assert (own.status_code, own.json()["errors"][0]["field"]) == (422, "letter")
    await region.post(f"/opinions/{ids[-1]}/adopt", by, level="nation", letter=letter)
    await region.post(f"/opinions/{ids[-1]}/instruct", by, level="nation")
    await connected.deliver()
    seen = await shown(connected, PROVINCE, ids[-1])
    basis = [(each["level"], each["declared"], each["basis_title"]) for each in seen["adopted"]]
    assert basis == [("province", False, "本级登记"), ("nation", False, f"来函确认：{letter}")]
    assert [(each["level"], each["declared"]) for each in seen["instructed"]] == [("nation", True)]
    for organization, id in zip((TOWNSHIP, COUNTY, CITY), ids, strict=False):
        past = await service_of(connected, organization).get(f"/opinions/{id}/history", clerk(organization))
        noted = [step["texts"] for step in past["items"] if step["command"] == "note"]
        assert noted[-1]["adoption_letter"] == f"全国：{letter}"
        seen = await shown(connected, organization, id)
        basis = [(each["level"], each["declared"], each["basis_title"]) for each in seen["adopted"]]
        assert basis == [("province", False, "该级已确认"), ("nation", False, f"来函确认：{letter}")]
        assert [(each["level"], each["declared"]) for each in seen["instructed"]] == [("nation", True)]
    page = words(await PageClient(connected.township, clerk(TOWNSHIP)).get(f"/opinions/{ids[0]}"))
    assert f"采用来函文号 全国：{letter}" in page
