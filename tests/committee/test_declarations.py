"""The office declares a figure of a year; its own report and those above show it beside the counted one (decision 0119)."""

import csv
from io import StringIO

import pytest

from tests.committee.exports import exported
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import Json, ServiceClient, ServiceClients
from tests.committee.test_conferences import TONGREN, WANSHAN
from tests.committee.test_reports import arrive, figure, page

BY, CITY = f"{WANSHAN}-secretariat", f"{TONGREN}-secretariat"
PATH = f"/organizations/{WANSHAN}"
BODY: Json = {
    "measure": "suggestions_adopted",
    "year": 2014,
    "numerator": 30,
    "denominator": 60,
    "bound": "at_least",
    "source": "政协工作报告（2015年2月）",
}


@pytest.fixture
async def declared(connected: ServiceClients) -> ServiceClients:
    """Counts 20 of 60 suggestions of 万山 as adopted, where its office declares at least 30, and delivers everything."""
    for service in (connected.county, connected.city):
        await arrive(service, page(WANSHAN, {"suggestions_made": 60, "suggestions_adopted": 20}))
    await connected.county.post(f"{PATH}/declare_figure", BY, **BODY)
    await connected.deliver()
    return connected


async def report(service: ServiceClient, by: str, key: str = WANSHAN, **params: object) -> Json:
    return await service.get(f"/reports/{key}", by, **{"year": 2014, **params})


async def test_the_receipt_has_every_declared_figure_with_its_source(connected: ServiceClients) -> None:
    county = connected.county
    await county.post(f"{PATH}/declare_figure", BY, **BODY)
    answer = await county.post(f"{PATH}/declare_figure", BY, **{**BODY, "numerator": 31})
    view = {**BODY, "numerator": 31, "title": "意见建议采纳率", "as_of": "2014-12-31"}
    assert answer["declarations"] == [view], "a second one of the year replaces the first"
    answer = await county.post(f"{PATH}/withdraw_declaration", BY, measure="suggestions_adopted", year=2014)
    assert answer["declarations"] == []


async def test_the_reports_of_the_committee_and_of_the_level_above_show_it_beside_the_counted_one(
    declared: ServiceClients,
) -> None:
    shown = {
        "organization": WANSHAN,
        "name": "万山区",
        "measure": "suggestions_adopted",
        "title": "意见建议采纳率",
        "numerator": 30,
        "denominator": 60,
        "denominator_title": "提出的意见建议",
        "value": 50.0,
        "counted": 33.33,
        "unit": "percent",
        "bound": "at_least",
        "bound_title": "下限",
        "as_of": "2014-12-31",
    }
    for service, by, key in (
        (declared.county, BY, WANSHAN),
        (declared.city, CITY, WANSHAN),
        (declared.city, CITY, TONGREN),
    ):
        assert (await report(service, by, key))["declared"] == [shown], (by, key)


async def test_a_declared_figure_changes_no_counted_one(declared: ServiceClients) -> None:
    before = await report(declared.city, CITY)
    assert (figure(before, "suggestions_adopted")["numerator"], figure(before, "suggestions_adopted")["value"]) == (
        20,
        33.33,
    )
    await declared.county.post(f"{PATH}/withdraw_declaration", BY, measure="suggestions_adopted", year=2014)
    await declared.deliver()
    after = await report(declared.city, CITY)
    assert (after["declared"], after["figures"]) == ([], before["figures"])


async def test_it_is_shown_in_the_report_of_its_year_from_the_day_to_which_it_counts(declared: ServiceClients) -> None:
    for params in ({"year": 2015}, {"as_of": "2014-12-30"}, {"part": "quarter"}, {"part": "sector"}):
        assert (await report(declared.county, BY, **params))["declared"] == [], params
    assert (await declared.county.get(f"/reports/{WANSHAN}", BY))["declared"] == []
    assert len((await report(declared.county, BY, as_of="2014-12-31"))["declared"]) == 1


