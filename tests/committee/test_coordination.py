"""The coordinating office of a proposal, through the API and on the page."""

from datetime import date

from shared.contracts.vocabulary import Role
from shared.domain.charter_values import Stage
from shared.domain.charters import Amendment
from tests.committee.page_client import PageClient
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClients
from tests.support.matters import UNIT

SEC, COMMITTEE, UNIT_ACCOUNT = "522625-secretariat", "522625-proposals_committee", "522625-handling_unit"
OFFICE = "县政府办督查室"


async def test_the_office_passes_the_assignment_on_and_decides_on_the_return(roster: ServiceClients) -> None:
    county, charters = roster.county, roster.county.context.charters
    amended = Amendment(date(2000, 1, 1), {"stages": (Stage.COORDINATION,)})
    charters.places["522625"] = (*charters.places["522625"], amended)
    office = await county.account("522625-office", Role.HANDLING_UNIT, organization="522625", unit=OFFICE)
    other = await county.account("522625-other", Role.HANDLING_UNIT, organization="522625", unit="另一督查室")
    id = await brought_to(county, "file")
    path = f"/proposals/{id}"
    assert await county.refused(f"{path}/assign", COMMITTEE, sole=UNIT) == (422, "invalid")
    await county.post(f"{path}/assign", COMMITTEE, sole=UNIT, coordinator=OFFICE)
    assert (await county.call("GET", path, UNIT_ACCOUNT)).status_code == 403
    assert (await county.call("GET", path, other)).status_code == 403
    assert [each["id"] for each in (await county.get("/proposals", office))["items"]] == [id]
    assert (await county.get(path, office))["commands"] == ["pass_on"]
    page = await PageClient(county, office).get(path)
    assert "县政府办督查室" in page.text
    assert await county.refused(f"{path}/pass_on", UNIT_ACCOUNT, unit=UNIT) == (403, "foreign-assignment")
    await county.post(f"{path}/pass_on", office, unit=UNIT)
    await county.post(f"{path}/acknowledge", UNIT_ACCOUNT, unit=UNIT)
    assert await county.refused(f"{path}/acknowledge", office, unit=UNIT) == (403, "foreign-assignment")
    await county.post(f"{path}/request_return", UNIT_ACCOUNT, unit=UNIT, reason="不属职责")
    assert set((await county.get(path, office))["commands"]) == {"accept_return", "keep"}
    await county.post(f"{path}/keep", office, unit=UNIT, reason="属其职责")
    (shown,) = (await county.get(path, SEC))["assignments"]
    assert (shown["coordinator"], shown["passed_on"], shown["state"]) == (OFFICE, "2026-03-05", "kept")
