"""The flags of a proposal through the API and on its page."""

from shared.contracts.codec import decode
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import LIFECYCLE, brought_to, drafted
from tests.committee.service_clients import ServiceClients

SEC = "522625-secretariat"
EVERY: tuple[tuple[str, dict[str, str]], ...] = (
    ("mark_key", {}),
    ("supervise", {"leader": "不外传的主席", "reason": "不外传的原因"}),
    ("instruct", {"level": "county", "text": "不外传的批示", "on": "2026-02-25"}),
    ("answer_instruction", {"text": "不外传的回复"}),
    ("publish", {}),
    ("mark_outstanding", {}),
)


async def test_a_proposal_shows_its_flags_and_no_name_or_text_leaves_the_service(roster: ServiceClients) -> None:
    county = roster.county
    id = await brought_to(county, "assign")
    for command, body in EVERY:
        by = "522625-leader" if command in ("supervise", "instruct") else "522625-proposals_committee"
        await county.post(f"/proposals/{id}/{command}", by, **body)
    shown = await county.get(f"/proposals/{id}", SEC)
    assert shown["key_on"] == shown["published_on"] == shown["outstanding_on"] == "2026-03-05"
    (supervision,), (instruction,) = shown["supervisions"], shown["instructions"]
    assert (supervision["leader"], supervision["on"]) == ("不外传的主席", "2026-03-05")
    assert (instruction["level"], instruction["reply_by"]) == ("county", "2026-03-27")
    assert (instruction["answered_on"], instruction["answer"]) == ("2026-03-05", "不外传的回复")
    assert {"mark_key", "answer_instruction", "publish"}.isdisjoint(shown["commands"])
    assert {"supervise", "instruct"} <= set(shown["commands"])
    rows = [row for row in await county.announced() if row.matter == id]
    assert not any("不外传" in row.payload.decode() for row in rows)
    event = decode(rows[-1].payload, topic=rows[-1].topic, partition=rows[-1].partition)
    assert event is not None
    assert event.change.command == "mark_outstanding"


async def test_a_flag_given_twice_and_a_supervision_without_a_leader_are_refused(roster: ServiceClients) -> None:
    id = await brought_to(roster.county, "assign")
    await roster.county.post(f"/proposals/{id}/mark_key", SEC)
    assert await roster.county.refused(f"/proposals/{id}/mark_key", SEC) == (409, "not-allowed-now")
    assert await roster.county.refused(f"/proposals/{id}/supervise", SEC, leader=" ") == (422, "invalid")


async def test_flags_are_given_with_forms_and_shown_as_marks_and_tables(roster: ServiceClients) -> None:
    clerk = PageClient(roster.county, SEC)
    id = await brought_to(roster.county, "assign")
    page = await clerk.run_command(await clerk.get(f"/proposals/{id}"), "mark_key")
    page = await clerk.run_command(page, "supervise", leader="某副主席")
    page = await clerk.run_command(page, "instruct", level="city", text="请办理", reply_by="2026-03-31")
    assert '<b class="tag">重点</b> <b class="tag">督办</b> <b class="tag">批示</b>' in page.text
    assert "某副主席" in words(page)
    assert "mark_key" not in clerk.commands(page)
    page = await clerk.run_command(page, "answer_instruction", text="已列入计划", instruction="1")
    shown = words(page)
    assert "2026-03-31 2026-03-05 已列入计划" in shown
    assert "answer_instruction" not in clerk.commands(page)


async def test_a_planned_answer_is_looked_back_at_and_the_finding_stays_in_the_service(roster: ServiceClients) -> None:
    county, late = roster.county, {"late_reason": "补录"}
    id = await drafted(county, on="2025-02-10", **late)
    for command, body in LIFECYCLE:
        given = {**body, "answer_class": "B"} if command == "reply" else body
        await county.post(f"/proposals/{id}/{command}", SEC, on="2025-03-10", **late, **given)
    body = {"result": "resolved", "finding": "不外传的情况"}
    early = await county.call("POST", f"/proposals/{id}/look_back", SEC, json={**body, "on": "2025-12-31", **late})
    assert (early.status_code, early.json()["errors"][0]["field"]) == (422, "on")
    await county.post(f"/proposals/{id}/look_back", SEC, **body)
    shown = await county.get(f"/proposals/{id}", SEC)
    assert [(each["on"], each["result"], each["finding"]) for each in shown["look_backs"]] == [
        ("2026-03-05", "resolved", "不外传的情况")
    ]
    assert (shown["year"], shown["outcome"], "look_back" in shown["commands"]) == (2025, "planned", False)
    assert not any("不外传" in row.payload.decode() for row in await county.announced())


async def test_the_list_is_filtered_by_a_flag_and_shows_the_flags(roster: ServiceClients) -> None:
    county, ids = roster.county, []
    for commands in (("mark_key", "supervise"), ("publish",), ()):
        ids.append(await brought_to(county, "assign"))
        for command in commands:
            await county.post(f"/proposals/{ids[-1]}/{command}", SEC, **dict(EVERY)[command])
    for flag, found in (("key", ids[:1]), ("supervised", ids[:1]), ("published", ids[1:2]), ("outstanding", [])):
        assert [each["id"] for each in (await county.get("/proposals", SEC, flag=flag))["items"]] == found
    assert [each["flags"] for each in (await county.get("/proposals", SEC))["items"]] == [
        [],
        ["published"],
        ["key", "supervised"],
    ]
    assert (await county.call("GET", "/proposals", SEC, params={"flag": "unknown"})).status_code == 422
    page = await PageClient(county, SEC).get("/proposals?flag=key")
    assert '<option value="key" selected>重点</option>' in page.text
    assert "重点、督办" in words(page)
