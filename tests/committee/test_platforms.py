"""Grass-roots platforms, as clerks of townships and counties meet them: the strict tree, households, area groups, contact points."""

import asyncio
from typing import Any

import pytest

from deploy.demo.platforms import POINTS, contact_point_file
from tests.committee.exports import exported
from tests.committee.forwarding import CITY, COUNTY, TOWNSHIP, clerk
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.transfers.test_files import limit

BY = clerk(TOWNSHIP)
STATION: dict[str, Any] = {"title": "敖寨村协商站", "class": "station", "head": "站长甲", "deputies": ["副站长乙"]}
POINT: dict[str, Any] = {"title": "一组协商点", "class": "point", "head": "组长丙"}
HOUSEHOLD: dict[str, Any] = {"title": "一组一户", "class": "household", "head": "召集人丁", "household": "001"}
AREA: dict[str, Any] = {"class": "area_group", "head": "副主席甲", "special_committee": "经济委员会"}


@pytest.fixture
def township(connected: ServiceClients) -> ServiceClient:
    return connected.township


async def registered(service: ServiceClient, by: str = BY, **body: Any) -> str:
    """Registers a platform; returns its id."""
    return str((await service.post("/platforms", by, **body))["id"])


async def filed(service: ServiceClient, **body: Any) -> str:
    id = await registered(service, **body)
    await service.post(f"/platforms/{id}/file", BY)
    return id


async def refused(service: ServiceClient, by: str = BY, **body: Any) -> tuple[str, str]:
    """Returns the field that is wrong and the rule with which the platform is refused."""
    answer = await service.call("POST", "/platforms", by, json=body)
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    return error["field"], error["rule"]


async def test_station_point_and_household_are_a_strict_tree_that_the_township_files(township: ServiceClient) -> None:
    station = await filed(township, **STATION)
    point = await filed(township, **POINT, parent=station)
    await filed(township, **HOUSEHOLD, parent=POINT["title"])
    shown = await township.get(f"/platforms/{point}", BY)
    assert (shown["parent"], shown["parent_title"], shown["head"]) == (station, STATION["title"], "组长丙")
    assert [each["title"] for each in shown["below"]] == [HOUSEHOLD["title"]]
    assert (await township.get("/platforms", BY, **{"class": "household"}))["total"] == 1
    page = words(await PageClient(township, BY).get(f"/platforms/{station}"))
    assert POINT["title"] in page
    assert "副站长乙" in page


async def test_a_platform_is_a_task_until_it_is_filed(township: ServiceClient) -> None:
    async def tasks() -> list[str]:
        return [each["title"] for each in (await township.get("/worklist", BY))["tasks"] if each["kind"] == "基层平台"]

    station = await registered(township, **STATION)
    assert await tasks() == ["待备案"]
    await township.post(f"/platforms/{station}/file", BY)
    assert await tasks() == []


async def test_the_parent_is_an_open_platform_of_the_right_class_and_of_the_same_township(
    township: ServiceClient,
) -> None:
    station = await registered(township, **STATION)
    assert await refused(township, **HOUSEHOLD, parent=station) == ("parent", "没有这个“组级协商点”，或已撤销")
    other = "520603201-g-2026-1"
    assert await refused(township, **POINT, parent=other) == ("parent", "没有这个“村级协商站”，或已撤销")


async def test_a_platform_is_filed_after_the_one_above_it_and_closed_after_those_below(township: ServiceClient) -> None:
    station = await registered(township, **STATION)
    point = await registered(township, **POINT, parent=station)
    assert await township.refused(f"/platforms/{point}/file", BY) == (409, "parent-not-active")
    await township.post(f"/platforms/{station}/file", BY)
    await township.post(f"/platforms/{point}/file", BY)
    assert await township.refused(f"/platforms/{station}/close", BY, reason="合村") == (409, "platforms-below")
    for id in (point, station):
        assert (await township.post(f"/platforms/{id}/close", BY, reason="合村"))["status"] == "closed"


