"""Rosters from files."""

import asyncio
import gzip
from pathlib import Path
from typing import Any

import pytest

from shared.committee.imports.outcome import SHOWN
from shared.contracts.vocabulary import Level, Role
from tests.committee.service_clients import ServiceClients
from tests.committee.workbook import workbook
from tests.support.roster import ROSTER

HEADER = "code,name,level,parent_code,from,body_from,code_until\n"


async def keys(services: ServiceClients, under: str) -> list[str]:
    page = await services.city.get("/organizations", "administrator", under=under, size=200)
    return [item["key"] for item in page["items"]]


async def with_province(services: ServiceClients) -> None:
    """Enters the province, which the cities' service has to know first."""
    region = (await services.region.bring_in(ROSTER)).json()
    assert (region["entered"], region["skipped"]) == (1, 6)
    await services.deliver()


async def test_each_service_enters_the_records_it_keeps(services: ServiceClients) -> None:
    await with_province(services)
    city = (await services.city.bring_in(ROSTER)).json()
    assert (city["read"], city["entered"], city["skipped"], city["established"]) == (7, 4, 3, 0)
    await services.deliver()
    county = (await services.county.bring_in(ROSTER)).json()
    assert (county["read"], county["entered"], county["skipped"], county["established"]) == (7, 2, 5, 1)
    await services.deliver()
    assert await keys(services, "520000") == ["520600", "520603", "520603202", "522600", "522625", "522625100"]


async def test_the_same_roster_twice_adds_nothing(roster: ServiceClients) -> None:
    before = len(await roster.county.announced())
    again = (await roster.county.bring_in(ROSTER)).json()
    assert (again["entered"], again["established"], again["unchanged"], again["skipped"]) == (0, 0, 2, 5)
    assert again["differs"] == []
    assert len(await roster.county.announced()) == before


async def test_a_dry_run_enters_nothing_and_shows_what_it_would(services: ServiceClients) -> None:
    await with_province(services)
    answer = (await services.city.bring_in(ROSTER + "5206,,city,520000,x,\n", dry_run=True)).json()
    assert answer["entered"] == 4
    assert [(error["row"], error["column"]) for error in answer["errors"]] == [(9, "from"), (9, "name")]
    assert await services.city.announced() == []


async def test_of_many_errors_the_first_are_listed_with_short_values_and_all_are_counted(
    roster: ServiceClients,
) -> None:
    wrong = ",".join(["，" * 230] * 7)
    answer = await roster.county.bring_in(HEADER + f"{wrong}\n" * 600, dry_run=True)
    found = answer.json()
    assert (len(found["errors"]), max(len(each["value"]) for each in found["errors"])) == (SHOWN, 40)
    assert found["error_count"] >= 600 * 4
    assert len(answer.content) < 100_000
    refused = (await roster.county.bring_in(HEADER + f"{wrong}\n" * 600)).json()
    assert (len(refused["errors"]), refused["count"]) == (SHOWN, found["error_count"])


async def test_of_many_warnings_and_differences_the_first_are_listed_and_all_are_counted(
    roster: ServiceClients,
) -> None:
    rows = "".join(f"x{number},镇{{}}{number}{{}},township,522625,2013-01-01,,\n" for number in range(SHOWN + 50))
    assert (await roster.county.bring_in(HEADER + rows.format(*["", ""] * (SHOWN + 50)))).status_code == 200
    found = (await roster.county.bring_in(HEADER + rows.format(*["新", ""] * (SHOWN + 50)), dry_run=True)).json()
    assert (len(found["differs"]), found["difference_count"]) == (SHOWN, SHOWN + 50)
    rows = rows.replace("x", "y").format(*["", "（已撤销）"] * (SHOWN + 50))
    found = (await roster.county.bring_in(HEADER + rows, dry_run=True)).json()
    assert (len(found["warnings"]), found["warning_count"]) == (SHOWN, SHOWN + 50)


async def test_an_unknown_unit_is_an_error_and_nothing_is_imported(roster: ServiceClients) -> None:
    before = len(await roster.county.announced())
    rows = "520603001,谢桥街道,township,520603,,,\n522799001,某镇,township,522799,,,\n"
    answer = await roster.county.bring_in(HEADER + rows)
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == "import-refused"
    assert problem["errors"][0]["field"] == "row 3 parent_code"
    assert problem["errors"][0]["value"] == "522799"
    assert len(await roster.county.announced()) == before


async def test_a_parent_that_the_directory_has_not_read_yet_is_an_error(services: ServiceClients) -> None:
    await with_province(services)
    await services.city.bring_in(ROSTER)
    answer = await services.county.bring_in(ROSTER)
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"row 7 parent_code", "row 8 parent_code"}


