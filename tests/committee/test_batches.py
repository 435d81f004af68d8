"""Batches: one command for many matters, through the API and from the pages."""

import re
from typing import Any

from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to, drafted
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.test_activities import held
from tests.committee.test_platforms import BY, POINT, STATION, registered

SEC, COMMITTEE, LEADER = "522625-secretariat", "522625-proposals_committee", "522625-leader"


async def run_command(county: ServiceClient, command: str, ids: list[str], *, by: str = SEC, **fields: Any) -> Any:
    """Gives a command to many matters; returns the response."""
    return await county.call("POST", "/batches", by, json={"command": command, "matters": ids, "body": fields})


async def status(county: ServiceClient, id: str) -> str:
    return str((await county.get(f"/proposals/{id}", SEC))["status"])


async def test_one_refusal_does_not_undo_the_other_matters_of_a_batch(roster: ServiceClients) -> None:
    county = roster.county
    filed, draft, other = await brought_to(county, "file"), await drafted(county), await brought_to(county, "file")
    answer = await run_command(county, "assign", [filed, draft, other, "522625-p-2026-999"], lead="县教育局")
    assert answer.status_code == 200
    results = answer.json()
    assert [(each["matter"], each["ok"]) for each in results][:3] == [(filed, True), (draft, False), (other, True)]
    assert results[0]["status"] == "assigned"
    assert results[1]["problem"]["detail"]
    assert results[3]["problem"]["code"] == "unknown-proposal"
    assert [await status(county, id) for id in (filed, draft, other)] == ["assigned", "draft", "assigned"]


async def test_a_repeated_batch_has_one_effect(roster: ServiceClients) -> None:
    county = roster.county
    ids = [await brought_to(county, "assign") for _ in range(2)]
    sent = {
        "json": {"command": "urge", "matters": ids, "body": {"text": "请尽快"}},
        "headers": {"Idempotency-Key": "one"},
    }
    first = await county.call("POST", "/batches", SEC, **sent)
    published = len(await county.announced())
    again = await county.call("POST", "/batches", SEC, **sent)
    assert (first.json(), again.headers["Idempotency-Replayed"]) == (again.json(), "true")
    assert len(await county.announced()) == published


async def test_a_batch_files_in_the_given_order_with_numbers_that_follow_each_other(roster: ServiceClients) -> None:
    county = roster.county
    ids = [await brought_to(county, "submit") for _ in range(3)]
    draft = await drafted(county)
    answer = await run_command(county, "file", [ids[0], draft, ids[1], ids[2]])
    assert [each["ok"] for each in answer.json()] == [True, False, True, True]
    serials = [(await county.get(f"/proposals/{id}", SEC))["filing_number"] for id in ids]
    assert serials == sorted(set(serials))
    numbers = [int("".join(re.findall(r"\d+", each)[-1])) for each in serials]
    assert numbers == list(range(numbers[0], numbers[0] + 3))


async def test_what_was_assigned_is_acknowledged_at_once_and_what_was_answered_closed_at_once(
    roster: ServiceClients,
) -> None:
    county = roster.county
    assigned = [await brought_to(county, "assign") for _ in range(2)]
    replied = [await brought_to(county, "reply") for _ in range(2)]
    await run_command(county, "acknowledge", assigned, unit="县教育局")
    assert [await status(county, id) for id in assigned] == ["in_handling", "in_handling"]
    results = (await run_command(county, "close", [*replied, *assigned])).json()
    assert [each["ok"] for each in results] == [True, True, False, False]
    assert [await status(county, id) for id in replied] == ["closed", "closed"]


async def test_opinion_reports_are_approved_and_kept_at_once_by_a_leader_with_one_reason(
    roster: ServiceClients,
) -> None:
    county = roster.county
    first, second, third = [
        await county.post("/opinions", SEC, title=title, content=content)
        for title, content in (("甲", "一"), ("乙", "二"), ("丙", ""))
    ]
    results = (await run_command(county, "approve", [each["id"] for each in (first, second, third)], by=LEADER)).json()
    assert [each["status"] for each in results] == ["approved", "approved", None]
    leader = PageClient(county, LEADER)
    listed = await leader.get("/opinions?chosen=page")
    assert [title for _, title in re.findall(r'name="command" value="(\w+)">(\w+)<', listed.text)] == [
        "审签",
        "留存备查",
    ]
    page = await leader.get(f"/opinions/batch?command=keep&matter={first['id']}&matter={third['id']}")
    ids = [first["id"], third["id"]]
    asked = await leader.run_command(page, "keep", matter=ids, reason="已由他件反映")
    assert "留存备查后不再办理" in words(asked)
    assert "已留存备查 2 件" in words(await leader.run_command(asked, "keep", matter=ids, reason="已由他件反映"))
    states = [(await county.get(f"/opinions/{each['id']}", SEC))["status"] for each in (first, second, third)]
    assert states == ["kept", "approved", "kept"]


