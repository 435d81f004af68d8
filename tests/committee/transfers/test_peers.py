"""Matters that are sent to organizations of the same level: only where the charters of both say so; and the choice of the addressee."""

from datetime import date
from typing import Any

import pytest

from shared.domain.charters import Amendment
from tests.committee.forwarding import (
    CITY,
    COUNTY,
    TOWNSHIP,
    approved,
    brought_up,
    clerk,
    sent,
)
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.support.roster import ROSTER

OTHER_COUNTY, OTHER_CITY = "522625", "522600"


async def amend(services: ServiceClients, service: ServiceClient, organization: str, **rules: Any) -> None:
    """Amends the charter of an organization, and publishes it."""
    places = service.context.charters.places
    places[organization] = (*places.get(organization, ()), Amendment(date(2026, 1, 1), rules))
    await services.deliver()


async def agree(services: ServiceClients, service: ServiceClient, sender: str, to: str) -> None:
    await amend(services, service, to, accepts_from_peers=True)
    await amend(services, service, sender, sends_to_peers=True)


async def refusal(service: ServiceClient, sender: str, id: str, to: str) -> str:
    answer = await service.call("POST", f"/opinions/{id}/forward", clerk(sender), json={"to": to})
    assert answer.status_code == 422, answer.text
    return str(answer.json()["errors"][0]["rule"])


async def test_a_county_sends_to_another_one_only_by_the_charters_of_both(connected: ServiceClients) -> None:
    county = connected.county
    id = await approved(county, COUNTY)
    assert await refusal(county, COUNTY, id, OTHER_COUNTY) == "本单位的章程没有允许报送平级单位，不能报送镇远县政协"
    await amend(connected, county, COUNTY, sends_to_peers=True)
    assert await refusal(county, COUNTY, id, OTHER_COUNTY) == "镇远县政协的章程没有允许接收平级单位的报送"
    await amend(connected, county, OTHER_COUNTY, accepts_from_peers=True)
    transfer = await sent(connected, COUNTY, id, to=OTHER_COUNTY)
    after = await county.post(f"/transfers/{transfer}/accept", clerk(OTHER_COUNTY))
    await connected.deliver()
    (derived,) = (await county.get(f"/opinions/{id}", clerk(COUNTY)))["derived"]
    assert (derived["matter"], derived["name"]) == (after["id"], "镇远县政协")


async def test_a_charter_that_no_longer_accepts_refuses_from_that_day_on(connected: ServiceClients) -> None:
    county = connected.county
    await agree(connected, county, COUNTY, OTHER_COUNTY)
    id = await approved(county, COUNTY)
    places = county.context.charters.places
    places[OTHER_COUNTY] = (*places[OTHER_COUNTY], Amendment(date(2026, 3, 6), {"accepts_from_peers": False}))
    await connected.deliver()
    county.clock.advance(days=2)
    assert await refusal(county, COUNTY, id, OTHER_COUNTY) == "镇远县政协的章程没有允许接收平级单位的报送"


async def test_a_city_sends_to_a_city_and_never_to_a_county_of_another_one(connected: ServiceClients) -> None:
    city = connected.city
    await agree(connected, city, CITY, OTHER_CITY)
    id = await approved(city, CITY)
    assert "或双方章程都允许的平级单位" in await refusal(city, CITY, id, OTHER_COUNTY)
    transfer = await sent(connected, CITY, id, to="黔东南苗族侗族自治州政协")
    assert (await city.post(f"/transfers/{transfer}/accept", clerk(OTHER_CITY)))["id"].startswith(OTHER_CITY)


async def test_what_arrives_from_a_peer_without_consent_is_returned_unread(connected: ServiceClients) -> None:
    county = connected.county
    await agree(connected, county, COUNTY, OTHER_COUNTY)
    id = await approved(county, COUNTY)
    await county.post(f"/opinions/{id}/forward", clerk(COUNTY), to=OTHER_COUNTY)
    places = county.context.charters.places
    places[OTHER_COUNTY] = (*places[OTHER_COUNTY], Amendment(date(2026, 1, 2), {"accepts_from_peers": False}))
    await connected.deliver()
    (row,) = (await county.get("/transfers", clerk(COUNTY), side="out"))["items"]
    assert (row["status"], row["reason"]) == ("returned", "收件单位的章程没有允许接收平级单位的报送")
    listed = await county.get("/opinions", clerk(OTHER_COUNTY))
    assert [each["title"] for each in listed["items"]] == ["（未能打开的来件）"]


@pytest.mark.parametrize("agreed", [False, True])
async def test_the_page_offers_those_above_then_those_below_then_the_peers_that_agreed(
    connected: ServiceClients, *, agreed: bool
) -> None:
    county = connected.county
    if agreed:
        await agree(connected, county, COUNTY, OTHER_COUNTY)
    id = await approved(county, COUNTY)
    page = words(await PageClient(county, clerk(COUNTY)).get(f"/opinions/{id}"))
    offered = "铜仁市政协 贵州省政协 敖寨侗族乡政协联络组"
    assert (f"{offered} 镇远县政协" in page, offered in page) == (agreed, True)


async def test_many_addressees_are_searched_in_a_text_field_by_name(connected: ServiceClients) -> None:
    city = connected.city
    rows = [f"5206{number},第{number}县,county,520600,2000-01-01," for number in range(21, 34)]
    await city.bring_in("\n".join([ROSTER.splitlines()[0], *rows]))
    await connected.deliver()
    await city.issue_keys()
    id = await approved(city, CITY)
    client = PageClient(city, clerk(CITY))
    page = await client.get(f"/opinions/{id}")
    assert 'list="forward-to-list"' in page.text
    assert client.fields(page, "forward")["to"] == ["520000"]
    assert 'label="第33县政协"' in page.text
    asked = await client.give(page, "forward", to="万山区政协")
    await client.give(asked, "forward", confirmed="1")
    await connected.deliver()
    (row,) = (await connected.county.get("/transfers", clerk(COUNTY), side="in"))["items"]
    assert row["counterpart"] == CITY


async def test_a_matter_from_a_peer_shows_its_way_up_to_the_level_above(connected: ServiceClients) -> None:
    county = connected.county
    await agree(connected, county, COUNTY, OTHER_COUNTY)
    first, second = await brought_up(connected, TOWNSHIP, COUNTY)
    await approved(county, COUNTY, second)
    transfer = await sent(connected, COUNTY, second, to=OTHER_COUNTY)
    third = str((await county.post(f"/transfers/{transfer}/accept", clerk(OTHER_COUNTY)))["id"])
    await county.post(f"/opinions/{third}/edit", clerk(OTHER_COUNTY), content="三个月无人修理")
    await county.post(f"/opinions/{third}/approve", clerk(OTHER_COUNTY))
    await county.post(f"/opinions/{third}/forward", clerk(OTHER_COUNTY))
    await connected.deliver()
    (row,) = (await connected.city.get("/transfers", clerk(OTHER_CITY), side="in"))["items"]
    fourth = (await connected.city.post(f"/transfers/{row['id']}/accept", clerk(OTHER_CITY)))["id"]
    await connected.deliver()
    seen = await connected.township.get(f"/opinions/{first}", clerk(TOWNSHIP))
    assert [each["matter"] for each in seen["derived"]] == [second, third, fourth]