async def test_a_functional_zone_without_a_national_code_stands_on_the_roster(roster: ServiceClients) -> None:
    codes = ["522701", "522702", *(f"52272{n}" for n in range(2, 10)), "522730", "522731", "522732"][:12]
    rows = "522700,黔南布依族苗族自治州,prefecture,520000,2000-01-01,,\n"
    rows += "".join(f"{code},县{code},county,522700,2000-01-01,,\n" for code in codes)
    rows += "522700z1,都匀经济开发区,county,522700,2011-01-01,,\n"
    assert (await roster.city.bring_in(HEADER + rows)).json()["entered"] == 14
    await roster.deliver()
    units = await keys(roster, "522700")
    assert len(units) == 13
    zone = await roster.county.get("/organizations/522700z1", "administrator")
    assert (zone["name"], zone["code"], zone["codes"]) == ("都匀经济开发区", "", [])


async def test_a_row_without_a_code_is_refused_with_the_rule(roster: ServiceClients) -> None:
    answer = await roster.city.bring_in(HEADER + ",都匀经济开发区,county,522600,,,\n")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "row 2 code"


async def test_a_later_code_is_the_organization_entered_under_the_earlier_one(roster: ServiceClients) -> None:
    city = roster.city
    await city.bring_in(HEADER + "520300,遵义市,prefecture,520000,2000-01-01,,\n")
    await city.bring_in(HEADER + "520321,遵义县,county,520300,2000-01-01,,\n")
    await city.account("520300-secretariat", Role.SECRETARIAT, organization="520300")
    late = {"on": "2016-03-20", "late_reason": "补录"}
    await city.post("/organizations/520321/recode", "520300-secretariat", code="520304", **late)
    await city.post("/organizations/520321/rename", "520300-secretariat", title="播州区", **late)
    await roster.deliver()
    edition = HEADER + "520304,播州区,county,520300,,,\n520304100,三合镇,township,520304,2000-01-01,,\n"
    answer = (await city.bring_in(edition)).json()
    assert (answer["entered"], answer["unchanged"], answer["skipped"], answer["differs"]) == (0, 1, 1, [])
    assert (await roster.county.bring_in(edition)).json()["entered"] == 1
    await roster.deliver()
    for day, code, name in (("2015-12-31", "520321", "遵义县"), ("2016-12-31", "520304", "播州区")):
        shown = await city.get("/organizations/520304", "administrator", as_of=day)
        assert (shown["key"], shown["code"], shown["name"]) == ("520321", code, name)
    township = await city.get("/organizations/520304100", "administrator")
    assert township["parent"] == "520321"


async def test_a_code_that_ends_leaves_the_organization_in_no_list(roster: ServiceClients) -> None:
    answer = await roster.city.bring_in(HEADER + "520699,某县,county,520600,2000-01-01,,2010-01-01\n")
    assert answer.json()["entered"] == 1
    shown = await roster.city.get("/organizations/520699", "administrator")
    assert shown["codes"] == [{"code": "520699", "valid_from": "2000-01-01"}, {"code": "", "valid_from": "2010-01-01"}]


async def test_another_name_is_reported_and_changes_nothing(roster: ServiceClients) -> None:
    rows = ROSTER.replace("舞阳镇", "㵲阳镇")
    answer = (await roster.county.bring_in(rows)).json()
    assert answer["unchanged"] == 2
    (difference,) = answer["differs"]
    assert (difference["recorded"], difference["given"]) == ("舞阳镇", "㵲阳镇")


async def test_another_level_is_reported_by_its_title(roster: ServiceClients) -> None:
    rows = "522625100,㵲阳镇,county,522625,,,\n"
    found = (await roster.county.bring_in(HEADER + rows, dry_run=True)).json()["differs"]
    (level,) = [each for each in found if each["column"] == "level"]
    assert (level["recorded"], level["given"]) == (Level.TOWNSHIP.title_zh, Level.COUNTY.title_zh)


async def test_a_body_that_came_to_be_known_later_is_established_on_its_day(roster: ServiceClients) -> None:
    rows = HEADER + "522625100,舞阳镇,township,522625,2000-01-01,2014-05-01,\n"
    assert (await roster.county.bring_in(rows)).json()["established"] == 1
    assert (await roster.county.bring_in(rows)).json()["established"] == 0
    for day, established in (("2014-04-30", False), ("2014-05-01", True)):
        shown = await roster.county.get("/organizations/522625100", "administrator", as_of=day)
        assert shown["body"]["established"] is established