async def test_a_household_belongs_to_one_group(township: ServiceClient) -> None:
    station = await filed(township, **STATION)
    one, two = [await filed(township, **POINT | {"title": title}, parent=station) for title in ("一组", "二组")]
    first = await filed(township, **HOUSEHOLD, parent=one)
    answer = await township.call("POST", "/platforms", BY, json={**HOUSEHOLD, "parent": two})
    (error,) = answer.json()["errors"]
    rule = f"该户已登记为“{HOUSEHOLD['title']}”；一户只属于一个组"
    assert (error["field"], error["value"], error["rule"]) == ("household", HOUSEHOLD["household"], rule)
    await township.post(f"/platforms/{first}/close", BY, reason="迁居")
    await filed(township, **HOUSEHOLD, parent=two)


async def test_a_township_belongs_to_exactly_one_area_group(roster: ServiceClients) -> None:
    county, by = roster.county, clerk(COUNTY)
    east = await registered(county, by, title="东部片区", townships=[TOWNSHIP], **AREA)
    rule = "该乡镇已属于片区“东部片区”；一个乡镇只属于一个片区"
    assert await refused(county, by, title="西部片区", townships=[TOWNSHIP], **AREA) == ("townships", rule)
    stranger = await refused(county, by, title="西部片区", townships=["522625100"], **AREA)
    assert stranger[0] == "townships"
    shown = await county.get(f"/platforms/{east}", by)
    assert [(each["key"], each["name"]) for each in shown["grouped"]] == [(TOWNSHIP, "敖寨侗族乡")]
    page = words(await PageClient(county, by).get(f"/platforms/{east}"))
    assert f"敖寨侗族乡 {TOWNSHIP}" in page
    assert shown["special_committee"] == AREA["special_committee"]
    await county.post(f"/platforms/{east}/close", by, reason="重新划分")
    await registered(county, by, title="西部片区", townships=[TOWNSHIP], **AREA)


async def test_an_area_group_takes_other_townships_from_a_day_on(roster: ServiceClients) -> None:
    county, by = roster.county, clerk(COUNTY)
    below = (await county.context.directory.tree()).children(COUNTY, county.context.today())
    area = await registered(county, by, title="东部片区", townships=below[:1], **AREA)
    await county.post(f"/platforms/{area}/regroup", by, townships=below)
    assert (await county.get(f"/platforms/{area}", by))["townships"] == len(below)


async def test_visits_to_a_contact_point_are_counted_with_their_visitors(roster: ServiceClients) -> None:
    county, by = roster.county, clerk(COUNTY)
    point = {"title": "城关联系点", "class": "contact_point", "contact_form": "discussion", "head": "委员甲"}
    id = await registered(county, by, **point)
    await county.post(f"/platforms/{id}/record_visit", by, visitors=12, note="反映路灯")
    shown = await county.get(f"/platforms/{id}", by)
    assert (shown["visits"], shown["visitors"], shown["receptions"][0]["note"]) == (1, 12, "反映路灯")
    assert (await county.get("/platforms", by, contact_form="discussion"))["total"] == 1
    assert (await county.get("/platforms", by, contact_form="office"))["total"] == 0


async def test_only_contact_points_have_visits_and_only_area_groups_townships(roster: ServiceClients) -> None:
    county, by = roster.county, clerk(COUNTY)
    point = {"title": "城关联系点", "class": "contact_point", "contact_form": "discussion", "head": "委员甲"}
    own = await registered(county, by, **point)
    area = await registered(county, by, title="东部片区", townships=[TOWNSHIP], **AREA)
    figures = []
    for id in (own, area):
        shown = await county.get(f"/platforms/{id}", by)
        figures.append((shown["townships"], shown["visits"], shown["visitors"]))
    assert figures == [(None, 0, 0), (1, None, None)]
    client = PageClient(county, by)
    pages = [words(await client.get(f"/platforms/{id}")).partition("可以办理")[0] for id in (own, area)]
    assert ["接待（次） 0" in page for page in pages] == [True, False]
    assert ["副职" in page for page in pages] == [False, False]


