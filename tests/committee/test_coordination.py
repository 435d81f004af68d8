"""The coordinating office of a proposal, through the API and on the page."""

from datetime import date
from urllib.parse import parse_qsl, urlsplit

from shared.contracts.vocabulary import Role
from shared.domain.charters.charters import Amendment
from shared.domain.charters.values import Stage
from tests.committee.page_client import PageClient
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.support.matters import UNIT

SEC, COMMITTEE, UNIT_ACCOUNT = "522625-secretariat", "522625-proposals_committee", "522625-handling_unit"
OFFICE = "县政府办督查室"


async def coordinated(county: ServiceClient, *coordinators: str) -> list[str]:
    """Returns the accounts of these offices in a committee whose assignments they pass on."""
    charters = county.context.charters
    amended = Amendment(date(2000, 1, 1), {"stages": (Stage.COORDINATION,)})
    charters.places["522625"] = (*charters.places["522625"], amended)
    return [
        await county.account(f"522625-office{number}", Role.HANDLING_UNIT, organization="522625", unit=unit)
        for number, unit in enumerate(coordinators)
    ]


async def assigned(county: ServiceClient, unit: str = UNIT, coordinator: str = OFFICE) -> str:
    id = await brought_to(county, "file")
    await county.post(f"/proposals/{id}/assign", COMMITTEE, sole=unit, coordinator=coordinator)
    return id


async def tasks_of(county: ServiceClient, account: str) -> dict[str, int]:
    """Returns the tasks of an account, each of which links to a list with as many proposals."""
    tasks = (await county.get("/worklist", account))["tasks"]
    for task in tasks:
        query = dict(parse_qsl(urlsplit(task["address"]).query))
        assert (await county.get("/proposals", account, **query))["total"] == task["count"], task
    return {task["title"]: task["count"] for task in tasks}


async def test_the_tasks_of_the_office_are_what_it_passes_on_and_the_requests_to_return(roster: ServiceClients) -> None:
    county = roster.county
    (coordinator_account,) = await coordinated(county, OFFICE)
    ids = [await assigned(county) for _ in range(3)]
    assert await tasks_of(county, coordinator_account) == {"待转办": 3}
    assert await tasks_of(county, SEC) == {"待转办": 3}
    assert await tasks_of(county, UNIT_ACCOUNT) == {}
    for id in ids[1:]:
        await county.post(f"/proposals/{id}/pass_on", coordinator_account, unit=UNIT)
    assert await tasks_of(county, coordinator_account) == {"待转办": 1}
    assert await tasks_of(county, UNIT_ACCOUNT) == {"待签收": 2}
    await county.post(f"/proposals/{ids[2]}/request_return", UNIT_ACCOUNT, unit=UNIT, reason="不属职责")
    assert await tasks_of(county, coordinator_account) == {"待转办": 1, "待同意退办": 1}
    items = (await county.get("/worklist", coordinator_account))["items"]
    assert {each["id"]: each["command"] for each in items} == {ids[0]: "pass_on", ids[2]: "accept_return"}
    notified = (await county.get("/notifications", coordinator_account))["items"]
    assert [(each["sort"], each["text"]) for each in notified][:1] == [("return", f"承办单位已申请退办（{UNIT}）")]
    await county.post(f"/proposals/{ids[0]}/pass_on", coordinator_account, unit=UNIT)
    await county.post(f"/proposals/{ids[2]}/keep", coordinator_account, unit=UNIT, reason="属其职责")
    assert await tasks_of(county, coordinator_account) == {}


async def test_an_office_that_handles_other_proposals_itself_has_the_tasks_of_both(roster: ServiceClients) -> None:
    county = roster.county
    coordinator_account, other = await coordinated(county, OFFICE, "另一督查室")
    passed_on, waiting, own = (
        await assigned(county),
        await assigned(county),
        await assigned(county, OFFICE, "另一督查室"),
    )
    await county.post(f"/proposals/{passed_on}/pass_on", coordinator_account, unit=UNIT)
    await county.post(f"/proposals/{own}/pass_on", other, unit=OFFICE)
    assert await tasks_of(county, coordinator_account) == {"待转办": 1, "待签收": 1}
    assert [each["id"] for each in (await county.get("/proposals", SEC, unit=OFFICE))["items"]] == [own]
    assert {each["id"] for each in (await county.get("/proposals", coordinator_account))["items"]} == {
        passed_on,
        waiting,
        own,
    }


