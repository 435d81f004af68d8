"""The life of a proposal through the API."""

import asyncio
from typing import Any

import pytest

from shared.contracts.codec import decode
from shared.contracts.vocabulary import Role
from tests.committee.proposals import LIFECYCLE, brought_to, drafted
from tests.committee.service_clients import ServiceClients
from tests.support.matters import UNIT

SEC = "522625-secretariat"


async def test_a_proposal_goes_from_draft_to_closed(roster: ServiceClients) -> None:
    county = roster.county
    id = await brought_to(
        county, "close", content="情况……", suggestions=["一", "二"], channel="wechat", proposers=["甲"]
    )
    assert id == "522625-p-2026-1"
    shown = await county.get(f"/proposals/{id}", SEC)
    assert (shown["status"], shown["outcome"], shown["online"], shown["sequence"]) == ("closed", "resolved", True, 8)
    assert (shown["content"], shown["suggestions"], shown["proposers"]) == ("情况……", ["一", "二"], ["甲"])
    assert shown["replies"][0]["text"] == "答复……"
    assert shown["forms"][0]["comment"] == "好"


async def test_the_history_shows_who_recorded_which_step_and_for_whom(roster: ServiceClients) -> None:
    county = roster.county
    id = await brought_to(county, "submit")
    await county.post(f"/proposals/{id}/file", "522625-proposals_committee", on="2026-02-20")
    items = (await county.get(f"/proposals/{id}/history", SEC))["items"]
    assert [(item["command"], item["role"], item["account_role"]) for item in items] == [
        ("draft", "member", "secretariat"),
        ("submit", "member", "secretariat"),
        ("file", "proposals_committee", "proposals_committee"),
    ]


async def test_every_step_is_announced_and_no_text_leaves_the_service(roster: ServiceClients) -> None:
    id = await brought_to(roster.county, "close", content="不外传的内容", proposers=["不外传的人"])
    rows = [row for row in await roster.county.announced() if row.matter == id]
    assert [row.sequence for row in rows] == list(range(1, 9))
    for row in rows:
        event = decode(row.payload, topic=row.topic, partition=row.partition)
        assert event is not None
        assert event.version == (1, row.sequence)
        assert not any(word in row.payload.decode() for word in ("㵲阳河", "不外传", "答复", "好", UNIT))


async def test_a_dissatisfied_proposal_is_replied_to_again_and_closed(roster: ServiceClients) -> None:
    county = roster.county
    id = await brought_to(county, "reply")
    for command, body in (
        ("rate", {"process": "satisfied", "result": "dissatisfied"}),
        ("rehandle", {"explanation": "不外传的说明", "limit": "2026-06-30"}),
        ("reply", {"unit": UNIT, "text": "再次答复", "answer_class": "A"}),
        ("rate", {"process": "satisfied", "result": "satisfied"}),
        ("close", {}),
    ):
        by = "522625-proposals_committee" if command == "rehandle" else SEC
        await county.post(f"/proposals/{id}/{command}", by, **body)
    shown = await county.get(f"/proposals/{id}", SEC)
    assert shown["status"] == "closed"
    assert [(each["limit"], each["explanation"]) for each in shown["rehandlings"]] == [("2026-06-30", "不外传的说明")]
    assert [each["text"] for each in shown["replies"]] == ["答复……", "再次答复"]
    assert not any("不外传" in row.payload.decode() for row in await county.announced())


@pytest.mark.parametrize(("score", "status"), [(79.9, "rehandling"), ("80.0", "feedback_requested")])
async def test_xishui_returns_a_proposal_that_it_appraises_below_80(
    roster: ServiceClients, score: object, status: str
) -> None:
    committee, places = "522625-proposals_committee", roster.county.context.charters.places
    places["522625"] = places["520330"]  # the rules of 习水 for a county that has accounts
    id = await brought_to(roster.county, "reply")
    shown = await roster.county.post(f"/proposals/{id}/appraise", committee, score=score)
    assert shown["status"] == status
    given = (await roster.county.get(f"/proposals/{id}", committee))["appraisals"][0]
    assert (given["score"], given["returned"]) == (f"{score}", status == "rehandling")


async def test_a_form_that_comes_after_the_closing_is_recorded(roster: ServiceClients) -> None:
    id = await brought_to(roster.county, "close", signatories=2)
    member = {"process": "satisfied", "result": "dissatisfied", "signatory": 2}
    shown = await roster.county.post(f"/proposals/{id}/rate", SEC, **member)
    assert shown["status"] == "closed"
    forms = (await roster.county.get(f"/proposals/{id}", SEC))["forms"]
    assert [(form["signatory"], form["result"]) for form in forms] == [
        (1, "mostly_satisfied"),
        (2, "dissatisfied"),
    ]


