"""The register of handling units: names and aliases, and what it means for assignments and for the accounts of units."""

import pytest

from shared.contracts.vocabulary import Role
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to
from tests.committee.service_clients import Json, ServiceClient, ServiceClients
from tests.committee.test_activities import ITEM, held
from tests.committee.test_plan_imports import imported

CLERK, UNIT = "522625-secretariat", "522625-handling_unit"


async def entered(service: ServiceClient, name: str = "县教育局", **more: object) -> Json:
    return await service.post("/units", CLERK, name=name, **more)


async def assigned_to(service: ServiceClient, **units: object) -> str:
    """Creates a proposal that is assigned to these units; returns its id."""
    id = await brought_to(service, "file", by=CLERK)
    await service.post(f"/proposals/{id}/assign", CLERK, **units)
    return id


async def test_a_unit_is_entered_with_its_class_and_its_aliases(roster: ServiceClients) -> None:
    unit = await entered(roster.county, aliases=["教育局", "县教育　局"], **{"class": "government"})
    assert unit["name"] == "县教育局"
    assert unit["aliases"] == ["教育局"]  # the other is the same name with a blank
    assert (unit["class"], unit["class_title"], unit["active"]) == ("government", "政府部门", True)
    assert await roster.county.get(f"/units/{unit['id']}", CLERK) == unit


async def test_a_name_or_alias_belongs_to_one_unit_only(roster: ServiceClients) -> None:
    service = roster.county
    await entered(service, aliases=["教育局"])
    for name, aliases in (("县 教育局", []), ("教育局", []), ("县科技局", ["教育局"])):
        assert await service.refused("/units", CLERK, name=name, aliases=aliases) == (409, "name-taken")
    assert (await service.get("/units", CLERK))["total"] == 1
    neighbour = await service.post("/units", "520603-secretariat", name="县教育局")
    assert neighbour["organization"] == "520603"  # each committee has its own register


async def test_a_renamed_unit_keeps_its_old_name_with_the_day(roster: ServiceClients) -> None:
    service = roster.county
    id = (await entered(service, on="2020-01-01"))["id"]
    unit = await service.post(f"/units/{id}/rename", CLERK, name="县教育和科技局", on="2026-02-01")
    assert unit["name"] == "县教育和科技局"
    assert unit["former_names"] == [{"name": "县教育局", "until": "2026-02-01"}]
    assert await service.refused("/units", CLERK, name="县教育局") == (409, "name-taken")
    back = await service.post(f"/units/{id}/rename", CLERK, name="县教育局")
    assert back["former_names"] == [{"name": "县教育和科技局", "until": "2026-03-05"}]
    assert await service.refused(f"/units/{id}/rename", CLERK, name="县教育局") == (422, "invalid")
    assert await service.refused(f"/units/{id}/rename", CLERK, name="一", on="2019-01-01") == (422, "invalid")


async def test_aliases_are_replaced_and_former_names_stay(roster: ServiceClients) -> None:
    service = roster.county
    id = (await entered(service, aliases=["教育局"]))["id"]
    await service.post(f"/units/{id}/rename", CLERK, name="县教科局")
    unit = await service.post(f"/units/{id}/change", CLERK, aliases=["教科局", "县教育局"], **{"class": "party"})
    assert unit["aliases"] == ["教科局"]
    assert [each["name"] for each in unit["former_names"]] == ["县教育局"]
    assert unit["class"] == "party"
    assert await service.refused(f"/units/{id}/change", CLERK) == (422, "invalid")


async def test_a_unit_is_retired_and_reinstated(roster: ServiceClients) -> None:
    service = roster.county
    id = (await entered(service))["id"]
    assert (await service.post(f"/units/{id}/retire", CLERK))["active_until"] == "2026-03-05"
    assert await service.refused(f"/units/{id}/retire", CLERK) == (409, "already-retired")
    assert (await service.get("/units", CLERK, active=True))["total"] == 0
    assert (await service.post(f"/units/{id}/reinstate", CLERK))["active"] is True
    assert await service.refused(f"/units/{id}/reinstate", CLERK) == (409, "not-retired")


async def test_units_are_found_by_a_part_of_any_name(roster: ServiceClients) -> None:
    service = roster.county
    await entered(service, aliases=["教育局"])
    await entered(service, "县法院", **{"class": "court"})
    for query, total in (({"q": "教育"}, 1), ({"q": "教 局"}, 1), ({"q": "税务"}, 0), ({"class": "court"}, 1), ({}, 2)):
        assert (await service.get("/units", CLERK, **query))["total"] == total
    page = await service.get("/units", CLERK, size=1, page=2)
    assert [each["name"] for each in page["items"]] == ["县法院"] or page["items"][0]["name"] == "县教育局"


