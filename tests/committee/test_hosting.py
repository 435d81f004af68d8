"""One service may host several levels: a matter that travels between two of them stays in one database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.contracts.vocabulary import Role
from tests.committee.forwarding import COUNTY, TOWNSHIP, approved, clerk, collected
from tests.committee.service_clients import ServiceClient, ServiceClients, open_service
from tests.support.clock import Clock
from tests.support.roster import ROSTER

CHARTER = """
[service]
hosts = ["province", "city", "county", "township"]
keeps = ["province", "city", "county", "township"]
begins = { county = ["opinion"] }
"""


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[ServiceClient]:
    """Yields one service with the whole line from the province down, and accounts of a county and its township."""
    charter = tmp_path / "charter.toml"
    charter.write_text(CHARTER, encoding="utf-8")
    async with open_service("both", tmp_path, charter=charter) as service:
        answer = await service.bring_in(ROSTER)
        assert answer.status_code == 200, answer.text
        await service.apply([service])
        await service.issue_keys()
        await service.apply([service])  # the county endorses the key of its township
        for organization in (COUNTY, TOWNSHIP):
            await service.account(clerk(organization), Role.SECRETARIAT, organization=organization)
        yield service


async def test_a_report_goes_up_and_its_state_comes_back_within_one_database(both: ServiceClient) -> None:
    services = ServiceClients(region=both, city=both, county=both, township=both, clock=Clock())
    id = await approved(both, TOWNSHIP)
    await both.post(f"/opinions/{id}/forward", clerk(TOWNSHIP))
    assert await services.deliver() == []
    sides = {}
    for organization in (TOWNSHIP, COUNTY):
        (sides[organization],) = (await both.get("/transfers", clerk(organization)))["items"]
    assert {key: each["side"] for key, each in sides.items()} == {TOWNSHIP: "out", COUNTY: "in"}
    transfer, matter = sides[COUNTY]["id"], sides[COUNTY]["matter"]
    await both.post(f"/transfers/{transfer}/accept", clerk(COUNTY))
    await approved(both, COUNTY, matter)
    await both.post(f"/opinions/{matter}/adopt", clerk(COUNTY))
    assert await services.deliver() == []
    shown = await both.get(f"/opinions/{id}", clerk(TOWNSHIP))
    assert [(each["matter"], each["state"]) for each in shown["derived"]] == [(matter, "adopted")]
    assert [(each["level"], each["declared"]) for each in shown["adopted"]] == [("county", False)]


async def test_what_a_level_begins_is_its_own_also_within_one_service(both: ServiceClient) -> None:
    await collected(both, COUNTY)
    await both.post("/visits", clerk(TOWNSHIP), title="路灯", outcomes=["advice"])
    assert await both.refused("/visits", clerk(COUNTY), title="路灯", outcomes=["advice"]) == (409, "not-begun-here")
