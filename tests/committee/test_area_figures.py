"""Figures of a county by area group 片区: the sums of the townships of each group, with a residual of those in no group."""

from typing import Any

from tests.committee.forwarding import COUNTY, TOWNSHIP, clerk
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import Json, ServiceClient, ServiceClients
from tests.committee.test_platforms import AREA, registered
from tests.committee.test_reports import arrive, figure, page

BY = clerk(COUNTY)
OTHER = "520603203"
LATE = {"late_reason": "补录"}


async def county_with(roster: ServiceClients, *figures: tuple[str, dict[str, int]]) -> ServiceClient:
    """Returns the county's service with a second township, and with these figures of townships."""
    county = roster.county
    entered = {"level": "township", "title": "下溪侗族乡", "parent": COUNTY, "on": "2013-01-02", **LATE}
    await county.post(f"/organizations/{OTHER}/enter", BY, **entered)
    await roster.deliver()
    await arrive(county, *(page(key, counters) for key, counters in figures))
    return county


async def grouped(county: ServiceClient, title: str, *townships: str, on: str = "2014-01-06") -> str:
    return await registered(county, BY, title=title, townships=list(townships), on=on, **LATE, **AREA)


async def by_area(county: ServiceClient, **params: Any) -> Json:
    return await county.get(f"/reports/{COUNTY}", BY, part="area", **params)


async def test_figures_of_area_groups_are_the_sums_of_their_townships_with_numerator_and_denominator(
    roster: ServiceClients,
) -> None:
    one, two = {"opinions_received": 3, "township_bodies": 1, "townships": 1}, {"opinions_received": 5, "townships": 1}
    county = await county_with(roster, (TOWNSHIP, one), (OTHER, two), (COUNTY, {"opinions_received": 40}))
    east, west = await grouped(county, "东部片区", TOWNSHIP), await grouped(county, "西部片区", OTHER)
    found = await by_area(county)
    received, bodies = figure(found, "opinions_received"), figure(found, "township_bodies")
    assert (received["numerator"], received["residual"], received["residual_title"]) == (8, 0, "未划入片区")
    assert [(each["part"], each["title"], each["value"], each["percent"]) for each in received["parts"]] == [
        (f"area={east}", "东部片区", 3, 37.5),
        (f"area={west}", "西部片区", 5, 62.5),
    ]
    assert (bodies["numerator"], bodies["denominator"], bodies["value"], bodies["residual"]) == (1, 2, 50, 0)
    assert [(each["value"], each["denominator"], each["rate"]) for each in bodies["parts"]] == [(1, 1, 100), (0, 1, 0)]
    assert found["children"] == []


async def test_the_groups_are_those_of_the_day_and_a_township_in_none_is_the_residual(roster: ServiceClients) -> None:
    county = await county_with(roster, (TOWNSHIP, {"opinions_received": 3}), (OTHER, {"opinions_received": 5}))
    east = await grouped(county, "东部片区", TOWNSHIP)
    await county.post(f"/platforms/{east}/regroup", BY, townships=[TOWNSHIP, OTHER], on="2015-01-05", **LATE)
    shares = {
        day: ([part["value"] for part in received["parts"]], received["residual"])
        for day in ("2014-12-31", "2015-01-05")
        for received in [figure(await by_area(county, as_of=day), "opinions_received")]
    }
    assert shares == {"2014-12-31": ([3], 5), "2015-01-05": ([8], 0)}
    await county.post(f"/platforms/{east}/close", BY, reason="重新划分", on="2016-01-04", **LATE)
    received = figure(await by_area(county), "opinions_received")
    assert (received["parts"], received["residual"]) == ([], 8)


async def test_the_report_of_a_county_with_area_groups_leads_to_the_page_by_area_group(roster: ServiceClients) -> None:
    county = await county_with(roster, (TOWNSHIP, {"opinions_received": 3}))
    pages = PageClient(county, BY)
    assert "按片区" not in words(await pages.get(f"/reports/{COUNTY}"))
    await grouped(county, "东部片区", TOWNSHIP)
    assert "按片区" in words(await pages.get(f"/reports/{COUNTY}"))
    shown = words(await pages.get(f"/reports/{COUNTY}?part=area"))
    for text in ("按片区统计", "所辖乡镇（街道）合计，不含本级", "东部片区 3 100.00 %", "合计 3"):
        assert text in shown


async def test_only_the_county_itself_reads_its_figures_by_area_group(roster: ServiceClients) -> None:
    await county_with(roster)
    foreign = await roster.county.call("GET", f"/reports/{COUNTY}", "522625-secretariat", params={"part": "area"})
    above = await roster.city.call("GET", f"/reports/{COUNTY}", "520600-secretariat", params={"part": "area"})
    assert (foreign.status_code, above.status_code) == (403, 422)
    assert above.json()["errors"][0]["rule"] == "只有登记片区的单位可以按片区统计"