async def test_an_administrator_names_the_committee(roster: ServiceClients) -> None:
    service = roster.county
    assert await service.refused("/units", "administrator", name="县教育局") == (422, "invalid")
    unit = await service.post("/units", "administrator", name="县教育局", organization="522625")
    assert (await service.get("/units", "administrator", organization="522625"))["items"] == [unit]
    assert await service.refused("/units", "administrator", name="一", organization="522600") == (
        409,
        "hosted-elsewhere",
    )


async def test_a_change_of_an_outdated_unit_is_refused(roster: ServiceClients) -> None:
    service = roster.county
    id = (await entered(service))["id"]
    seen = (await service.call("GET", f"/units/{id}", CLERK)).headers["ETag"]
    await service.post(f"/units/{id}/rename", CLERK, name="县教科局")
    late = await service.call("POST", f"/units/{id}/retire", CLERK, json={}, headers={"If-Match": seen})
    assert late.status_code == 412


async def test_an_alias_is_assigned_under_the_registered_name(roster: ServiceClients) -> None:
    service = roster.county
    await entered(service, aliases=["教育局"])
    id = await assigned_to(service, lead="教育局", co=["县财政局"])
    shown = await service.get(f"/proposals/{id}", CLERK)
    assert [each["unit"] for each in shown["assignments"]] == ["县教育局", "县财政局"]


async def test_an_unknown_unit_is_accepted_with_a_warning_where_there_is_a_register(roster: ServiceClients) -> None:
    service = roster.county
    id = await brought_to(service, "file", by=CLERK)
    without = await service.post(f"/proposals/{id}/assign", CLERK, sole="县税务局")
    assert without["warnings"] == []
    old = (await entered(service, "县粮食局"))["id"]
    await service.post(f"/units/{old}/retire", CLERK)
    id = await brought_to(service, "file", by=CLERK)
    receipt = await service.post(f"/proposals/{id}/assign", CLERK, lead="县税务局", co=["县粮食局"])
    assert receipt["status"] == "assigned"
    assert receipt["warnings"] == [
        "县税务局不在承办单位名录内，请核对名称。",
        "县粮食局在承办单位名录内已停用。",
    ]


async def test_the_account_of_a_renamed_unit_still_reaches_its_matters(roster: ServiceClients) -> None:
    service = roster.county
    unit = (await entered(service))["id"]
    before = await assigned_to(service, sole="县教育局")
    await service.post(f"/units/{unit}/rename", CLERK, name="县教育和科技局")
    after = await assigned_to(service, sole="县教育局")  # the old name is an alias
    assert (await service.get(f"/proposals/{before}", CLERK))["assignments"][0]["unit"] == "县教育局"
    assert (await service.get(f"/proposals/{after}", CLERK))["assignments"][0]["unit"] == "县教育和科技局"
    newer = await service.account("522625-unit-2", Role.HANDLING_UNIT, organization="522625", unit="县教育和科技局")
    for by in (UNIT, newer):
        assert {each["id"] for each in (await service.get("/proposals", by))["items"]} == {before, after}
        assert "acknowledge" in (await service.get(f"/proposals/{before}", by))["commands"]
    await service.post(f"/proposals/{before}/acknowledge", newer, unit="县教育和科技局")
    await service.post(f"/proposals/{after}/acknowledge", UNIT, unit="县教育局")
    other = await service.account("522625-unit-3", Role.HANDLING_UNIT, organization="522625", unit="县财政局")
    assert (await service.get("/proposals", other))["total"] == 0
    assert await service.refused(f"/proposals/{after}/acknowledge", other, unit="县教育局") == (
        403,
        "foreign-assignment",
    )


@pytest.mark.parametrize("path", ["", "/{id}/retire"])
async def test_nobody_changes_the_register_of_another_committee(roster: ServiceClients, path: str) -> None:
    service = roster.county
    id = (await entered(service))["id"]
    body = {} if path else {"name": "一", "organization": "522625"}
    for by in ("520603-secretariat", UNIT, "522625-member", "522625-leader"):
        hidden = path and by.startswith("520603")  # an entry of another committee is refused like a missing one
        assert (await service.refused(f"/units{path.format(id=id)}", by, **body))[0] == (404 if hidden else 403)


