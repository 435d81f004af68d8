"""Matters that are sent to organizations of the same level or below: only where the charters of both permit it; choosing the addressee."""

from datetime import date

import pytest

from shared.contracts.dated import DatedFlag
from shared.contracts.facts import OwnFacts
from shared.contracts.partial_events import facts_decoder
from shared.contracts.subjects import own_record_of
from shared.domain.charters.charters import Amendment
from tests.committee.forwarding import (
    CITY,
    COUNTY,
    PROVINCE,
    TOWNSHIP,
    agree_downward,
    amend,
    approved,
    brought_up,
    clerk,
    sent,
    taken_over,
)
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.test_pages_roster import choices
from tests.support.roster import ROSTER

OTHER_COUNTY, OTHER_CITY = "522625", "522600"


async def agree(services: ServiceClients, service: ServiceClient, sender: str, to: str) -> None:
    await amend(services, service, to, accepts_from_peers=True)
    await amend(services, service, sender, sends_to_peers=True)


async def refusal(service: ServiceClient, sender: str, id: str, to: str) -> str:
    answer = await service.call("POST", f"/opinions/{id}/forward", clerk(sender), json={"to": to})
    assert answer.status_code == 422, answer.text
    return str(answer.json()["errors"][0]["rule"])


async def refusals(
    services: ServiceClients, service: ServiceClient, sender: str, id: str, to: str, **consent: bool
) -> list[str]:
    """Returns the rules by which a report is not sent before and after the charter of the sender consents."""
    before = await refusal(service, sender, id, to)
    await amend(services, service, sender, **consent)
    return [before, await refusal(service, sender, id, to)]


async def test_a_county_sends_to_another_one_only_by_the_charters_of_both(connected: ServiceClients) -> None:
    county = connected.county
    id = await approved(county, COUNTY)
    rules = await refusals(connected, county, COUNTY, id, OTHER_COUNTY, sends_to_peers=True)
    assert rules == [
        "本单位的章程没有允许报送平级单位，不能报送镇远县政协",
        "镇远县政协的章程没有允许接收平级单位的报送",
    ]
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
    assert "或双方章程都允许的下级、平级单位" in await refusal(city, CITY, id, OTHER_COUNTY)
    transfer = await sent(connected, CITY, id, to="黔东南苗族侗族自治州政协")
    assert (await city.post(f"/transfers/{transfer}/accept", clerk(OTHER_CITY)))["id"].startswith(OTHER_CITY)


async def test_an_adoption_by_a_peer_or_below_is_not_shown_as_one_of_this_level(connected: ServiceClients) -> None:
    county = connected.county
    await agree(connected, county, COUNTY, OTHER_COUNTY)
    id = await approved(county, COUNTY)
    for to in (OTHER_COUNTY, TOWNSHIP):
        service = connected.township if to == TOWNSHIP else county
        transfer = await sent(connected, COUNTY, id, to=to)
        derived = (await service.post(f"/transfers/{transfer}/accept", clerk(to)))["id"]
        await approved(service, to, derived)
        await service.post(f"/opinions/{derived}/adopt", clerk(to))
        await connected.deliver()
    assert await bases(county, COUNTY, id) == {"county": "平级单位已确认", "township": "该级已确认"}
    await county.post(f"/opinions/{id}/adopt", clerk(COUNTY))
    assert await bases(county, COUNTY, id) == {"county": "本级登记", "township": "该级已确认"}


async def bases(service: ServiceClient, organization: str, id: str) -> dict[str, str]:
    """Returns level -> what its adoption is known by; none of them is only declared."""
    adopted = (await service.get(f"/opinions/{id}", clerk(organization)))["adopted"]
    assert not any(each["declared"] for each in adopted)
    return {each["level"]: each["basis_title"] for each in adopted}


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