async def test_the_office_passes_the_assignment_on_and_decides_on_the_return(roster: ServiceClients) -> None:
    county = roster.county
    coordinator_account, other = await coordinated(county, OFFICE, "另一督查室")
    id = await brought_to(county, "file")
    path = f"/proposals/{id}"
    assert await county.refused(f"{path}/assign", COMMITTEE, sole=UNIT) == (422, "invalid")
    await county.post(f"{path}/assign", COMMITTEE, sole=UNIT, coordinator=OFFICE)
    assert (await county.call("GET", path, UNIT_ACCOUNT)).status_code == 403
    assert (await county.call("GET", path, other)).status_code == 403
    assert [each["id"] for each in (await county.get("/proposals", coordinator_account))["items"]] == [id]
    assert (await county.get(path, coordinator_account))["commands"] == ["pass_on"]
    page = await PageClient(county, coordinator_account).get(path)
    assert "县政府办督查室" in page.text
    assert await county.refused(f"{path}/pass_on", UNIT_ACCOUNT, unit=UNIT) == (403, "foreign-assignment")
    await county.post(f"{path}/pass_on", coordinator_account, unit=UNIT)
    await county.post(f"{path}/acknowledge", UNIT_ACCOUNT, unit=UNIT)
    assert await county.refused(f"{path}/acknowledge", coordinator_account, unit=UNIT) == (403, "foreign-assignment")
    await county.post(f"{path}/request_return", UNIT_ACCOUNT, unit=UNIT, reason="不属职责")
    assert set((await county.get(path, coordinator_account))["commands"]) == {"accept_return", "keep"}
    page = await PageClient(county, coordinator_account).get(path)
    assert f"{UNIT}申请退办：不属职责" in page.text
    assert '<details id="accept_return" open>' in page.text
    await county.post(f"{path}/keep", coordinator_account, unit=UNIT, reason="属其职责")
    (shown,) = (await county.get(path, SEC))["assignments"]
    assert (shown["coordinator"], shown["passed_on"], shown["state"]) == (OFFICE, "2026-03-05", "kept")


async def test_a_returned_assignment_waits_for_another_unit_which_the_office_passes_on_again(
    roster: ServiceClients,
) -> None:
    county = roster.county
    (coordinator_account,) = await coordinated(county, OFFICE)
    path = f"/proposals/{await assigned(county)}"
    assert (await county.get("/notifications", UNIT_ACCOUNT))["items"] == []
    await county.post(f"{path}/pass_on", coordinator_account, unit=UNIT)
    await county.post(f"{path}/request_return", UNIT_ACCOUNT, unit=UNIT, reason="不属职责")
    await county.post(f"{path}/accept_return", coordinator_account, unit=UNIT)
    assert await tasks_of(county, COMMITTEE) == {"待改交": 1}
    (waiting,) = (await county.get("/worklist", COMMITTEE))["items"]
    assert waiting["command"] == "reassign"
    newest = (await county.get("/notifications", COMMITTEE))["items"][0]
    assert (newest["sort"], newest["text"]) == ("return", f"已同意退办（{UNIT}）")
    await county.account("522625-second_unit", Role.HANDLING_UNIT, organization="522625", unit="县交通局")
    await county.post(f"{path}/reassign", COMMITTEE, unit=UNIT, to="县交通局")
    assert await tasks_of(county, COMMITTEE) == {}
    assert await tasks_of(county, coordinator_account) == {"待转办": 1}
    assert (await county.get("/notifications", "522625-second_unit"))["items"] == []
    newest = (await county.get("/notifications", coordinator_account))["items"][0]
    assert (newest["sort"], newest["text"]) == ("assigned", "已改交其他承办单位（县交通局）")