async def test_the_form_of_an_assignment_offers_the_register(roster: ServiceClients) -> None:
    service, clerk = roster.county, PageClient(roster.county, CLERK)
    id = await brought_to(service, "file", by=CLERK)
    assert "从名录中选择" not in (await clerk.get(f"/proposals/{id}")).text
    await entered(service)
    await entered(service, "县财政局")
    page = await clerk.get(f"/proposals/{id}")
    assert page.text.count('<option value="县教育局"') == 2  # lead and sole
    page = await clerk.run_command(page, "assign", lead="县教育局", co=["县财政局", "县税务局"])
    assert "县税务局不在承办单位名录内" in words(page)
    assert "县财政局、县税务局在本系统没有账号" in words(page)
    fields = clerk.fields(page, "assign")
    assert 'value="县财政局" checked' in page.text
    assert fields["co"] == ["县税务局"]
    page = await clerk.run_command(page, "assign", co=["县财政局", "县税务局"])
    assert "县财政局" in words(page)
    assert "县税务局" in words(page)


async def test_the_register_is_kept_on_its_pages(roster: ServiceClients) -> None:
    clerk = PageClient(roster.county, CLERK)
    assert 'href="/units"' in (await clerk.get("/organizations")).text
    assert "名录还是空的" in words(await clerk.get("/units"))
    page = await clerk.run_command(
        await clerk.get("/units/new"), "enter_unit", name="县教育局", aliases="教育局\n教体局"
    )
    assert "登记承办单位已完成" in words(page)
    assert "教体局、教育局" in words(page)
    page = await clerk.run_command(page, "rename_unit", name="县教育和科技局")
    assert "县教育局（至2026-03-05）" in words(page)
    page = await clerk.run_command(page, "change_unit", aliases="教科局", **{"class": "institution"})
    assert "事业单位" in words(page)
    assert "教体局" not in words(page).partition("可以办理")[0]
    page = await clerk.run_command(page, "change_unit", aliases="")
    assert "教科局" not in words(page).partition("可以办理")[0]
    page = await clerk.run_command(page, "retire_unit")
    assert "请再确认一次" in words(page)
    page = await clerk.run_command(page, "retire_unit", confirmed="1")
    assert "已停用" in words(page)
    assert "retire_unit" not in clerk.commands(page)
    listed = await clerk.get("/units?q=教育")
    assert "共 1 个" in words(listed)
    assert "县教育和科技局" in words(listed)
    assert "没有符合条件的承办单位" in words(await clerk.get("/units?class=court"))


async def test_a_refused_form_of_the_register_keeps_what_was_typed(roster: ServiceClients) -> None:
    clerk = PageClient(roster.county, CLERK)
    unit = await entered(roster.county)
    page = await clerk.run_command(await clerk.get("/units/new"), "enter_unit", name="县教育局", aliases="教体局")
    assert page.status_code == 409
    assert "一个名称只属于一个承办单位" in words(page)
    assert "教体局" in page.text
    seen = await clerk.get(f"/units/{unit['id']}")
    await clerk.run_command(await clerk.get(f"/units/{unit['id']}"), "rename_unit", name="县教科局")
    late = await clerk.run_command(seen, "rename_unit", name="写好的名称")
    assert late.status_code == 412
    assert "写好的名称" in late.text


async def test_an_administrator_opens_the_register_of_a_committee(roster: ServiceClients) -> None:
    admin = PageClient(roster.county, "administrator")
    assert "请先填写政协委员会代码" in words(await admin.get("/units"))
    assert "名录还是空的" in words(await admin.get("/units?organization=522625"))
    form = await admin.get("/units/new?organization=522625")
    page = await admin.run_command(form, "enter_unit", name="县教育局")
    assert "镇远县" in words(page)
    again = await admin.run_command(form, "enter_unit", name="县教育局", aliases="教育局")
    assert again.status_code == 409
    assert "organization=522625" in page.text


async def test_pages_of_the_register_follow_the_permissions(roster: ServiceClients) -> None:
    unit = await entered(roster.county)
    reader = PageClient(roster.county, "522625-member")
    page = await reader.get(f"/units/{unit['id']}")
    assert page.status_code == 200
    assert reader.commands(page) == []
    assert (await reader.get("/units/new")).status_code == 403
    for path in ("/units", f"/units/{unit['id']}"):
        assert (await PageClient(roster.county, UNIT).get(path)).status_code == 403
    assert (await PageClient(roster.county, "520603-secretariat").get(f"/units/{unit['id']}")).status_code == 404