@pytest.mark.parametrize("form", ["csv", "gzip", "xlsx", "multipart"])
async def test_a_roster_comes_in_any_of_these_forms(services: ServiceClients, form: str) -> None:
    await with_province(services)
    content = ROSTER.encode("utf-8-sig")
    if form == "gzip":
        content = gzip.compress(content)
    if form == "xlsx":
        content = workbook(ROSTER)
    request: dict[str, Any] = (
        {"files": {"file": ("名册.csv", content)}} if form == "multipart" else {"content": content}
    )
    answer = await services.city.call("POST", "/imports/organizations", "administrator", **request)
    assert answer.status_code == 200, answer.text
    assert answer.json()["entered"] == 4


@pytest.mark.parametrize(
    "content",
    [
        b"code,name\n1,2\n",
        b"code,name,level,parent_code,phone\n",
        "code,name,level,parent_code\n520600,铜仁,city,".encode("gb18030"),
        b"\x1f\x8b\x08broken",
        b"PK\x03\x04broken",
        b"code,name,level,parent_code\n1,\0,city,\n",
        b'code,name,level,parent_code\n1,"2,city,\n',
        b"\x89PNG\r\n",
        b"",
    ],
)
async def test_a_file_that_cannot_be_read_is_refused(services: ServiceClients, content: bytes) -> None:
    answer = await services.city.call("POST", "/imports/organizations", "administrator", content=content)
    assert answer.status_code == 422, answer.text


@pytest.mark.full
async def test_a_province_is_imported_at_once(services: ServiceClients) -> None:
    rows = HEADER + "520000,贵州省,province,,2000-01-01,,\n"
    rows += "".join(f"5201{n:02},县{n},county,520000,2000-01-01,,\n" for n in range(88))
    assert (await services.region.bring_in(rows)).json()["entered"] == 89
    await services.deliver()
    for n in range(1510):
        rows += f"5201{n % 88:02}{n // 88:03},镇{n},township,5201{n % 88:02},2000-01-01,2013-01-01,\n"
    answer = (await services.county.bring_in(rows)).json()
    assert (answer["entered"], answer["established"], answer["skipped"]) == (1510, 1510, 89)
    await services.deliver()
    assert len(await keys(services, "520100")) == 18


async def test_counties_directly_below_a_province_are_kept_where_the_province_works(services: ServiceClients) -> None:
    rows = HEADER + "500000,重庆市,province,,2000-01-01,,\n500114,黔江区,county,500000,2000-01-01,,\n"
    for service, entered in ((services.city, 0), (services.region, 2), (services.county, 0)):
        assert (await service.bring_in(rows)).json()["entered"] == entered
        await services.deliver()
    below = HEADER + "500114001,城东街道,township,500114,2000-01-01,,\n"
    assert (await services.county.bring_in(below)).json()["entered"] == 1


async def test_a_conference_is_imported_without_a_parent(roster: ServiceClients) -> None:
    wrong = await roster.region.bring_in(HEADER + "wujiang,流域联席会,conference,520000,2014-01-01,,\n")
    assert wrong.json()["errors"][0]["field"] == "row 2 parent_code"
    answer = await roster.region.bring_in(HEADER + "wujiang,流域联席会,conference,,2014-01-01,,\n")
    assert answer.json()["entered"] == 1
    await roster.deliver()
    assert (await roster.county.get("/organizations/wujiang", "administrator"))["level"] == "conference"


async def test_a_wrong_day_is_named_by_its_own_column(roster: ServiceClients) -> None:
    rows = "520603001,谢桥街道,township,520603,2000-01-01,{},{}\n"
    for body, until, column in (("1999-12-31", "", "body_from"), ("", "2099-01-01", "code_until")):
        answer = await roster.county.bring_in(HEADER + rows.format(body, until))
        (error,) = answer.json()["errors"]
        assert (error["field"], error["value"]) == (f"row 2 {column}", body or until)


async def test_a_day_that_no_event_can_carry_is_named_by_its_row_and_column(roster: ServiceClients) -> None:
    rows = "520603001,谢桥街道,township,520603,{},{},{}\n"
    for column, day in (
        ("from", "1999-12-31"),
        ("from", "9999-12-31"),
        ("body_from", "9999-12-31"),
        ("code_until", "1999-12-31"),
    ):
        days = [day if each == column else "" for each in ("from", "body_from", "code_until")]
        answer = await roster.county.bring_in(HEADER + rows.format(*days))
        assert [(each["field"], each["value"]) for each in answer.json()["errors"]] == [(f"row 2 {column}", day)]


CASES = Path(__file__).parent / "cases"
GONE = "522625902,乙乡,township,522625,2000-01-01,,\n"


async def dry_run(services: ServiceClients, name: str) -> list[tuple[int, str, str]]:
    """Returns the warnings of a dry run: row, field, rule."""
    answer = await services.county.bring_in((CASES / name).read_text("utf-8"), dry_run=True)
    assert answer.status_code == 200, answer.text
    assert answer.json()["errors"] == []
    return [(each["row"], each["field"], each["rule"]) for each in answer.json()["warnings"]]


