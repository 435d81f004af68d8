"""The pages of a service, as they are written; how they look and move is in `tests/browser`."""

import re
from datetime import date
from decimal import Decimal

import httpx
import pytest

from shared.committee.reports.queries import TownshipCoverage
from shared.contracts.vocabulary import Role
from shared.measures.catalogue import MEASURES
from shared.ui.report.charts import handling, segments_of, tile
from shared.ui.report.sections import OTHERS, SECTIONS, section_of, sections
from tests.committee.page_client import PageClient
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.test_reports import AUDITOR, arrive, page
from tests.support.figures import ZHENYUAN, figures


async def visit(service: ServiceClient, path: str, by: str = AUDITOR) -> httpx.Response:
    """Requests a page as the browser of this account."""
    headers = PageClient(service, by)._headers
    return await service.client.get(path, headers=headers)


def words(answer: httpx.Response) -> str:
    """Returns the text that a reader reads, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


async def test_the_report_shows_the_same_numbers_as_the_interface(roster: ServiceClients) -> None:
    await arrive(roster.region, page("522625", ZHENYUAN))
    shown = words(await visit(roster.region, "/reports/522625?year=2014"))
    for shown_text in (
        "收到提案 118",
        "118 / 118 立案提案",
        "已解决或采纳 36 30.51 %",
        "96 / 118 收到的提案",
        "81.36",
        "2014年度",
    ):
        assert shown_text in shown


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/opinion-calls", "社情民意"),
        ("/topic-suggestions/new", "协商计划"),
        ("/units", "名册"),
        ("/imports/proposals", "提案"),
    ],
)
async def test_a_register_and_an_import_belong_to_a_page_of_the_navigation(
    roster: ServiceClients, path: str, title: str
) -> None:
    shown = await PageClient(roster.county, "522625-secretariat").get(path)
    assert shown.is_success
    assert set(re.findall('aria-current="page">(.*?)</a>', shown.text)) == {title}


async def test_what_moved_is_a_line_under_its_figure(roster: ServiceClients) -> None:
    went = {"proposals_received": 4, "proposals_received/moved": -118, "proposals_closed/moved": -118}
    went |= {"proposals_open": 4, "proposals_open/moved": 4}
    await arrive(roster.region, page("522625", went), page("520603", {"proposals_received": 2}))
    answer = await roster.region.get("/reports/522625", AUDITOR, year=2014)
    figures = {each["measure"]: (each["moved"], each["denominator_moved"]) for each in answer["figures"]}
    assert figures["proposals_received"] == (-118, None)
    assert figures["proposals_closed"] == (-118, -114)
    assert figures["handling_days"] == (None, 0)
    shown = words(await visit(roster.region, "/reports/522625?year=2014"))
    assert "因隶属或成员变更 转出 118" in shown
    assert "因隶属或成员变更 分子转出 118 分母转出 114" in shown
    assert "转出 118" in words(await visit(roster.region, "/reports/522600?year=2014"))
    assert "变更" not in words(await visit(roster.region, "/reports/520603?year=2014"))


async def test_what_is_not_recorded_is_shown_as_such(roster: ServiceClients) -> None:
    left_out = {"opinions_received": 30, "opinions_instructed/left_out": 2}
    await arrive(
        roster.region, page("522625", left_out), page("520603", left_out | {"opinions_instructed/recorded": 12})
    )
    answer = await roster.region.get("/reports/522625", AUDITOR, year=2014)
    figure = next(each for each in answer["figures"] if each["measure"] == "opinions_instructed")
    assert (figure["recorded"], figure["value"], figure["left_out"]) == (False, None, 2)
    assert "社情民意信息批示率 未记录 2 个单位未记录" in words(await visit(roster.region, "/reports/522625?year=2014"))
    some = words(await visit(roster.region, "/reports/520603?year=2014"))
    assert "0 / 12 登记批示的单位收到的社情民意信息 另有 2 个单位未记录，不计在内" in some


async def test_the_way_down_begins_where_the_account_may_read(roster: ServiceClients) -> None:
    province = await visit(roster.region, "/reports/520603?year=2014")
    assert '<a href="/reports/520600?year=2014">铜仁市</a>' in province.text
    city = await visit(roster.city, "/reports/520603", by="520600-auditor")
    assert '<a href="/reports/520600">铜仁市</a>' in city.text
    assert "贵州省" not in city.text


async def test_those_below_are_linked_with_the_same_question(roster: ServiceClients) -> None:
    await arrive(roster.region, page("520603", {"townships": 11, "township_bodies": 9}, year=0, day=date(2013, 1, 1)))
    answer = await visit(roster.region, "/reports/520600?year=2014&as_of=2014-06-30&scope=")
    assert 'href="/reports/520603?year=2014&amp;as_of=2014-06-30"' in answer.text
    assert "9 11 81.82 %" in words(answer)
    assert "9 / 11" in words(answer)


async def test_today_is_not_kept_in_links_since_it_passes(roster: ServiceClients) -> None:
    answer = await visit(roster.region, "/reports/520600?as_of=2026-03-05")
    assert "as_of=2026" not in answer.text


async def test_a_question_that_is_not_in_order_is_a_page_that_says_so(roster: ServiceClients) -> None:
    for path in ("/reports/520600?as_of=2026-03-06", "/reports/520600?year=x"):
        answer = await visit(roster.region, path)
        assert answer.status_code == 422
        assert "填写有误" in answer.text


async def test_a_report_of_others_and_one_of_nobody_are_refused_as_pages(roster: ServiceClients) -> None:
    assert (await visit(roster.city, "/reports/520603", by="522600-auditor")).status_code == 403
    assert (await visit(roster.region, "/reports/529999")).status_code == 404


async def test_the_home_page_shows_the_figures_of_this_year_and_what_they_include(roster: ServiceClients) -> None:
    await arrive(roster.county, page("522625", ZHENYUAN))  # of 2014
    this_year = {"proposals_received": 7, "proposals_filed": 4, "proposals_received/withdrawn": 1}
    await arrive(roster.county, page("522625", this_year, year=2026, day=date(2026, 1, 20)))
    answer = await visit(roster.county, "/", by="522625-secretariat")
    for shown_text in ("镇远县", "办公室", "待我办理", "2026年度情况", "含所辖各级", "收到提案 7", "审查中 2"):
        assert shown_text in words(answer)
    assert "未归类" not in answer.text
    assert 'href="/reports/522625?year=2026"' in answer.text


async def test_the_home_page_of_a_township_says_that_nothing_is_below(connected: ServiceClients) -> None:
    shown = words(await visit(connected.township, "/", by="520603202-secretariat"))
    assert "2026年度情况 仅本级" in shown


async def test_what_the_parts_of_a_figure_leave_over_is_called_what_it_is(roster: ServiceClients) -> None:
    await arrive(roster.county, page("522625", {"proposals_received": 9, "proposals_filed": 5}))
    shown = words(await visit(roster.county, "/reports/522625?year=2014", by="522625-secretariat"))
    for shown_text in ("审查中 4 44.44 %", "尚未答复 5 100.00 %", "未收到反馈 5 100.00 %"):
        assert shown_text in shown


@pytest.mark.parametrize("account", ["administrator", "522625-handling_unit"])
async def test_who_may_read_no_report_has_a_home_without_one(roster: ServiceClients, account: str) -> None:
    answer = await visit(roster.county, "/", by=account)
    assert answer.status_code == 200
    assert "统计报告" not in answer.text


async def test_an_account_of_an_organization_that_nobody_has_entered_has_a_home(roster: ServiceClients) -> None:
    await roster.county.account("529999-leader", Role.LEADER, organization="529999")
    assert (await visit(roster.county, "/", by="529999-leader")).status_code == 200


def test_every_measure_has_a_section_and_an_unknown_one_is_shown_all_the_same() -> None:
    assert {section_of(measure.name) for measure in MEASURES} == {title for title, _ in SECTIONS}
    assert section_of("something_new") == OTHERS
    shown = [each for section in sections(figures(lambda _: 0)) for each in section.figures]
    named = [figure.measure for each in shown for figure in (each.figure, *each.periods)]
    assert sorted(named) == sorted(measure.name for measure in MEASURES)


def test_the_states_of_handling_add_up_to_what_was_received() -> None:
    counted = {
        "proposals_received": 10, "proposals_filed": 7, "proposals_open": 4, "proposals_overdue": 1,
        "proposals_closed": 2, "proposals_received/merged": 1,
    }  # fmt: skip
    named = {figure.measure: figure for figure in figures(lambda name: counted.get(name, 0))}
    shown = handling(named)
    assert shown is not None
    assert [(segment.title, segment.value) for segment in shown.segments] == [
        ("审查中", 2), ("在办", 3), ("逾期未答复", 1), ("已办结", 2), ("未立案或另作处理", 2)
    ]  # fmt: skip


def test_what_the_parts_leave_over_is_a_segment_of_its_own() -> None:
    counted = {"proposals_filed": 4, "proposals_outcome/resolved": 1}
    outcome = next(each for each in figures(lambda name: counted.get(name, 0)) if each.measure == "proposals_outcome")
    assert [(each.title, each.value, each.begin) for each in segments_of(outcome) if each.value] == [
        ("已解决或采纳", 1, Decimal(0)), ("尚未答复", 3, Decimal("25.00"))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("covered", "townships", "colour"), [(0, 9, "c0"), (4, 9, "c1"), (5, 10, "c2"), (8, 10, "c3"), (9, 9, "c4")]
)
def test_a_place_has_the_colour_of_its_coverage(covered: int, townships: int, colour: str) -> None:
    shown = tile("520603", "万山区", TownshipCoverage(covered, townships))
    assert shown is not None
    assert shown.colour == colour
