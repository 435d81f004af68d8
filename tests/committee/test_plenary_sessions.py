"""Plenary sessions 届次: recorded by the office, shown at proposals, with the deadline for session proposals."""

from typing import Any

import pytest

from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to, drafted
from tests.committee.service_clients import ServiceClient, ServiceClients

SEC = "522625-secretariat"
SESSION = {"term": 10, "session": 3, "first_day": "2026-02-01", "last_day": "2026-02-20", "deadline": "2026-02-19"}


async def kind_of(county: ServiceClient, id: str) -> Any:
    return (await county.get(f"/proposals/{id}", SEC))["kind"]


async def test_a_session_is_shown_at_the_proposals_of_its_year(roster: ServiceClients) -> None:
    county = roster.county
    id = await drafted(county)
    assert (await county.get(f"/proposals/{id}", SEC))["plenary_session"] is None
    assert (await county.post("/plenary-sessions", SEC, **SESSION))["title"] == "第十届第三次会议"
    assert (await county.get(f"/proposals/{id}", SEC))["plenary_session"] == "第十届第三次会议"
    clerk = PageClient(county, SEC)
    assert "第十届第三次会议" in words(await clerk.get(f"/proposals/{id}"))


@pytest.mark.parametrize(("day", "kind"), [("2026-02-19", "session"), ("2026-02-20", "ordinary")])
async def test_a_proposal_submitted_after_the_deadline_is_an_ordinary_one(
    roster: ServiceClients, day: str, kind: str
) -> None:
    county = roster.county
    await county.post("/plenary-sessions", SEC, **SESSION)
    id = await drafted(county)
    await county.post(f"/proposals/{id}/submit", SEC, on=day)
    assert await kind_of(county, id) == kind


async def test_a_corrected_submission_is_compared_with_the_deadline_again(roster: ServiceClients) -> None:
    county = roster.county
    await county.post("/plenary-sessions", SEC, **SESSION)
    id = await brought_to(county, "submit")
    assert await kind_of(county, id) == "ordinary"
    await county.post(f"/proposals/{id}/correct", SEC, step="submit", day="2026-02-19", reason="笔误")
    assert await kind_of(county, id) == "session"
    await county.post(f"/proposals/{id}/file", SEC)
    await county.post(f"/proposals/{id}/assign", SEC, sole="县水务局", on="2026-03-05")
    assert (await county.get(f"/proposals/{id}", SEC))["limit"] == "2026-08-05"