FILE = """类别,名称,负责人,副站长,上一级,户号
户级协商召集人,一组一户,召集人丁,,一组协商点,001
组级协商点,一组协商点,组长丙,,敖寨村协商站,
村级协商站,敖寨村协商站,站长甲,副站长乙,,
"""


async def imported(service: ServiceClient, text: str, by: str = BY, **params: Any) -> tuple[int, dict[str, Any]]:
    """Imports platforms of a CSV file; returns status and body."""
    headers = {"Content-Type": "text/csv"}
    answer = await service.call("POST", "/imports/platforms", by, content=text.encode(), params=params, headers=headers)
    return answer.status_code, dict(answer.json())


async def test_a_file_of_stations_points_and_households_is_imported_once_and_filed(township: ServiceClient) -> None:
    status, checked = await imported(township, FILE, dry_run=True)
    assert (status, checked["entered"], checked["error_count"]) == (200, 3, 0)
    assert (await township.get("/platforms", BY))["total"] == 0
    status, done = await imported(township, FILE, filed=True)
    assert (status, done["entered"], done["unchanged"]) == (200, 3, 0)
    (point,) = (await township.get("/platforms", BY, **{"class": "point"}))["items"]
    shown = await township.get(f"/platforms/{point['id']}", BY)
    assert (shown["status"], shown["parent_title"], shown["head"]) == ("active", "敖寨村协商站", "组长丙")
    status, again = await imported(township, FILE, filed=True)
    assert (status, again["entered"], again["unchanged"]) == (200, 0, 3)
    assert (await township.get("/platforms", BY))["total"] == 3


async def test_a_file_with_a_wrong_row_registers_nothing_and_names_row_column_and_rule(township: ServiceClient) -> None:
    wrong = FILE + "村级协商站,新村协商站,站长戊,甲、乙、丙,,\n户级协商召集人,又一户,丁,,一组协商点,001\n"
    status, refused = await imported(township, wrong)
    assert (status, refused["code"]) == (422, "import-refused")
    assert [(each["field"], each["rule"]) for each in refused["errors"]] == [
        ("row 5 deputies", "“村级协商站”的副职1至2名，现在是3名"),
        ("row 6 household", "该户已登记为“一组一户”；一户只属于一个组"),
    ]
    assert (await township.get("/platforms", BY))["total"] == 0


async def test_the_contact_points_of_the_demonstration_are_imported_as_one_file_and_again_add_nothing(
    roster: ServiceClients,
) -> None:
    city, points = roster.city, contact_point_file()
    by = clerk(CITY)
    status, done = await imported(city, points.decode(), by)
    assert status == 200, done
    assert (status, done["entered"], done["unchanged"], done["error_count"]) == (200, POINTS, 0, 0)
    assert (await city.get("/platforms", by, **{"class": "contact_point", "year": 2014}))["total"] == POINTS
    status, again = await imported(city, points.decode(), by)
    assert (status, again["entered"], again["unchanged"]) == (200, 0, POINTS)


async def test_the_page_of_the_import_offers_a_template_and_the_filing(township: ServiceClient) -> None:
    client = PageClient(township, BY)
    assert "导入Excel" in words(await client.get("/platforms"))
    assert "导入基层平台" in words(await client.get("/imports/platforms"))


async def at_once(service: ServiceClient, by: str, *bodies: dict[str, Any]) -> list[int]:
    """Returns the statuses with which platforms are registered at the same time, in order."""
    answers = await asyncio.gather(*(service.call("POST", "/platforms", by, json=body) for body in bodies))
    return sorted(answer.status_code for answer in answers)


