"""Items of an annual plan from a file: all of them are added to the newest plan, or none."""

from datetime import date
from typing import Any

from tests.committee.exports import exported
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.test_activities import ITEM

CLERK = "522625-secretariat"
HEADER = "议题,类别,来源,牵头领导,责任部门,责任人,时限"
ROWS = (
    "校车安全,界别协商,征集,副主席,教育局,科长,2026-06-30",
    "夜间公交,专门委员会协商,,副主席,交通局,科长,2026年9月30日",
)


async def imported(service: ServiceClient, *rows: str) -> Any:
    headers = {"Content-Type": "text/csv"}
    content = "\n".join([HEADER, *rows]).encode()
    return (await service.call("POST", "/imports/plan-items", CLERK, content=content, headers=headers)).json()


async def test_items_are_added_to_the_newest_plan_once(roster: ServiceClients) -> None:
    county = roster.county
    await county.post("/plans", CLERK, year=2025, on="2026-03-01")
    id = (await county.post("/plans", CLERK))["id"]
    await county.post(f"/plans/{id}/add_item", CLERK, **ITEM)
    results = [await imported(county, *ROWS) for _ in range(2)]
    assert [(each["plan"], each["entered"], each["unchanged"]) for each in results] == [(id, 2, 0), (id, 0, 2)]
    _, first, second = (await county.get(f"/plans/{id}", CLERK))["contents"]
    assert (first["topic"], first["class_title"], first["source"], first["person"], first["deadline"]) == (
        *("校车安全", "界别协商", "consulted", "科长", "2026-06-30"),
    )
    assert second["deadline"] == "2026-09-30"
    await county.post(f"/plans/{id}/drop_item", CLERK, item=2, reason="改为专题调研")
    assert (await imported(county, *ROWS))["entered"] == 1


async def test_a_file_with_an_error_adds_nothing_and_names_cell_value_and_rule(roster: ServiceClients) -> None:
    county = roster.county
    assert (await imported(county, *ROWS))["detail"] == "本单位还没有年度协商计划，请先起草计划，再导入项目"
    id = (await county.post("/plans", CLERK))["id"]
    wrong = [
        "供水,主席约谈,,副主席,水务局,科长,2026-06-30",
        "供电,界别协商,,,电力局,科长,2026-06-30",
        "供气,界别协商,,副主席,住建局,科长,2026-03-01",
    ]
    answer = await imported(county, *ROWS, *wrong)
    assert answer["code"] == "import-refused"
    assert [(each["field"], each["value"], each["rule"]) for each in answer["errors"]] == [
        (
            "row 4 class",
            "主席约谈",
            "章程规定的类别为：全体会议协商、常务委员会会议协商、主席会议协商、专门委员会协商、界别协商",
        ),
        ("row 5 lead_leader", "", "必须填写"),
        ("row 6 deadline", "2026-03-01", "不能早于列入日期（2026-03-05）"),
    ]
    assert (await county.get(f"/plans/{id}", CLERK))["items"] == 0
    await county.post(f"/plans/{id}/add_item", CLERK, **ITEM)
    await county.post(f"/plans/{id}/approve", CLERK)
    (refused,) = (await imported(county, ROWS[0]))["errors"]
    assert (refused["field"], refused["value"]) == ("row 2 topic", "校车安全")
    assert "已审议" in refused["rule"]


async def test_the_list_of_plans_leads_to_the_page_of_the_import(roster: ServiceClients) -> None:
    clerk, member = PageClient(roster.county, CLERK), PageClient(roster.county, "522625-member")
    assert 'href="/imports/plan-items"' in (await clerk.get("/plans")).text
    assert 'href="/imports/plan-items"' not in (await member.get("/plans")).text
    page = words(await clerk.get("/imports/plan-items"))
    assert "导入计划项目" in page
    assert "年度协商计划" in page


async def test_the_items_are_exported_as_they_are_now(roster: ServiceClients) -> None:
    county = roster.county
    assert (await county.call("GET", "/plans/items.xlsx", CLERK)).status_code == 404
    id = (await county.post("/plans", CLERK))["id"]
    await imported(county, *ROWS)
    await county.post(f"/plans/{id}/drop_item", CLERK, item=2, reason="改为专题调研")
    rows, about = await exported(county, "/plans/items.xlsx", CLERK, year=2026)
    first, second = (dict(zip(rows[0], row, strict=True)) for row in rows[1:])
    assert (first["议题"], first["责任人"], first["时限"], first["状态"]) == (
        "校车安全",
        "科长",
        date(2026, 6, 30),
        "未执行",
    )
    assert (second["状态"], second["取消原因"]) == ("已取消", "改为专题调研")
    assert (about["计划"], about["状态"]) == ("年度协商计划", "草案")
    page = await PageClient(county, CLERK).get(f"/plans/{id}")
    assert 'href="/plans/items.xlsx?organization=522625&amp;year=2026"' in page.text
    assert (await PageClient(county, CLERK).get("/plans/items.xlsx?year=2026")).status_code == 200