async def test_the_list_is_filtered_by_session(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    assert "届次" not in words(await clerk.get("/proposals"))
    await county.post("/plenary-sessions", SEC, **SESSION)
    id = await drafted(county)
    await drafted(county, year=2025)
    found = await county.get("/proposals", SEC, plenary_session="10-3")
    assert [each["id"] for each in found["items"]] == [id]
    assert (await county.get("/proposals", SEC, plenary_session="9-1"))["total"] == 0
    assert "第十届第三次会议" in words(await clerk.get("/proposals?plenary_session=10-3"))


FURTHER = {"term": 10, "session": 4, "first_day": "2026-03-02", "last_day": "2026-03-04"}


async def test_a_session_is_corrected_by_recording_it_again(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    await county.post("/plenary-sessions", SEC, **SESSION)
    await county.post("/plenary-sessions", SEC, **SESSION | {"last_day": "2026-02-21", "year": 2025})
    page = await clerk.run_command(
        await clerk.get("/plenary-sessions"), "record_session", **{k: str(v) for k, v in FURTHER.items()}
    )
    assert "届次已登记" in words(page)
    shown = (await county.get("/plenary-sessions", SEC))["items"]
    assert [(each["year"], each["title"], each["last_day"]) for each in shown] == [
        (2026, "第十届第四次会议", "2026-03-04"),
        (2025, "第十届第三次会议", "2026-02-21"),
    ]


async def test_two_sessions_of_one_year_each_have_the_proposals_submitted_since_they_began(
    roster: ServiceClients,
) -> None:
    county = roster.county
    for session in (SESSION, FURTHER):
        await county.post("/plenary-sessions", SEC, **session)
    ids = [await drafted(county) for _ in range(4)]
    for id, day in zip(ids, ("2026-02-10", "2026-03-01", "2026-03-02"), strict=False):
        await county.post(f"/proposals/{id}/submit", SEC, on=day)
    titles = [(await county.get(f"/proposals/{id}", SEC))["plenary_session"] for id in ids]
    assert titles == [*["第十届第三次会议"] * 2, *["第十届第四次会议"] * 2]  # a draft belongs to the one of today
    kinds = [await kind_of(county, id) for id in ids[:3]]
    assert kinds == ["session", "ordinary", "session"]  # the deadline of the third session ended on 19 February
    for key, expected in (("10-3", ids[:2]), ("10-4", ids[2:])):
        found = await county.get("/proposals", SEC, plenary_session=key)
        assert {each["id"] for each in found["items"]} == set(expected)


async def test_sessions_of_a_committee_do_not_overlap(roster: ServiceClients) -> None:
    await roster.county.post("/plenary-sessions", SEC, **SESSION)
    for days in (("2026-02-20", "2026-02-22"), ("2026-01-30", "2026-02-01"), ("2026-02-03", "2026-02-04")):
        other = {"term": 10, "session": 4, "first_day": days[0], "last_day": days[1]}
        assert await roster.county.refused("/plenary-sessions", SEC, **other) == (409, "sessions-overlap")


async def test_a_session_is_removed_while_no_proposal_was_submitted_in_it(roster: ServiceClients) -> None:
    county = roster.county
    for session in (SESSION, FURTHER):
        await county.post("/plenary-sessions", SEC, **session)
    id = await drafted(county)
    await county.post(f"/proposals/{id}/submit", SEC, on="2026-02-10")
    assert await county.refused("/plenary-sessions/10-3/remove", SEC) == (409, "session-in-use")
    assert await county.refused("/plenary-sessions", SEC, **SESSION | {"year": 2025}) == (422, "invalid")
    assert (await county.post("/plenary-sessions/10-4/remove", SEC))["title"] == "第十届第四次会议"
    assert await county.refused("/plenary-sessions/10-4/remove", SEC) == (404, "unknown-session")
    assert [each["key"] for each in (await county.get("/plenary-sessions", SEC))["items"]] == ["10-3"]


async def test_the_page_removes_a_session_after_a_confirmation(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    assert "remove_session" not in clerk.commands(await clerk.get("/plenary-sessions"))
    await county.post("/plenary-sessions", SEC, **SESSION)
    asked = await clerk.run_command(await clerk.get("/plenary-sessions"), "remove_session", key="10-3")
    assert "需要时可以重新登记" in words(asked)
    assert "届次已删除" in words(await clerk.run_command(asked, "remove_session", key="10-3", confirmed="1"))
    assert (await county.get("/plenary-sessions", SEC))["items"] == []


async def test_an_administrator_names_the_committee_whose_sessions_the_page_shows(roster: ServiceClients) -> None:
    county, admin = roster.county, PageClient(roster.county, "administrator")
    await county.post("/plenary-sessions", SEC, **SESSION)
    assert "政协委员会代码" in words(await admin.get("/plenary-sessions"))
    assert "第十届第三次会议" in words(await admin.get("/plenary-sessions?organization=522625"))


@pytest.mark.parametrize(
    "wrong", [{"term": 0}, {"session": 100}, {"last_day": "2026-01-31"}, {"deadline": "2026-02-21"}, {"year": 2030}]
)
async def test_a_session_has_numbers_and_days_in_order(roster: ServiceClients, wrong: dict[str, Any]) -> None:
    assert await roster.county.refused("/plenary-sessions", SEC, **SESSION | wrong) == (422, "invalid")


async def test_only_the_office_and_an_administrator_record_sessions(roster: ServiceClients) -> None:
    county = roster.county
    assert await county.refused("/plenary-sessions", "522625-auditor", **SESSION) == (403, "role-not-allowed")
    given = await county.post("/plenary-sessions", "administrator", organization="522625", **SESSION)
    assert given["organization"] == "522625"