async def test_a_city_sends_to_a_county_only_by_the_charters_of_both(connected: ServiceClients) -> None:
    city = connected.city
    id = await approved(city, CITY)
    client = PageClient(city, clerk(CITY))
    rules = await refusals(connected, city, CITY, id, COUNTY, sends_downward=True)
    assert rules == [
        "本单位的章程没有允许报送下级单位，不能报送万山区政协",
        "万山区政协的章程没有允许接收上级单位的报送",
    ]
    assert client.fields(await client.get(f"/opinions/{id}"), "forward")["to"] == [PROVINCE]
    await amend(connected, connected.county, COUNTY, accepts_from_above=True)
    assert "万山区政协" in words(await client.get(f"/opinions/{id}"))
    derived = await taken_over(connected, COUNTY, await sent(connected, CITY, id, to=COUNTY))
    (shown,) = (await city.get(f"/opinions/{id}", clerk(CITY)))["derived"]
    assert (shown["matter"], shown["name"]) == (derived, "万山区政协")


async def test_the_shipped_charters_let_a_county_send_to_its_townships(connected: ServiceClients) -> None:
    id = await approved(connected.county, COUNTY)
    below = await taken_over(connected, TOWNSHIP, await sent(connected, COUNTY, id, to=TOWNSHIP))
    await approved(connected.township, TOWNSHIP, below)
    answer = await connected.township.call("POST", f"/opinions/{below}/forward", clerk(TOWNSHIP), json={"to": COUNTY})
    assert answer.json()["errors"][0]["rule"] == "该事项由此单位报送而来，不能再报送回去"
    assert (await connected.township.get(f"/opinions/{below}", clerk(TOWNSHIP)))["status"] == "approved"


async def test_a_matter_that_came_up_is_not_sent_down_again_to_where_it_was(connected: ServiceClients) -> None:
    await amend(connected, connected.city, CITY, sends_downward=True)
    *_, id = await brought_up(connected, TOWNSHIP, COUNTY, CITY)
    await approved(connected.city, CITY, id)
    assert await refusal(connected.city, CITY, id, TOWNSHIP) == "该事项由此单位报送而来，不能再报送回去"


async def test_what_arrives_from_above_without_consent_is_returned_unread(connected: ServiceClients) -> None:
    id = await approved(connected.county, COUNTY)
    await connected.county.post(f"/opinions/{id}/forward", clerk(COUNTY), to=TOWNSHIP)
    await amend(connected, connected.township, TOWNSHIP, accepts_from_above=False)
    (row,) = (await connected.county.get("/transfers", clerk(COUNTY), side="out"))["items"]
    assert (row["status"], row["reason"]) == ("returned", "收件单位的章程没有允许接收上级单位的报送")
    refused = await connected.county.call("POST", f"/transfers/{row['id']}/resend", clerk(COUNTY), json={})
    assert refused.json()["errors"][0]["rule"] == "敖寨侗族乡政协联络组的章程没有允许接收上级单位的报送"


async def test_the_first_own_record_has_the_acceptances_of_the_charter(connected: ServiceClients) -> None:
    published = [row for row in await connected.township.announced() if row.matter == own_record_of(TOWNSHIP)]
    accepting = [facts_decoder(OwnFacts)(row.payload).accepts_from_above for row in published]
    assert accepting == [(DatedFlag(date(2000, 1, 1), True),)]


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


async def test_many_addressees_are_a_list_that_begins_with_the_level_above(connected: ServiceClients) -> None:
    city = connected.city
    rows = [f"5206{number},第{number}县,county,520600,2000-01-01," for number in range(21, 34)]
    await city.bring_in("\n".join([ROSTER.splitlines()[0], *rows]))
    await connected.deliver()
    places = connected.county.context.charters.places
    accepting = (Amendment(date(2026, 1, 1), {"accepts_from_above": True}),)
    places.update(dict.fromkeys([row.partition(",")[0] for row in rows], accepting))
    await connected.county.issue_keys()
    await agree_downward(connected, city, CITY, connected.county, COUNTY)
    id = await approved(city, CITY)
    client = PageClient(city, clerk(CITY))
    page = await client.get(f"/opinions/{id}")
    offered = choices(page, "forward-to")
    assert offered[0] == "520000"
    assert set(offered[1:]) == {COUNTY, TOWNSHIP, *(row.partition(",")[0] for row in rows)}
    asked = await client.run_command(page, "forward", to=COUNTY)
    assert "报送后，万山区政协即可看到标题和正文" in words(asked)
    await client.run_command(asked, "forward", confirmed="1")
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