async def test_of_two_registered_at_once_one_gets_the_household(township: ServiceClient) -> None:
    station = await filed(township, **STATION)
    point = await filed(township, **POINT, parent=station)
    bodies = [
        {**HOUSEHOLD, "parent": point, "title": title, "year": year} for title, year in (("甲户", 2025), ("乙户", 2026))
    ]
    created, refused = await at_once(township, BY, *bodies)
    assert (created, refused) in ((201, 409), (201, 422))
    assert (await township.get("/platforms", BY, **{"class": "household"}))["total"] == 1


async def test_of_two_registered_at_once_one_gets_the_township(roster: ServiceClients) -> None:
    county, by = roster.county, clerk(COUNTY)
    bodies = [
        {**AREA, "title": title, "townships": [TOWNSHIP], "year": year} for title, year in (("东", 2025), ("西", 2026))
    ]
    created, refused = await at_once(county, by, *bodies)
    assert (created, refused) in ((201, 409), (201, 422))
    assert (await county.get("/platforms", by))["total"] == 1


@pytest.mark.parametrize("command", ["remove", "merge"])
async def test_a_township_leaves_its_area_group_before_it_leaves_the_roster(
    roster: ServiceClients, command: str
) -> None:
    county, by = roster.county, clerk(COUNTY)
    area = await registered(county, by, title="东部片区", townships=[TOWNSHIP], **AREA)
    entered = {"level": "township", "title": "下溪侗族乡", "parent": COUNTY, "on": "2026-01-02", "late_reason": "补录"}
    other = str((await county.post("/organizations/520603203/enter", by, **entered))["key"])
    await roster.deliver()
    body = {"remove": {}, "merge": {"into": other}}[command]
    answer = await county.call("POST", f"/organizations/{TOWNSHIP}/{command}", by, json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "in-area-group"), answer.text
    assert area in answer.json()["detail"]
    await county.post(f"/platforms/{area}/regroup", by, townships=[other])
    assert (await county.call("POST", f"/organizations/{TOWNSHIP}/{command}", by, json=body)).is_success


async def test_a_charter_says_how_many_deputies_a_station_has(connected: ServiceClients) -> None:
    limit(connected.township, TOWNSHIP, station_deputies=(0, 3))
    three = [f"副站长{number}" for number in range(3)]
    await registered(connected.township, **STATION | {"title": "二村协商站", "deputies": []})
    await registered(connected.township, **STATION | {"deputies": three})
    refusal = await refused(connected.township, **STATION | {"title": "三村", "deputies": [*three, "副站长3"]})
    assert refusal == ("deputies", "“村级协商站”的副职0至3名，现在是4名")
    form = (await PageClient(connected.township, BY).get("/platforms/new?key=1")).text
    assert "0至3位" in form


async def test_the_form_of_a_platform_offers_those_above_it_and_the_townships(connected: ServiceClients) -> None:
    await registered(connected.township, **STATION)
    form = (await PageClient(connected.township, BY).get("/platforms/new?key=1")).text
    assert "所属平台" in form
    assert f"村级协商站 {STATION['title']}" in form
    form = (await PageClient(connected.county, clerk(COUNTY)).get("/platforms/new?key=1")).text
    assert 'value="敖寨侗族乡"' in form


async def test_a_name_is_given_once_in_a_class_and_again_after_the_closing(township: ServiceClient) -> None:
    station = await filed(township, **STATION)
    rule = "本单位已有同名的“村级协商站”，名称不能重复"
    assert await refused(township, **STATION) == ("title", rule)
    assert await refused(township, **STATION | {"title": "敖寨 村协商站"}) == ("title", rule)
    point = await filed(township, **POINT, parent=station)
    assert await refused(township, **POINT, parent=station) == ("title", "所属的站已有同名的“组级协商点”，名称不能重复")
    await filed(township, **POINT, parent=await filed(township, **STATION | {"title": "三村协商站"}))
    other = await filed(township, **POINT | {"title": "二组协商点"}, parent=station)
    await filed(township, **HOUSEHOLD, parent=point)
    second = HOUSEHOLD | {"household": "002"}
    assert await refused(township, **second, parent=point) == (
        "title",
        "所属的组已有同名的“户级协商召集人”，名称不能重复",
    )
    await filed(township, **second, parent=other)
    await township.post(f"/platforms/{(await filed(township, **STATION | {'title': '二村'}))}/close", BY, reason="合村")
    await filed(township, **STATION | {"title": "二村"})


