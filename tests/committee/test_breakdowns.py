"""Breakdowns of figures in reports: by type, sector, theme and class of unit, in the API, as a file and on a page."""

import csv
from datetime import date
from io import StringIO

import msgspec

from shared.contracts.pages import ReportBreakdown, Steps
from shared.contracts.proposal_vocabulary import Breakdown
from tests.committee.service_clients import Json, ServiceClient, ServiceClients
from tests.committee.test_pages import visit, words
from tests.committee.test_reports import AUDITOR, arrive, figure, page, stamped
from tests.committee.test_units import CLERK, assigned_to, entered

DAY = date(2014, 3, 5)
UNDIVIDED = {"proposals_received": 12, "proposals_filed": 10, "proposals_open": 4, "proposals_closed": 6}
DIVIDED = {
    "proposals_filed/theme=social": 5,
    "proposals_open/theme=social": 2,
    "proposals_closed/theme=social": 3,
    "proposals_received/theme=social": 6,
    "proposals_filed/theme=economic": 3,
    "proposals_open/theme=economic": 1,
    "proposals_closed/theme=economic": 2,
    "proposals_received/theme=economic": 3,
}


def divided(organization: str, counters: dict[str, int], *, breakdown: Breakdown = Breakdown.THEME) -> ReportBreakdown:
    steps: Steps = {counter: {DAY: amount} for counter, amount in counters.items()}
    stamp = stamped(position=1, session=1)
    return ReportBreakdown(
        stamp=stamp,
        organization=organization,
        year=2014,
        month="2014-03",
        own=steps,
        subtree=steps,
        breakdown=breakdown,
    )


async def by_theme(service: ServiceClient, key: str = "522625") -> Json:
    return await service.get(f"/reports/{key}", AUDITOR, year=2014, part="theme")


async def test_a_breakdown_shows_each_part_with_its_base_and_what_is_not_recorded(roster: ServiceClients) -> None:
    region = roster.region
    await arrive(region, page("522625", UNDIVIDED), divided("522625", DIVIDED))
    answer = await by_theme(region)
    assert (answer["part"], answer["as_of"]) == ("theme", "2026-03-05")
    closed = figure(answer, "proposals_closed")
    assert (closed["numerator"], closed["denominator"], closed["value"]) == (6, 10, 60)
    assert closed["parts"] == [
        {"part": "theme=economic", "title": "经济建设", "value": 2, "percent": 33.33, "denominator": 3, "rate": 66.67},
        {"part": "theme=social", "title": "社会建设", "value": 3, "percent": 50.0, "denominator": 5, "rate": 60.0},
    ]
    assert (closed["residual"], closed["residual_percent"], closed["residual_title"]) == (1, 16.67, "未登记")
    for each in answer["figures"]:
        assert sum(part["value"] for part in each["parts"]) + each["residual"] == each["numerator"]


async def test_a_breakdown_changes_nothing_of_the_undivided_report(roster: ServiceClients) -> None:
    region = roster.region
    await arrive(region, page("522625", UNDIVIDED))
    before = (await region.get("/reports/522625", AUDITOR, year=2014))["figures"]
    await arrive(region, divided("522625", DIVIDED), divided("522625", {}, breakdown=Breakdown.SECTOR))
    assert (await region.get("/reports/522625", AUDITOR, year=2014))["figures"] == before
    children = (await by_theme(region, "522600"))["children"]
    assert [len(figure(child, "proposals_filed")["parts"]) for child in children] == [2]


async def test_a_breakdown_nobody_knows_is_refused(roster: ServiceClients) -> None:
    answer = await roster.region.call("GET", "/reports/522625", AUDITOR, params={"part": "proposer"})
    assert answer.status_code == 422


async def test_a_breakdown_is_exported_as_a_file(roster: ServiceClients) -> None:
    region = roster.region
    await arrive(region, page("522625", UNDIVIDED), divided("522625", DIVIDED))
    answer = await region.call("GET", "/reports/522625.csv", AUDITOR, params={"year": 2014, "part": "theme"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = [
        row for row in csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))) if row["指标"] == "proposals_closed"
    ]
    assert [(row["部分"], row["部分名称"], row["分子"], row["分母"], row["数值"]) for row in rows] == [
        ("", "", "6", "10", "60.00"),
        ("theme=economic", "经济建设", "2", "3", "66.67"),
        ("theme=social", "社会建设", "3", "5", "60.00"),
        ("residual", "未登记", "1", "", ""),
    ]
    shown = await visit(region, "/reports/522625.csv?year=2014")
    assert "proposals_received" in shown.text


async def test_the_page_of_a_breakdown_shows_the_same_numbers(roster: ServiceClients) -> None:
    region = roster.region
    await arrive(region, page("522625", UNDIVIDED), divided("522625", DIVIDED))
    report = await visit(region, "/reports/522625?year=2014")
    assert 'href="/reports/522625?year=2014&amp;part=theme"' in report.text
    shown = words(await visit(region, "/reports/522625?year=2014&part=theme"))
    for shown_text in ("按主题统计", "社会建设 3 50.00 % 5 60.00 %", "未登记 1 16.67 %", "合计 6 10 60.00 %"):
        assert shown_text in shown
    empty = words(await visit(region, "/reports/522625?year=2014&part=unit_class"))
    assert "按承办单位类别统计" in empty


async def classes_of(service: ServiceClient) -> dict[tuple[str, bool], str | None]:
    """Returns the classes of units in the newest event, by role and whether the assignment has ended."""
    facts = msgspec.json.decode((await service.announced())[-1].payload)["data"]["facts"]
    classes = facts.get("unit_classes") or [None] * len(facts["assignments"])
    assignments = zip(facts["assignments"], classes, strict=True)
    return {(role, ended is not None): unit_class for (_, role, _, _, ended), unit_class in assignments}


async def test_an_assignment_carries_the_class_that_the_register_has_for_its_unit(roster: ServiceClients) -> None:
    service = roster.county
    await entered(service, **{"class": "government"})
    await entered(service, "县法院", aliases=["法院"], **{"class": "court"})
    id = await assigned_to(service, lead="县教育局", co=["法院"])
    await service.post(f"/proposals/{id}/reassign", CLERK, unit="法院", to="县粮食局")
    assert await classes_of(service) == {("lead", False): "government", ("co", True): "court", ("co", False): None}
    await service.post(f"/proposals/{id}/reassign", CLERK, unit="县教育局", to="县法院")
    assert (await classes_of(service))["lead", False] == "court"


async def test_without_a_register_an_assignment_has_no_class(roster: ServiceClients) -> None:
    await assigned_to(roster.county, sole="县教育局")
    assert await classes_of(roster.county) == {("sole", False): None}