async def test_numbers_rise_by_organization_and_year(roster: ServiceClients) -> None:
    county = roster.county
    ids = [
        await drafted(county),
        await drafted(county, year=2025),
        await drafted(county),
        await drafted(county, by="520603-secretariat"),
    ]
    assert ids == ["522625-p-2026-1", "522625-p-2025-1", "522625-p-2026-2", "520603-p-2026-1"]


async def test_a_new_proposal_has_a_place_and_a_version(roster: ServiceClients) -> None:
    answer = await roster.county.call("POST", "/proposals", SEC, json={"title": "一"})
    assert answer.status_code == 201
    assert answer.headers["Location"] == "/api/v1/proposals/522625-p-2026-1"
    assert answer.headers["ETag"] == '"1-1"'
    assert answer.json()["commands"] == ["edit", "cosign", "submit", "withdraw", "correct"]
    assert answer.json()["commands"] == ["edit", "cosign", "submit", "withdraw", "correct"]


async def test_what_the_state_does_not_permit_names_the_state_and_what_it_permits(roster: ServiceClients) -> None:
    id = await drafted(roster.county)
    answer = await roster.county.call("POST", f"/proposals/{id}/close", SEC, json={})
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["status"]) == (409, "not-allowed-now", 409)
    assert problem["allowed"] == ["edit", "cosign", "submit", "withdraw", "correct"]


async def test_of_two_commands_at_once_one_is_refused(roster: ServiceClients) -> None:
    id = await brought_to(roster.county, "submit")
    both = [roster.county.call("POST", f"/proposals/{id}/{command}", SEC, json={}) for command in ("file", "file")]
    answers = await asyncio.gather(*both)
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_a_command_on_sight_of_an_older_version_is_stale(roster: ServiceClients) -> None:
    id = await brought_to(roster.county, "submit")
    for tag, status in (('"1-1"', 412), ('"1-2"', 200)):
        answer = await roster.county.call("POST", f"/proposals/{id}/file", SEC, json={}, headers={"If-Match": tag})
        assert answer.status_code == status