async def test_a_reassignment_to_an_alias_names_the_registered_unit(roster: ServiceClients) -> None:
    service = roster.county
    await entered(service, aliases=["教育局"])
    id = await assigned_to(service, sole="县科技局")
    receipt = await service.post(f"/proposals/{id}/reassign", CLERK, unit="县科技局", to="教育局")
    assert receipt["warnings"] == []
    shown = (await service.get(f"/proposals/{id}", CLERK))["assignments"]
    assert [(each["unit"], each["state"]) for each in shown] == [("县科技局", "superseded"), ("县教育局", "offered")]


async def test_a_department_of_a_plan_item_is_named_as_in_the_register(roster: ServiceClients) -> None:
    service = roster.county
    await entered(service, aliases=["教育局"])
    id = (await service.post("/plans", CLERK))["id"]
    receipt = await service.post(f"/plans/{id}/add_item", CLERK, **ITEM | {"department": "教育局"})
    assert receipt["warnings"] == []
    doubt = "县税务局不在承办单位名录内，请核对名称。"
    receipt = await service.post(
        f"/plans/{id}/add_item", CLERK, **ITEM | {"topic": "税费服务", "department": "县税务局"}
    )
    assert receipt["warnings"] == [doubt]
    change = {"item": 1, "reason": "分工调整"}
    assert (await service.post(f"/plans/{id}/change_item", CLERK, **change, person="股长"))["warnings"] == []
    assert (await service.post(f"/plans/{id}/change_item", CLERK, **change, department="县税务局"))["warnings"] == [
        doubt
    ]
    departments = [each["department"] for each in (await service.get(f"/plans/{id}", CLERK))["contents"]]
    assert departments == ["县税务局", "县税务局"]
    await service.post(f"/plans/{id}/change_item", CLERK, **change, department="教育局")
    assert (await service.get(f"/plans/{id}", CLERK))["contents"][0]["department"] == "县教育局"


async def test_the_forms_of_a_plan_offer_the_register_and_ask_about_other_departments(roster: ServiceClients) -> None:
    service, clerk = roster.county, PageClient(roster.county, CLERK)
    await entered(service)
    id = (await service.post("/plans", CLERK))["id"]
    await service.post(f"/plans/{id}/add_item", CLERK, **ITEM | {"department": "县教育局"})
    page = await clerk.get(f"/plans/{id}")
    assert page.text.count('<option value="县教育局"') == 2  # of a new item and of a change
    other = ITEM | {"topic": "税费服务", "department": "县税务局"}
    page = await clerk.run_command(page, "add_item", **other)
    assert "县税务局不在承办单位名录内" in words(page)
    assert (await service.get(f"/plans/{id}", CLERK))["items"] == 1
    await clerk.run_command(page, "add_item", confirmed="1", **other)
    assert (await service.get(f"/plans/{id}", CLERK))["contents"][1]["department"] == "县税务局"


async def test_the_department_that_answers_a_suggestion_is_named_as_in_the_register(roster: ServiceClients) -> None:
    service, clerk = roster.county, PageClient(roster.county, CLERK)
    await entered(service, aliases=["教育局"])
    id = await held(service, CLERK)
    page = await clerk.get(f"/consultations/{id}")
    form = page.text.partition('<details id="answer_suggestion"')[2].partition("</details>")[0]
    assert '<option value="县教育局"' in form
    answer = {"number": 3, "answer": "已列入计划"}
    receipt = await service.post(f"/consultations/{id}/answer_suggestion", CLERK, department="教育局", **answer)
    assert receipt["warnings"] == []
    assert (await service.get(f"/consultations/{id}", CLERK))["suggestions"][2]["department"] == "县教育局"
    receipt = await service.post(f"/consultations/{id}/answer_suggestion", CLERK, department="县税务局", **answer)
    assert receipt["warnings"] == ["县税务局不在承办单位名录内，请核对名称。"]


async def test_an_import_of_plan_items_warns_of_departments_that_the_register_lacks(roster: ServiceClients) -> None:
    service = roster.county
    await entered(service, aliases=["教育局"])
    await service.post("/plans", CLERK)
    rows = (
        "校车安全,界别协商,征集,副主席,教育局,科长,2026-06-30",
        "税费服务,界别协商,征集,副主席,县税务局,科长,2026-06-30",
    )
    refused = await imported(service, *rows)
    (doubt,) = refused["errors"]
    assert (refused["code"], doubt["field"], doubt["value"]) == ("import-doubtful", "row 3 department", "县税务局")
    assert doubt["rule"] == "县税务局不在承办单位名录内，请核对名称"
    assert (await imported(service, rows[0]))["entered"] == 1
