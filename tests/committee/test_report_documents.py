"""A report as a workbook has every figure with its base, and names what is not recorded."""

from datetime import date

import pytest

from shared.measures.catalogue import measures_of
from shared.measures.definitions import DEFINITIONS, definition_of
from tests.committee.exports import exported
from tests.committee.page_client import PageClient
from tests.committee.service_clients import ServiceClients
from tests.committee.test_reports import arrive, page
from tests.committee.word_files import word

OWN = "522625"
OFFICE = f"{OWN}-secretariat"
FIGURES = {
    "proposals_received": 118,
    "proposals_received/not_filed": 3,
    "proposals_filed": 110,
    "proposals_closed": 108,
    "proposals_open": 2,
    "proposals_assigned": 109,
    "proposals_replied": 109,
    "proposals_outcome/resolved": 36,
    "proposals_outcome/planned": 52,
    "consultations_held": 26,
    "consultation_participants": 390,
    "research_done": 19,
    "inspections_done": 21,
    "opinions_received": 42,
}


SUGGESTIONS = {"suggestions_made": 200, "suggestions_adopted": 160, "suggestions_done": 64, "townships_appraised/h1": 4}


@pytest.fixture
async def reported(roster: ServiceClients) -> ServiceClients:
    """Stores the figures of 2014 of a county."""
    await arrive(roster.county, page(OWN, FIGURES))
    return roster


def test_every_measure_has_a_definition_and_no_other_has_one() -> None:
    names = {each.name.partition("/")[0] for each in measures_of(2026)}
    assert names == DEFINITIONS.keys()
    assert all(definition_of(each.name) for each in measures_of(2026))


async def test_a_report_is_exported_with_numerators_denominators_and_definitions(reported: ServiceClients) -> None:
    rows, about = await exported(reported.county, f"/reports/{OWN}.xlsx", OFFICE, year=2014, as_of="2014-03-05")
    head, found = rows[0], {(row[0], row[1]): dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert head[:6] == ["指标", "部分", "分子", "分母", "分母是什么", "数值"]
    closed = found["办结率", ""]
    assert (closed["分子"], closed["分母"], closed["数值"], closed["计量"]) == (108, 110, 98.18, "%")
    assert (closed["截至"], closed["分子的定义"]) == (date(2014, 3, 5), DEFINITIONS["proposals_closed"])
    assert found["办理结果", "尚未答复"]["分子"] == 110 - 36 - 52
    assert found["办理结果", "尚未答复"]["说明"] == "余数"
    unrecorded = found["重点提案", ""]
    assert (unrecorded["说明"], unrecorded["分子"]) == ("未登记", "")
    assert (about["单位"], about["年度"], about["截至"]) == ("镇远县政协", "2014年", "2014-03-05")


async def test_the_page_of_a_report_offers_the_workbook(reported: ServiceClients) -> None:
    reader = PageClient(reported.county, OFFICE)
    assert f'href="/reports/{OWN}.xlsx?year=2014"' in (await reader.get(f"/reports/{OWN}?year=2014")).text
    answer = await reader.get(f"/reports/{OWN}.xlsx?year=2014&as_of=")
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{OWN}-2014-')


GRASS_ROOTS = {
    "townships": 9, "townships_with_station": 4, "platform_stations": 12, "platform_points": 30, "platform_households": 61,
    "contact_points": 5, "contact_points/form=office": 3, "contact_points/form=enterprise": 2,
}  # fmt: skip
CADENCE = {
    "cadence_expected": 17, "cadence_expected/plenary": 1, "cadence_held": 8, "cadence_held/plenary": 1,
    "contact_point_visits": 40, "contact_point_visitors": 95,
}  # fmt: skip


async def test_the_activity_report_has_platforms_contact_points_and_cadence_as_the_report(
    roster: ServiceClients,
) -> None:
    await arrive(roster.county, page(OWN, FIGURES | CADENCE), page(OWN, GRASS_ROOTS, year=0))
    query = {"year": 2014, "as_of": "2014-06-30"}
    path = f"/reports/{OWN}"
    document = await word(roster.county, f"{path}/documents/activity", OFFICE, **query)
    text = "".join(each.text for each in document.paragraphs)
    figures = {each["measure"]: each for each in (await roster.county.get(path, OFFICE, **query))["figures"]}
    for measure, words in (
        ("platform_stations", "村级协商站{numerator}个"),
        ("platform_points", "组级协商点{numerator}个"),
        ("platform_households", "户级协商召集人{numerator}名"),
        ("townships_with_station", "{denominator}个乡镇（街道）中{numerator}个有村级协商站"),
        ("contact_points", "委员联系点{numerator}个"),
        ("contact_point_visits", "联系点接待{numerator}次，95人"),
        ("cadence_met", "章程要求全年活动{denominator}次，已开展{numerator}次"),
        ("cadence_met", "{numerator}/{denominator}"),
    ):
        assert figures[measure]["numerator"], measure
        assert words.format(**figures[measure]) in text, measure


async def test_the_activity_report_is_silent_about_what_nobody_has_recorded(reported: ServiceClients) -> None:
    document = await word(reported.county, f"/reports/{OWN}/documents/activity", OFFICE, year=2014)
    text = "".join(each.text for each in document.paragraphs)
    assert "协商会议26次" in text
    for words in ("协商站", "联系点", "频次"):
        assert words not in text


async def test_the_activity_report_of_a_half_year_has_the_numbers_of_the_report(roster: ServiceClients) -> None:
    steps = {
        "townships": 9, "township_bodies": 9, "township_directors": 8, "township_directors/concurrent": 8, "township_members": 72,
    }  # fmt: skip
    await arrive(roster.county, page(OWN, FIGURES | SUGGESTIONS), page(OWN, steps, year=0))
    query = {"year": 2014, "as_of": "2014-06-30"}
    path = f"/reports/{OWN}"
    document = await word(roster.county, f"{path}/documents/activity", OFFICE, **query)
    text = "".join(each.text for each in document.paragraphs)
    for words in (
        "2014年上半年履职活动情况报告",
        "协商会议26次，390人次，调研19次，视察21次",
        "社情民意42篇",
        "提出意见建议200条，采纳160条",
        "9个乡镇（街道）中4个开展民主评议",
        "有委员72人",
    ):
        assert words in text, words
    figures = {each["measure"]: each for each in (await roster.county.get(path, OFFICE, **query))["figures"]}
    for measure, words in (
        ("consultations_held", "协商会议{numerator}次"),
        ("suggestions_done_of_made", "{numerator}/{denominator}"),
        ("suggestions_done", "{numerator}/{denominator}"),
        ("townships_appraised/h1", "{denominator}个乡镇（街道）中{numerator}个"),
        ("township_directors", "{numerator}/{denominator}"),
    ):
        assert words.format(**figures[measure]) in text, measure