async def test_a_platform_is_renamed_and_those_below_name_the_new_title(township: ServiceClient) -> None:
    station = await filed(township, **STATION)
    other = await filed(township, **STATION | {"title": "二村协商站"})
    point = await filed(township, **POINT, parent=station)
    answer = await township.call("POST", f"/platforms/{other}/rename", BY, json={"title": STATION["title"]})
    (error,) = answer.json()["errors"]
    assert (error["field"], error["rule"]) == ("title", "本单位已有同名的“村级协商站”，名称不能重复")
    await township.post(f"/platforms/{station}/rename", BY, title="敖寨社区协商站")
    assert (await township.get(f"/platforms/{point}", BY))["parent_title"] == "敖寨社区协商站"
    (listed,) = (await township.get("/platforms", BY, **{"class": "point"}))["items"]
    assert (listed["parent"], listed["parent_title"]) == (station, "敖寨社区协商站")
    page = await PageClient(township, BY).get("/platforms?class=point")
    assert '<td data-title="上一级平台">敖寨社区协商站</td>' in page.text
    await filed(township, **STATION)
    rows, _ = await exported(township, "/platforms.xlsx", BY, **{"class": "point"})
    assert dict(zip(*rows, strict=True))["上一级平台"] == "敖寨社区协商站"


async def test_a_contact_point_has_an_address_and_may_change_it_and_its_form(roster: ServiceClients) -> None:
    county, by = roster.county, clerk(COUNTY)
    point = {"title": "城关联系点", "class": "contact_point", "contact_form": "discussion", "head": "委员甲"}
    id = await registered(county, by, **point, address="文化站一楼")
    assert (await county.get(f"/platforms/{id}", by))["address"] == "文化站一楼"
    await county.post(f"/platforms/{id}/rename", by, address="文化站二楼", contact_form="office")
    shown = await county.get(f"/platforms/{id}", by)
    assert (shown["title"], shown["address"], shown["contact_form"]) == ("城关联系点", "文化站二楼", "office")
    assert "文化站二楼" in words(await PageClient(county, by).get(f"/platforms/{id}"))
    rows, _ = await exported(county, "/platforms.xlsx", by)
    assert dict(zip(*rows, strict=True))["地址"] == "文化站二楼"
    assert not any("文化站" in row.payload.decode() for row in await county.announced())
    assert await refused(county, by, title="东部", townships=[TOWNSHIP], address="一楼", **AREA) == (
        "address",
        "只有“委员联系点”填写",
    )
    answer = await county.call("POST", f"/platforms/{id}/rename", by, json={})
    assert answer.json()["errors"][0]["rule"] == "至少填写一项"
    status, done = await imported(
        county, "类别,名称,负责人,联系点类型,地址\n委员联系点,城西联系点,甲,office,镇政府旁\n", by
    )
    assert status == 200, done
    rows, _ = await exported(county, "/platforms.xlsx", by)
    assert {row[rows[0].index("地址")] for row in rows[1:]} == {"文化站二楼", "镇政府旁"}


async def test_a_province_registers_contact_points(roster: ServiceClients) -> None:
    region, by = roster.region, clerk("520000")
    point = {"title": "省政协机关联系点", "class": "contact_point", "contact_form": "office", "head": "委员甲"}
    assert (await region.get(f"/platforms/{await registered(region, by, **point)}", by))["status"] == "active"
    assert (await refused(region, by, **STATION))[0] == "class"
