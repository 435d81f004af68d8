"""The way of a matter: over four levels, every organization sees the steps of all the others, its origins and the levels above."""

import re
from datetime import date

from shared.committee.messages.message import Notice
from shared.committee.messages.origin_notices import origin_version
from shared.committee.transfers.delivery import Delivery
from shared.contracts.transfer_facts import NoticeFacts
from tests.committee.forwarding import (
    CITY,
    COUNTY,
    PROVINCE,
    TOWNSHIP,
    approved,
    arrived,
    brought_up,
    clerk,
    sent,
    service_of,
    taken_over,
)
from tests.committee.page_client import PageClient
from tests.committee.service_clients import ServiceClients

NAMES = ("敖寨侗族乡政协联络组", "万山区政协", "铜仁市政协", "贵州省政协")
LEVELS = (TOWNSHIP, COUNTY, CITY, PROVINCE)
ORIGIN = ["已收集", "已编辑", "已审签", "已报送"]
HANDLED = ("已接收", "已编辑", "已审签")
RECEIVED, DELIVERED = "待接收", "已送达"
"""The titles of the arrival: at the organization itself and in what it sends on, and in its notices to its origins."""


async def route_history(services: ServiceClients, organization: str, id: str) -> list[tuple[str, list[str]]]:
    """Returns the organizations that the page of a matter shows, each with the titles of its steps."""
    page = await PageClient(service_of(services, organization), clerk(organization)).get(f"/opinions/{id}")
    route = page.text[page.text.index('<ol class="route">') : page.text.index("</ol>", page.text.index("route"))]
    stops = route.split("<h3>")[1:]
    return [(stop[: stop.index("</h3>")], re.findall(r"</time> ([^<]+)</li>", stop)) for stop in stops]


async def test_every_level_of_four_sees_the_steps_of_all_others(connected: ServiceClients) -> None:
    ids = await brought_up(connected, *LEVELS)
    await approved(connected.region, PROVINCE, ids[-1])
    await connected.region.post(f"/opinions/{ids[-1]}/adopt", clerk(PROVINCE))
    await connected.deliver()
    for own, organization in enumerate(LEVELS):
        expected = [
            ORIGIN,
            *([RECEIVED if other <= own else DELIVERED, *HANDLED, "已报送"] for other in (1, 2)),
            [RECEIVED if own == len(LEVELS) - 1 else DELIVERED, *HANDLED, "省级采用"],
        ]
        assert await route_history(connected, organization, ids[own]) == list(zip(NAMES, expected, strict=True))


async def test_the_own_steps_are_in_the_order_of_the_log_and_contain_a_sending_after_an_adoption(
    connected: ServiceClients,
) -> None:
    _, id = await brought_up(connected, TOWNSHIP, COUNTY)
    await approved(connected.county, COUNTY, id)
    await connected.county.post(f"/opinions/{id}/adopt", clerk(COUNTY))
    await sent(connected, COUNTY, id)
    await connected.county.post(f"/opinions/{id}/feed_back", clerk(COUNTY), text="已列入计划")
    own = dict(await route_history(connected, COUNTY, id))["万山区政协"]
    assert own == [RECEIVED, *HANDLED, "县（市、区）级采用", "已报送", "已反馈"]


async def test_the_levels_above_see_what_is_done_below_after_the_sending(connected: ServiceClients) -> None:
    ids = await brought_up(connected, *LEVELS)
    await connected.region.post(f"/opinions/{ids[-1]}/approve", clerk(PROVINCE))
    instruction = {"text": "请研究办理", "disclosed": "请研究办理"}
    await connected.region.post(f"/opinions/{ids[-1]}/instruct", clerk(PROVINCE), **instruction)
    await connected.deliver()
    await connected.township.post(f"/opinions/{ids[0]}/feed_back", clerk(TOWNSHIP), text="已告知来访人")
    await connected.city.post(f"/opinions/{ids[2]}/adopt", clerk(CITY))
    await connected.deliver()
    for organization, id in zip(LEVELS[1:], ids[1:], strict=True):
        steps = dict(await route_history(connected, organization, id))
        assert steps[NAMES[0]] == [*ORIGIN, "已反馈"], organization
        assert "省级批示" in steps[NAMES[-1]], organization
    assert dict(await route_history(connected, PROVINCE, ids[-1]))[NAMES[2]][-2:] == ["已报送", "已采用"]
    assert "市（州）级采用" in dict(await route_history(connected, TOWNSHIP, ids[0]))[NAMES[2]]


async def test_a_level_that_receives_the_matter_later_sees_those_steps_too(connected: ServiceClients) -> None:
    township, county = await brought_up(connected, TOWNSHIP, COUNTY)
    await approved(connected.county, COUNTY, county)
    transfer = await sent(connected, COUNTY, county)  # the township has not read the notice of the city's matter yet
    city = await taken_over(connected, CITY, transfer)
    await connected.deliver()
    await connected.township.post(f"/opinions/{township}/feed_back", clerk(TOWNSHIP), text="已告知来访人")
    await connected.deliver()
    assert dict(await route_history(connected, CITY, city))[NAMES[0]][-1] == "已反馈"


async def test_a_step_that_is_taken_before_the_next_level_is_known_reaches_it(connected: ServiceClients) -> None:
    township, county = await brought_up(connected, TOWNSHIP, COUNTY)
    await approved(connected.county, COUNTY, county)
    await connected.county.post(f"/opinions/{county}/forward", clerk(COUNTY))
    await connected.township.post(f"/opinions/{township}/feed_back", clerk(TOWNSHIP), text="已告知来访人")
    await connected.deliver()
    assert dict(await route_history(connected, CITY, await arrived(connected.city, CITY)))[NAMES[0]][-1] == "已反馈"


async def test_an_organization_that_is_no_origin_changes_nothing(connected: ServiceClients) -> None:
    township, county = await brought_up(connected, TOWNSHIP, COUNTY)
    other = await approved(connected.township, TOWNSHIP)
    delivery = Delivery(connected.county.context)
    facts = NoticeFacts(onward=(county,), state="fed_back")
    async with connected.county.context.service.transaction() as connection:
        for reporting, matter in ((other, county), (township, f"{COUNTY}-o-2026-99")):
            notice = Notice(reporting, (1, 99), facts, date(2026, 3, 5))
            assert not await delivery.note_origin(connection, notice, matter, {})
            assert await origin_version(connection, matter, reporting) == (0, 0)


async def test_only_the_newest_notice_of_an_origin_counts(connected: ServiceClients) -> None:
    township, county = await brought_up(connected, TOWNSHIP, COUNTY)
    await connected.township.post(f"/opinions/{township}/feed_back", clerk(TOWNSHIP), text="已告知来访人")
    await connected.deliver()
    before = await route_history(connected, COUNTY, county)
    assert before[0][1][-1] == "已反馈"
    connected.county.read_to.clear()  # everything arrives again
    assert await connected.deliver() == []
    assert await route_history(connected, COUNTY, county) == before