async def test_the_same_request_twice_has_one_effect(roster: ServiceClients) -> None:
    county, headers = roster.county, {"Idempotency-Key": "k1"}
    first, second = [
        await county.call("POST", "/proposals", SEC, json={"title": "一"}, headers=headers) for _ in range(2)
    ]
    assert first.json() == second.json()
    other = await county.call("POST", "/proposals", SEC, json={"title": "二"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert (await county.get("/proposals", SEC))["total"] == 1


async def test_a_proposal_is_merged_into_a_filed_one_of_the_same_committee(roster: ServiceClients) -> None:
    county = roster.county
    filed, other = await brought_to(county, "file"), await brought_to(county, "submit")
    foreign = await brought_to(county, "file", by="520603-secretariat")
    path = f"/proposals/{other}/merge"
    for into in (other, foreign):
        assert await county.refused(path, SEC, into=into) == (422, "invalid")
    assert await county.refused(path, SEC, into="522625-p-2026-99") == (404, "unknown-proposal")
    assert await county.refused(path, SEC, into=await brought_to(county, "submit")) == (422, "invalid")
    closed = await brought_to(county, "close")
    assert await county.refused(path, SEC, into=closed) == (422, "invalid")
    assert (await county.post(path, SEC, into=filed))["status"] == "merged"


async def test_a_handling_unit_sees_and_answers_its_own_assignments_only(roster: ServiceClients) -> None:
    county, unit = roster.county, "522625-handling_unit"
    mine = await brought_to(county, "assign")
    other = await brought_to(county, "file")
    await county.post(f"/proposals/{other}/assign", SEC, sole="县水务局")
    assert [item["id"] for item in (await county.get("/proposals", unit))["items"]] == [mine]
    assert (await county.call("GET", f"/proposals/{other}", unit)).status_code == 403
    assert (await county.get(f"/proposals/{mine}", unit))["commands"] == [
        "acknowledge",
        "request_return",
        "record_contact",
    ]
    acknowledged = await county.call("POST", f"/proposals/{other}/acknowledge", unit, json={"unit": "县水务局"})
    assert acknowledged.status_code == 403
    assert (await county.post(f"/proposals/{mine}/acknowledge", unit, unit=UNIT))["status"] == "in_handling"


SPELLINGS = ("县教科局(知识产权局)", "县教科局（知识产权局）", "县教科局 （ 知识产权局）")


async def test_two_spellings_of_a_unit_are_one_unit(roster: ServiceClients) -> None:
    county = roster.county
    await county.account("522625-zj", Role.HANDLING_UNIT, organization="522625", unit=SPELLINGS[2])
    id = await brought_to(county, "file")
    path = f"/proposals/{id}"
    for given in ({"separate": SPELLINGS[:2]}, {"lead": SPELLINGS[0], "co": SPELLINGS[1:2]}):
        assert await county.refused(f"{path}/assign", SEC, **given) == (422, "invalid")
    await county.post(f"{path}/assign", SEC, sole=SPELLINGS[0])
    assert [item["id"] for item in (await county.get("/proposals", "522625-zj"))["items"]] == [id]
    await county.post(f"{path}/acknowledge", "522625-zj", unit=SPELLINGS[1])
    assert await county.refused(f"{path}/acknowledge", SEC, unit=SPELLINGS[0]) == (409, "not-allowed-now")
    await county.post(f"{path}/reply", "522625-zj", unit=SPELLINGS[2], text="答复", answer_class="A")
    shown = await county.get(path, "522625-zj")
    assert shown["status"] == "feedback_requested"
    assert [each["unit"] for each in (*shown["assignments"], *shown["replies"])] == [SPELLINGS[0]] * 2


async def test_a_unit_does_not_answer_for_another_one_of_the_same_proposal(roster: ServiceClients) -> None:
    county, unit = roster.county, "522625-handling_unit"
    id = await brought_to(county, "file")
    await county.post(f"/proposals/{id}/assign", SEC, lead="县水务局", co=[UNIT])
    assert await county.refused(f"/proposals/{id}/acknowledge", unit, unit="县水务局") == (403, "foreign-assignment")


async def test_the_list_is_filtered(roster: ServiceClients) -> None:
    county = roster.county
    await brought_to(county, "close", title="关于100%覆盖的提案")
    late = await brought_to(county, "file", title="关于桥梁的提案")
    await county.post(f"/proposals/{late}/assign", SEC, sole=UNIT, on="2026-02-21", limit="2026-03-04")
    await drafted(county, title="关于桥梁和道路的提案")
    cases: list[tuple[dict[str, Any], int]] = [
        ({}, 3),
        ({"year": 2026}, 3),
        ({"year": 2025}, 0),
        ({"status": "closed"}, 1),
        ({"overdue": True}, 1),
        ({"overdue": False}, 2),
        ({"q": "桥梁"}, 2),
        ({"q": "100%"}, 1),
        ({"q": "%"}, 1),
        ({"q": "_"}, 0),
        ({"q": "3"}, 1),
        ({"organization": "522625", "size": 1}, 3),
    ]
    for params, total in cases:
        assert (await county.get("/proposals", SEC, **params))["total"] == total, params
    assert len((await county.get("/proposals", SEC, size=2))["items"]) == 2


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": ""},
        {"title": " \n"},
        {"title": "一", "surplus": 1},
        {"title": "一", "on": "2026-03-06"},
        {"title": "一", "on": 0},
        {"title": "一", "year": "2026"},
        {"title": "一", "year": 2030},
        {"title": "一", "signatories": 0},
        {"title": "一", "channel": "fax"},
        {"title": "一", "on": "2025-01-01"},
        {"title": "一" * 201},
        {"title": 1},
    ],
)
async def test_a_draft_that_is_not_in_order_is_refused(roster: ServiceClients, body: dict[str, Any]) -> None:
    answer = await roster.county.call("POST", "/proposals", SEC, json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"]


async def test_a_day_before_the_previous_step_is_refused(roster: ServiceClients) -> None:
    id = await drafted(roster.county)
    assert await roster.county.refused(f"/proposals/{id}/submit", SEC, on="2026-02-09") == (422, "invalid")


async def test_an_organization_that_the_directory_has_not_read_is_unknown(roster: ServiceClients) -> None:
    county = roster.county
    await county.account("522699-secretariat", Role.SECRETARIAT, organization="522699")
    assert await county.refused("/proposals", "522699-secretariat", title="一") == (404, "unknown-organization")


async def test_an_organization_of_another_level_works_elsewhere(roster: ServiceClients) -> None:
    county = roster.county
    await county.account("520600-here", Role.SECRETARIAT, organization="520600")
    assert await county.refused("/proposals", "520600-here", title="一") == (409, "hosted-elsewhere")


async def test_a_corrected_day_stands_in_the_columns_too(roster: ServiceClients) -> None:
    county = roster.county
    id = await brought_to(county, "file")
    await county.post(f"/proposals/{id}/correct", SEC, step="file", day="2026-02-25", reason="笔误", on="2026-03-01")
    assert (await county.get(f"/proposals/{id}", SEC))["filed_on"] == "2026-02-25"
    listed = (await county.get("/proposals", SEC))["items"][0]
    assert listed["filed_on"] == "2026-02-25"


async def test_commands_offered_are_commands_accepted(roster: ServiceClients) -> None:
    county = roster.county
    id = await drafted(county)
    for command, body in LIFECYCLE:
        assert command in (await county.get(f"/proposals/{id}", SEC))["commands"]
        await county.post(f"/proposals/{id}/{command}", SEC, on="2026-02-20", **body)
