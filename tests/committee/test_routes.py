"""The way of a matter: over four levels, every organization sees the steps of all the others, its origins and the levels above."""

import re

from tests.committee.forwarding import CITY, COUNTY, PROVINCE, TOWNSHIP, approved, brought_up, clerk, sent, service_of
from tests.committee.page_client import PageClient
from tests.committee.service_clients import ServiceClients

NAMES = ("敖寨侗族乡政协联络组", "万山区政协", "铜仁市政协", "贵州省政协")
LEVELS = (TOWNSHIP, COUNTY, CITY, PROVINCE)
ORIGIN = ["已收集", "已编辑", "已审签", "已报送"]
HANDLED = ("已接收", "已编辑", "已审签")
RECEIVED, DELIVERED = "待接收", "已送达"
"""The titles of the arrival: at the organization itself and in what it sends on, and in its notices to its origins."""


async def way(services: ServiceClients, organization: str, id: str) -> list[tuple[str, list[str]]]:
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
        assert await way(connected, organization, ids[own]) == list(zip(NAMES, expected, strict=True))


async def test_the_own_steps_are_in_the_order_of_the_log_and_contain_a_sending_after_an_adoption(
    connected: ServiceClients,
) -> None:
    _, id = await brought_up(connected, TOWNSHIP, COUNTY)
    await approved(connected.county, COUNTY, id)
    await connected.county.post(f"/opinions/{id}/adopt", clerk(COUNTY))
    await sent(connected, COUNTY, id)
    await connected.county.post(f"/opinions/{id}/feed_back", clerk(COUNTY), text="已列入计划")
    own = dict(await way(connected, COUNTY, id))["万山区政协"]
    assert own == [RECEIVED, *HANDLED, "县（市、区）级采用", "已报送", "已反馈"]
