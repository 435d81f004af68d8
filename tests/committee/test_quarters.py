"""Figures by quarter, in the interface, in files and on the page."""

from datetime import date

from tests.committee.forwarding import COUNTY, clerk
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClients
from tests.committee.test_reports import arrive, figure, page

BY = clerk(COUNTY)


async def prepare(roster: ServiceClients) -> None:
    await arrive(
        roster.county,
        page(COUNTY, {"suggestions_made": 20, "hearings_held": 1}, day=date(2014, 3, 5)),
        page(COUNTY, {"suggestions_adopted": 15}, day=date(2014, 5, 5)),
    )


async def test_a_report_by_quarter_has_numerator_denominator_and_rate_of_each_quarter(roster: ServiceClients) -> None:
    await prepare(roster)
    found = await roster.county.get(f"/reports/{COUNTY}", BY, year=2014, as_of="2014-06-30", part="quarter")
    adopted = figure(found, "suggestions_adopted")
    assert [(each["part"], each["value"], each["total"], each["rate"]) for each in adopted["parts"]] == [
        ("quarter=q1", 0, 0, 0),
        ("quarter=q2", 15, 15, 75),
    ]
    assert (found["part"], found["children"]) == ("quarter", [])
    assert {each["measure"] for each in found["figures"]} >= {"suggestions_adopted", "hearings_held"}


async def test_the_file_of_a_report_by_quarter_has_a_line_for_the_quarter_and_one_for_its_end(
    roster: ServiceClients,
) -> None:
    await prepare(roster)
    query = {"year": 2014, "as_of": "2014-12-31", "part": "quarter"}
    answer = await roster.county.call("GET", f"/reports/{COUNTY}.csv", BY, params=query)
    lines = [line.split(",") for line in answer.text.splitlines() if ",suggestions_adopted," in line]
    assert [line[6:] for line in lines if line[6].startswith("quarter=q2")] == [
        ["quarter=q2", "第二季度", "15", "", "", "", "100.00"],
        ["quarter=q2/total", "截至第二季度末", "15", "20", "提出的意见建议", "75.00", ""],
    ]
    workbook = await roster.county.call("GET", f"/reports/{COUNTY}.xlsx", BY, params=query)
    assert workbook.is_success


async def test_the_page_of_a_report_leads_to_its_figures_by_quarter(roster: ServiceClients) -> None:
    await prepare(roster)
    pages = PageClient(roster.county, BY)
    assert f"/reports/{COUNTY}?year=2014&amp;part=quarter" in (await pages.get(f"/reports/{COUNTY}?year=2014")).text
    shown = words(await pages.get(f"/reports/{COUNTY}?year=2014&part=quarter"))
    for text in ("按季度统计", "含所辖各级", "第二季度 15 100.00 % 15 20 75.00 %", "合计 15 15 20 75.00 %"):
        assert text in shown, text