async def test_rows_that_cannot_be_right_are_warnings_by_row(roster: ServiceClients) -> None:
    ((row, field, rule),) = await dry_run(roster, "12-digit.csv")
    assert (row, field, rule[:11]) == (2, "code", "12位是统计用区划代码")
    assert [each[:2] for each in await dry_run(roster, "placeholder-names.csv")] == [
        (2, "name"),
        (3, "name"),
        (4, "name"),
    ]
    rows = "522625299,蕉溪镇,township,522625,2013-01-01,,\n"
    assert (await roster.county.bring_in(HEADER + rows)).status_code == 200
    ((row, field, rule),) = await dry_run(roster, "same-name-other-code.csv")
    assert (row, field, rule) == (2, "name", "同一上级下已有同名单位（代码522625299）")


async def test_two_rows_of_one_name_below_one_parent_are_a_warning(roster: ServiceClients) -> None:
    rows = "522625301,丁(东)镇,township,522625,,,\n522625302,丁（东）镇,township,522625,,,\n"
    answer = (await roster.county.bring_in(HEADER + rows, dry_run=True)).json()
    assert [(each["row"], each["value"]) for each in answer["warnings"]] == [(3, "丁（东）镇")]


async def test_a_name_that_is_taken_on_a_later_day_is_a_warning_whatever_the_order_of_days(
    roster: ServiceClients,
) -> None:
    await roster.county.bring_in(HEADER + "522625301,丁镇,township,522625,2015-01-01,,\n")
    earlier = "522625302,丁镇,township,522625,2013-01-01,,\n"
    for rows in (earlier, "522625303,戊镇,township,522625,2012-01-01,,\n" + earlier):
        (warning,) = (await roster.county.bring_in(HEADER + rows, dry_run=True)).json()["warnings"]
        assert warning["rule"] == "同一上级下已有同名单位（代码522625301）"


async def test_the_name_of_an_organization_that_had_left_by_then_is_free(roster: ServiceClients) -> None:
    await roster.county.bring_in(HEADER + GONE)
    await roster.county.post("/organizations/522625902/remove", "522625-secretariat", on="2026-03-04")
    for day, warnings in (("2026-03-03", 1), ("2026-03-04", 0)):
        rows = f"522625903,乙乡,township,522625,{day},,\n"
        answer = (await roster.county.bring_in(HEADER + rows, dry_run=True)).json()
        assert (answer["errors"], answer["warning_count"]) == ([], warnings)


async def test_a_row_of_an_organization_that_left_the_roster_is_a_warning(roster: ServiceClients) -> None:
    await roster.county.bring_in(HEADER + GONE)
    await roster.county.post("/organizations/522625902/remove", "522625-secretariat", on="2026-03-04")
    assert await dry_run(roster, "gone-from-roster.csv") == [(2, "code", "该单位已不在名册内（2026-03-04起）")]


async def test_rows_with_warnings_are_imported_when_the_warnings_are_accepted(roster: ServiceClients) -> None:
    rows = HEADER + "522625100000,涪阳镇,township,522625,2013-01-01,,\n"
    refused = await roster.county.bring_in(rows)
    assert (refused.status_code, refused.json()["code"]) == (422, "import-doubtful")
    assert refused.json()["errors"][0]["field"] == "row 2 code"
    assert (await roster.county.bring_in(rows, accept="everything")).status_code == 422
    assert (await roster.county.bring_in(rows, accept="warnings")).json()["entered"] == 1


async def test_the_sheet_is_named_in_the_address(roster: ServiceClients) -> None:
    content = (CASES / "two-sheets.xlsx").read_bytes()
    path, by = "/imports/organizations", "administrator"
    refused = await roster.county.call("POST", path, by, content=content, params={"dry_run": True})
    assert (refused.status_code, refused.json()["code"]) == (422, "which-sheet")
    assert refused.json()["sheets"] == ["东片", "西片"]
    given = {"dry_run": True, "sheet": "西片"}
    assert (await roster.county.call("POST", path, by, content=content, params=given)).json()["entered"] == 1


@pytest.mark.full
async def test_others_are_answered_during_the_largest_import(roster: ServiceClients) -> None:
    rows = "".join(f"x{n},镇{n},township,522625,2013-01-01,,\n" for n in range(9999))
    largest = asyncio.create_task(roster.county.bring_in(HEADER + rows, dry_run=True))
    answered = 0
    while not largest.done():
        answered += (await roster.county.client.get("/livez")).status_code == 200
        await asyncio.sleep(
            0
        )  # the client calls the application without a socket, so that nothing else gives others a turn
    assert (await largest).json()["entered"] == 9999
    assert answered > 20
