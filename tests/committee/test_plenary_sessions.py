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


async def test_the_session_of_a_year_is_corrected_by_recording_it_again(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    await county.post("/plenary-sessions", SEC, **SESSION)
    await county.post("/plenary-sessions", SEC, **SESSION | {"session": 4})
    page = await clerk.give(
        await clerk.get("/plenary-sessions"),
        "record_session",
        **{name: str(value) for name, value in {**SESSION, "session": 3, "year": 2025}.items()},
    )
    assert "届次已登记" in words(page)
    shown = (await county.get("/plenary-sessions", SEC))["items"]
    assert [(each["year"], each["title"]) for each in shown] == [(2026, "第十届第四次会议"), (2025, "第十届第三次会议")]
    assert await county.refused("/plenary-sessions", SEC, **SESSION) == (409, "session-taken")


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
