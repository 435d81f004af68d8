"""Returned and reassigned assignments through the API and the pages."""

from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClients
from tests.support.matters import UNIT

COMMITTEE, UNIT_ACCOUNT = "522625-proposals_committee", "522625-handling_unit"


async def test_a_returned_assignment_is_given_to_another_unit_and_stays_in_the_history(roster: ServiceClients) -> None:
    county = roster.county
    id = await brought_to(county, "assign")
    at = f"/proposals/{id}"
    late = {"on": "2026-02-21", "late_reason": "补录"}
    assert "request_return" in (await county.get(at, UNIT_ACCOUNT))["commands"]
    await county.post(f"{at}/request_return", UNIT_ACCOUNT, unit=UNIT, reason="不外传的理由", **late)
    assert await county.refused(f"{at}/accept_return", UNIT_ACCOUNT, unit=UNIT) == (403, "foreign-assignment")
    await county.post(f"{at}/accept_return", COMMITTEE, unit=UNIT, **late)
    assert (await county.refused(f"{at}/acknowledge", UNIT_ACCOUNT, unit=UNIT))[0] == 403
    assert (await county.call("GET", at, UNIT_ACCOUNT)).status_code == 403
    assert (await county.get("/proposals", UNIT_ACCOUNT))["items"] == []
    await county.post(f"{at}/reassign", COMMITTEE, unit=UNIT, to="县水务局", **late)
    old, new = (await county.get(at, COMMITTEE))["assignments"]
    assert (old["unit"], old["state"], old["ended_on"], old["reason"]) == (
        UNIT, "superseded", "2026-02-21", "不外传的理由"
    )  # fmt: skip
    assert (new["unit"], new["part"], new["state"], new["offered_on"]) == ("县水务局", "sole", "offered", "2026-02-21")
    steps = (await county.get(f"{at}/history", COMMITTEE))["items"]
    assert [step["unit"] for step in steps[-3:]] == [UNIT, UNIT, f"{UNIT}→县水务局"]
    assert not any("不外传" in row.payload.decode() for row in await county.announced())


async def test_a_return_after_the_window_names_its_last_day(roster: ServiceClients) -> None:
    """The 20th of February 2026 is a holiday; the 28th, a Saturday, makes up for one."""
    county = roster.county
    id = await brought_to(county, "assign")
    body = {"unit": UNIT, "reason": "不属职责", "late_reason": "补录"}
    answer = await county.call(
        "POST", f"/proposals/{id}/request_return", UNIT_ACCOUNT, json={**body, "on": "2026-03-01"}
    )
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"]) == (422, "on")
    assert "5个工作日内（至2026-02-28）" in error["rule"]
    await county.post(f"/proposals/{id}/request_return", UNIT_ACCOUNT, on="2026-02-28", **body)
