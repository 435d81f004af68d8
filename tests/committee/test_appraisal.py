"""The appraisal of handling units: points by the charter's formula, and the proposals behind every figure."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from shared.committee.appraisal.criteria import Criterion, Share, weights_of
from shared.committee.appraisal.queries import AppraisedMatter, AppraisedUnit
from shared.domain.charters.charter import Charter
from shared.domain.charters.charters import Amendment, Charters
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import drafted
from tests.committee.service_clients import SERVICES, Json, ServiceClient, ServiceClients

SEC = "522625-secretariat"
LATE = {"late_reason": "补录"}


async def handled(
    service: ServiceClient,
    unit: str,
    *,
    replied: str | None = "2026-02-20",
    limit: str = "2026-03-01",
    result: str = "",
    contacts: int = 0,
) -> str:
    """Brings a proposal to a unit with a limit, and to its reply and its form, if any."""
    id = await drafted(service, by=SEC, on="2026-01-10", **LATE)
    for command, body in (
        ("submit", {}),
        ("file", {}),
        ("assign", {"sole": unit, "limit": limit}),
        ("acknowledge", {"unit": unit}),
    ):
        await service.post(f"/proposals/{id}/{command}", SEC, on="2026-01-12", **LATE, **body)
    for _ in range(contacts):
        await service.post(f"/proposals/{id}/record_contact", SEC, unit=unit, form="visit", on="2026-02-10")
    if replied:
        answer: dict[str, Any] = {"unit": unit, "text": "答复", "answer_class": "A", "on": replied}
        await service.post(f"/proposals/{id}/reply", SEC, **answer)
    if result:
        await service.post(f"/proposals/{id}/rate", SEC, process="satisfied", result=result)
    return id


async def appraised(service: ServiceClient, **query: Any) -> dict[str, Json]:
    found = await service.get("/units/appraisal", SEC, **query)
    return {each["name"]: each for each in found["units"]}


def figures(unit: Json) -> dict[str, tuple[int, int]]:
    return {each["criterion"]: (each["numerator"], each["denominator"]) for each in unit["figures"]}


async def test_units_are_ranked_by_the_weighted_mean_of_what_they_are_known_for(roster: ServiceClients) -> None:
    county = roster.county
    await handled(county, "甲局", result="satisfied", contacts=1)
    await handled(county, "甲局", replied="2026-03-04")  # three days late
    await handled(county, "乙局", result="dissatisfied")
    await handled(county, "丙局", replied=None)  # overdue
    await handled(county, "丁局", replied=None, limit="2026-05-01")  # not due yet
    units = await appraised(county)
    assert figures(units["甲局"]) == {
        "on_time": (1, 2),
        "contacts": (1, 2),
        "satisfaction": (1, 1),
        "not_rehandled": (2, 2),
    }
    assert figures(units["乙局"]) == {
        "on_time": (1, 1),
        "contacts": (0, 1),
        "satisfaction": (0, 1),
        "not_rehandled": (0, 1),
    }
    assert figures(units["丙局"])["on_time"] == (0, 1)
    assert [(name, each["rank"], each["score"]) for name, each in units.items()] == [
        ("甲局", 1, "70.00"),  # 40 × 1/2 + 20 × 1/2 + 30 × 1/1 + 10 × 2/2
        ("乙局", 2, "40.00"),  # 40 × 1/1 + 20 × 0/1 + 30 × 0/1 + 10 × 0/1
        ("丙局", 3, "0.00"),
    ]


async def test_the_formula_and_every_figure_lead_to_the_proposals_behind_them(roster: ServiceClients) -> None:
    county = roster.county
    early = await handled(county, "甲局", result="satisfied")
    late = await handled(county, "甲局", replied="2026-03-04")
    await handled(county, "丙局", replied=None)  # overdue, and nothing else is known of it
    shown = await county.get("/units/appraisal", SEC, year=2026)
    assert shown["formula"].startswith("得分 = 100 ×（按期答复率×40 + 与提案人联系率×20 + 办理结果满意率×30")
    query = {"unit": shown["units"][0]["unit"], "criterion": "on_time", "year": 2026}
    behind = (await county.call("GET", "/units/appraisal/matters", SEC, params=query)).json()
    assert [(each["id"], each["numerator"], each["denominator"]) for each in behind] == [(early, 1, 1), (late, 0, 1)]
    assert (await county.get("/units/appraisal", SEC, year=2025))["units"] == []
    clerk = PageClient(county, SEC)
    page = await clerk.get("/units/appraisal")
    assert "1/2 = 50.00%" in words(page)
    assert "无数据" in words(page)
    assert late in (await clerk.get("/units/appraisal/matters?unit=甲局&criterion=on_time")).text


async def test_the_ranking_is_exported_as_csv(roster: ServiceClients) -> None:
    await handled(roster.county, "=甲局", result="satisfied")
    answer = await roster.county.call("GET", "/units/appraisal.csv", SEC)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    header, unit, formula = answer.text.removeprefix("\ufeff").splitlines()
    assert header.startswith("名次,承办单位,类别,得分（满分100）,按期答复（分子）")
    assert unit == "1,'=甲局,,80.00,1,1,100.00,0,1,0.00,1,1,100.00,1,1,100.00"
    assert formula.startswith("得分 = 100")


async def test_a_renamed_unit_is_one_unit_under_its_name_of_today(roster: ServiceClients) -> None:
    county = roster.county
    unit = await county.post("/units", SEC, name="县教育局", on="2020-01-01")
    await handled(county, "县教育局")
    await county.post(f"/units/{unit['id']}/rename", SEC, name="县教育和科技局", on="2026-03-01")
    await handled(county, "县教育和科技局")
    units = await appraised(county)
    assert list(units) == ["县教育和科技局"]
    assert (units["县教育和科技局"]["unit"], units["县教育和科技局"]["class_title"]) == (unit["id"], "政府部门")
    assert figures(units["县教育和科技局"])["on_time"] == (2, 2)


@pytest.mark.parametrize("by", ["522625-handling_unit", "520603-secretariat"])
async def test_neither_a_unit_nor_another_committee_reads_the_ranking(roster: ServiceClients, by: str) -> None:
    for path in ("/units/appraisal", "/units/appraisal.csv", "/units/appraisal/matters"):
        answer = await roster.county.call("GET", path, by, params={"organization": "522625"})
        assert answer.status_code == 403


async def test_the_ranking_says_whether_its_weights_are_the_defaults(roster: ServiceClients) -> None:
    county = roster.county
    await handled(county, "甲局", result="satisfied")
    clerk = PageClient(county, SEC)
    assert (await county.get("/units/appraisal", SEC))["has_default_weights"] is True
    assert "权重是系统的默认值" in words(await clerk.get("/units/appraisal"))
    places = county.context.charters.places
    places["522625"] = (*places.get("522625", ()), Amendment(date(2000, 1, 1), {"unit_contacts_weight": 60}))
    assert (await county.get("/units/appraisal", SEC))["has_default_weights"] is False
    assert "权重是系统的默认值" not in words(await clerk.get("/units/appraisal"))


def test_the_points_of_guiyang_rose_from_5_to_15() -> None:
    charters = Charters.load(SERVICES / "city" / "charter.toml")
    points = [charters.on(date(year, 12, 31), "520100").unit_appraisal_points for year in (2013, 2014)]
    assert points == [5, 15]


def test_a_score_is_out_of_the_points_of_the_charter_and_leaves_out_what_has_no_base() -> None:
    unit = AppraisedUnit(key="甲局", name="甲局", unit_class=None)
    weights = weights_of(Charter())
    assert unit.score(weights, 15) is None
    shares = {Criterion.ON_TIME: Share(2, 3), Criterion.NOT_REHANDLED: Share(1, 1), Criterion.SATISFACTION: Share()}
    unit.matters.append(AppraisedMatter(id="522625-p-2026-1", number=1, title="一", shares=shares))
    assert unit.score(weights, 15) == Fraction(15 * (40 * 2 + 10 * 3), 3 * 50)