async def test_activities_are_closed_and_platforms_filed_at_once(connected: ServiceClients) -> None:
    county, township = connected.county, connected.township
    ids = [await held(county, SEC) for _ in range(3)]
    for id in ids[:2]:
        await county.post(f"/consultations/{id}/submit_outcome", SEC, kind="minutes")
    results = (await run_command(county, "close", ids)).json()
    assert [each["status"] for each in results] == ["closed", "closed", None]
    assert results[2]["problem"]["code"] == "not-allowed-now"
    station = await registered(township, **STATION)
    point = await registered(township, **POINT, parent=station)
    refused = (await run_command(township, "file", [point], by=BY)).json()
    assert (refused[0]["ok"], refused[0]["problem"]["code"]) == (False, "parent-not-active")
    results = (await run_command(township, "file", [station, point], by=BY)).json()
    assert [each["status"] for each in results] == ["active", "active"]


async def test_a_batch_refuses_what_does_not_fit_many_matters(roster: ServiceClients) -> None:
    county = roster.county
    id = await brought_to(county, "submit")
    opinion = (await county.post("/opinions", SEC, title="一", content="一"))["id"]
    for command, ids, fields in (
        ("refuse", [id], {"ground": "academic"}),
        ("file", [id], {"number": 7}),
        ("file", [id, id], {}),
        ("file", [id, opinion], {}),
        ("file", ["not an id"], {}),
        ("file", [], {}),
        ("file", [f"522625-p-2026-{number}" for number in range(1, 202)], {}),
        ("assign", [id], {"unknown": 1}),
    ):
        answer = await run_command(county, command, ids, **fields)
        assert answer.status_code == 422, (command, ids)
    assert await status(county, id) == "under_review"


async def test_the_permission_of_the_command_counts_for_every_matter(roster: ServiceClients) -> None:
    county = roster.county
    own, foreign = await brought_to(county, "assign"), await brought_to(county, "assign", by="520603-secretariat")
    assert (await run_command(county, "urge", [own], by="522625-member", text="一")).status_code == 403
    assert (await run_command(county, "urge", [foreign], text="一")).json()["code"] == "foreign-organization"
    results = (await run_command(county, "urge", [own, foreign], text="一")).json()
    assert [each["ok"] for each in results] == [True, False]
    assert results[1]["problem"]["code"] == "unknown-proposal"


async def test_twenty_proposals_are_assigned_from_the_list_with_one_review(roster: ServiceClients) -> None:
    """Choose all, 交办, the unit, 确认, and once more 确认, because the unit has no account: five clicks."""
    county, clerk = roster.county, PageClient(roster.county, COMMITTEE)
    ids = [await brought_to(county, "file") for _ in range(3)]
    draft = await drafted(county, title="还没有提交的")
    listed = await clerk.get("/proposals?chosen=page")
    assert listed.text.count(" checked></label></td>") == 4
    assert [title for _, title in re.findall(r'name="command" value="(\w+)">(\w+)<', listed.text)] == [
        "立案",
        "交办",
        "催办",
        "办结",
        "公开",
    ]
    chosen = "&".join(f"matter={id}" for id in [*ids, draft, "520603-p-2026-1"])
    page = await clerk.get(f"/proposals/batch?command=assign&list=year%3D2026&{chosen}")
    assert "现在是“草稿”，不能交办" in words(page)
    assert "所选的有 1 件没有找到" in words(page)
    refused = await clerk.run_command(page, "assign", matter=ids)
    assert refused.status_code == 422
    asked = await clerk.run_command(page, "assign", matter=ids[:2], lead="县林业局")
    assert "县林业局在本系统没有账号" in words(asked)
    done = await clerk.run_command(asked, "assign", matter=ids[:2])
    assert "已交办 2 件" in words(done)
    assert 'href="/proposals?year=2026"' in done.text
    assert [await status(county, id) for id in ids] == ["assigned", "assigned", "filed"]


async def test_a_batch_of_refused_matters_says_so_on_its_page(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    id = await brought_to(county, "file")
    page = await clerk.get(f"/proposals/batch?command=assign&matter={id}")
    await county.post(f"/proposals/{id}/assign", SEC, lead="县教育局")
    done = await clerk.run_command(page, "assign", matter=[id], lead="县财政局", confirmed="1")
    assert "1 件没有交办" in words(done)
    nothing = await clerk.run_command(
        await clerk.get(f"/proposals/batch?command=urge&matter={id}"), "urge", matter=[], text="一"
    )
    assert "没有选中任何事项" in words(nothing)


async def test_a_role_sees_only_the_batch_commands_that_it_may_give(roster: ServiceClients) -> None:
    await drafted(roster.county)
    leader = await PageClient(roster.county, LEADER).get("/proposals")
    assert [title for _, title in re.findall(r'name="command" value="(\w+)">(\w+)<', leader.text)] == ["公开"]
    member = await PageClient(roster.county, "522625-member").get("/proposals")
    assert 'name="matter"' not in member.text
    assert (await PageClient(roster.county, SEC).get("/proposals/batch/nothing")).status_code == 404
