"""Commands at the same moment: each is decided on what the one before has written, on SQLite and on PostgreSQL."""

import asyncio

from shared.contracts.vocabulary import Role
from tests.committee.proposals import LATE, brought_to
from tests.committee.service_clients import Json, ServiceClient, ServiceClients
from tests.committee.test_conferences import QIANDONGNAN, TONGREN, WANSHAN, enter, record

SECRETARIAT = "522625-secretariat"


async def statuses(service: ServiceClient, path: str, by: str, bodies: list[Json]) -> list[int]:
    """Posts all bodies at once and returns the statuses of the answers."""
    answers = await asyncio.gather(*(service.call("POST", path, by, json=body) for body in bodies))
    return [answer.status_code for answer in answers]


async def test_changes_of_one_record_at_once_are_all_made(roster: ServiceClients) -> None:
    bodies: list[Json] = [{"title": f"第{number}镇", "on": "2014-01-01", **LATE} for number in range(4)]
    assert await statuses(roster.county, "/organizations/522625100/rename", SECRETARIAT, bodies) == [200] * 4


async def test_a_conference_invites_several_committees_at_once(connected: ServiceClients) -> None:
    await enter(connected)
    bodies: list[Json] = [{"member": member, "on": "2013-01-01", **LATE} for member in (TONGREN, QIANDONGNAN, WANSHAN)]
    path, by = "/organizations/wulingshan/admit", "wulingshan-secretariat"
    assert await statuses(connected.region, path, by, bodies) == [200] * 3


async def test_a_committee_consents_to_several_conferences_at_once(connected: ServiceClients) -> None:
    keys = ("wulingshan", "wujiang")
    await connected.region.account("wujiang-secretariat", Role.SECRETARIAT, organization="wujiang")
    for key in keys:
        await enter(connected, key)
        await record(connected, "admit", WANSHAN, "2013-01-01", key=key)
    await connected.deliver()
    bodies: list[Json] = [{"conference": key, "on": "2014-01-01", **LATE} for key in keys]
    path = f"/organizations/{WANSHAN}/consent"
    assert await statuses(connected.county, path, f"{WANSHAN}-secretariat", bodies) == [200] * 2


async def test_instructions_on_one_matter_at_once_are_all_kept(roster: ServiceClients) -> None:
    id = await brought_to(roster.county, "assign")
    bodies: list[Json] = [{"level": "county", "text": f"批示{number}"} for number in range(4)]
    assert await statuses(roster.county, f"/proposals/{id}/instruct", "522625-leader", bodies) == [200] * 4
    steps = (await roster.county.get(f"/proposals/{id}/history", SECRETARIAT))["items"]
    assert sorted(step["texts"]["text"] for step in steps[-4:]) == [f"批示{number}" for number in range(4)]