async def test_files_have_a_line_for_it_after_the_figure(declared: ServiceClients) -> None:
    query = {"year": 2014}
    answer = await declared.county.call("GET", f"/reports/{WANSHAN}.csv", BY, params=query)
    rows = [
        [row[each] for each in ("部分", "部分名称", "分子", "分母", "分母名称", "数值")]
        for row in csv.DictReader(StringIO(answer.text.removeprefix("\ufeff")))
        if row["指标"] == "suggestions_adopted"
    ]
    assert rows == [
        ["", "", "20", "60", "提出的意见建议", "33.33"],
        ["declared", "申报（下限）", "30", "60", "提出的意见建议", "50.00"],
    ]
    rows, _ = await exported(declared.county, f"/reports/{WANSHAN}.xlsx", BY, year=2014)
    (row,) = (row for row in rows if row[1] == "申报（下限）")
    assert row[:7] == ["意见建议采纳率", "申报（下限）", 30, 60, "提出的意见建议", 50, "%"]
    assert row[9] == "单位自行申报，不计入合计"


async def test_the_pages_of_the_report_show_it_as_declared(declared: ServiceClients) -> None:
    own = words(await PageClient(declared.county, BY).get(f"/reports/{WANSHAN}?year=2014"))
    assert "申报：≥ 50.00 %（下限） 30 / 60 提出的意见建议 截至2014年12月31日" in own
    above = words(await PageClient(declared.city, CITY).get(f"/reports/{TONGREN}?year=2014"))
    assert "申报数 由各单位自行申报，不计入任何合计" in above
    assert "万山区 意见建议采纳率 ≥ 50.00 %（下限） 33.33 % 2014年12月31日" in above
    assert "申报：" not in above, "it is no figure of the city"


async def test_the_office_declares_and_withdraws_on_the_page_of_its_committee(connected: ServiceClients) -> None:
    clerk = PageClient(connected.county, BY)
    page = await clerk.get(PATH)
    assert clerk.commands(page) == ["declare_figure"]
    page = await clerk.run_command(page, "declare_figure", **{name: str(value) for name, value in BODY.items()})
    assert "登记申报数已登记" in words(page)
    assert "2014 意见建议采纳率 30 60 下限 2014-12-31 政协工作报告（2015年2月）" in words(page)
    page = await clerk.run_command(page, "withdraw_declaration", year="2014")
    assert clerk.commands(page) == ["declare_figure"]


async def test_a_refusal_names_field_value_and_rule(connected: ServiceClients) -> None:
    for field, value, rule in (
        ("measure", "adoption", "须为统计报告的一项全年指标，如“意见建议采纳率”"),
        ("numerator", 61, "不能大于分母（提出的意见建议60）"),
        ("denominator", None, "“意见建议采纳率”须填写提出的意见建议，1至1000000"),
        ("year", 2027, "须在1949至2026（今年）之间"),
        ("as_of", "2013-12-31", "须在2014-01-01和今天（2026-03-05）之间"),
    ):
        answer = await connected.county.call("POST", f"{PATH}/declare_figure", BY, json={**BODY, field: value})
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error) == (422, {"field": field, "value": value, "rule": rule}), field
    refused = await connected.county.refused(f"{PATH}/declare_figure", BY, **{**BODY, "source": " "})
    assert refused == (422, "invalid")
    refused = await connected.county.refused(f"{PATH}/withdraw_declaration", BY, measure="hearings_held", year=2014)
    assert refused == (409, "no-declaration")


async def test_only_the_office_of_the_committee_declares(connected: ServiceClients) -> None:
    for by in (f"{WANSHAN}-leader", f"{WANSHAN}-auditor", "522625-secretariat", "administrator"):
        assert (await connected.county.refused(f"{PATH}/declare_figure", by, **BODY))[0] == 403, by
    assert (await connected.city.refused(f"{PATH}/declare_figure", CITY, **BODY))[0] == 403


async def test_a_renewed_own_record_keeps_what_was_declared(declared: ServiceClients) -> None:
    await declared.county.issue_keys()
    await declared.deliver()
    assert len((await report(declared.city, CITY))["declared"]) == 1
