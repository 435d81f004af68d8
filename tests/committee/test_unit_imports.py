"""The import of handling units from a file: as a whole or not at all, and twice adds nothing."""

from tests.committee.service_clients import Json, ServiceClient, ServiceClients
from tests.committee.test_bulk_accounts import made, passwords
from tests.committee.workbook import workbook

CLERK = "522625-secretariat"
FILE = "名称,类别,别名,启用日期\n县教育局,政府部门,教育局、教体局,2020-01-01\n县法院,court,,\n"


async def imported(service: ServiceClient, text: str | bytes, by: str = CLERK, **params: object) -> tuple[int, Json]:
    content = text if isinstance(text, bytes) else text.encode()
    headers = {"Content-Type": "text/csv"}
    answer = await service.call("POST", "/imports/units", by, content=content, params=params, headers=headers)
    return answer.status_code, dict(answer.json())


async def test_units_are_entered_with_class_aliases_and_day_and_the_same_file_again_adds_nothing(
    roster: ServiceClients,
) -> None:
    service = roster.county
    status, checked = await imported(service, FILE, dry_run=True)
    assert (status, checked["entered"], checked["dry_run"]) == (200, 2, True)
    assert (await service.get("/units", CLERK))["total"] == 0
    _, first = await imported(service, FILE)
    _, second = await imported(service, FILE)
    assert (first["entered"], second["entered"], second["unchanged"], second["difference_count"]) == (2, 0, 2, 0)
    units = {each["name"]: each for each in (await service.get("/units", CLERK))["items"]}
    bureau = units["县教育局"]
    assert (bureau["class"], set(bureau["aliases"]), bureau["active_from"]) == (
        "government", {"教育局", "教体局"}, "2020-01-01",
    )  # fmt: skip
    assert (units["县法院"]["class"], units["县法院"]["active_from"]) == ("court", "2026-03-05")


async def test_a_workbook_of_units_is_imported_by_an_administrator_for_a_committee(roster: ServiceClients) -> None:
    content = workbook("承办单位,单位类别\n县教育局,政府部门\n")
    status, result = await imported(roster.county, content, "administrator", organization="522625")
    assert (status, result["entered"]) == (200, 1)
    assert (await imported(roster.county, content, "administrator"))[0] == 422


async def test_a_file_of_units_with_errors_is_refused_with_all_of_them(roster: ServiceClients) -> None:
    service = roster.county
    await service.post("/units", CLERK, name="县科技局", aliases=["科技局"])
    text = (
        "名称,类别,别名,启用日期\n县教育局,政府部门,教育局,\n教育局,,,\n,党委部门,,\n县水务局,局,,2026-03-06\n"
        "县财政局,,科技局、县教育局,\n"
    )
    _, checked = await imported(service, text, dry_run=True)
    found = [(each["row"], each["column"], each["value"]) for each in checked["errors"]]
    assert found == [
        (3, "name", "教育局"),
        (4, "name", ""),
        (5, "class", "局"),
        (5, "on", "2026-03-06"),
        (6, "aliases", "科技局、县教育局"),
        (6, "aliases", "科技局、县教育局"),
    ]
    rules = [each["rule"] for each in checked["errors"]]
    assert rules[:2] == ["“教育局”与第2行的名称或别名重复", "必须填写"]
    assert rules[2].startswith("须为下列之一：党委部门")
    assert rules[3] == "不能晚于今天"
    assert set(rules[4:]) == {
        "“县教育局”与第2行的名称或别名重复",
        "“科技局”已是“县科技局”的名称或别名；一个名称只属于一个承办单位",
    }
    status, refused = await imported(service, text)
    assert (status, refused["code"]) == (422, "import-refused")
    assert (refused["errors"][0]["field"], refused["errors"][0]["value"]) == ("row 3 name", "教育局")
    assert (await service.get("/units", CLERK))["total"] == 1
    status, refused = await imported(service, "单位代码\n1\n")
    assert (status, refused["code"]) == (422, "unreadable-file")


async def test_what_differs_from_the_register_of_units_is_shown_and_stays(roster: ServiceClients) -> None:
    service = roster.county
    id = (await service.post("/units", CLERK, name="县教育局", aliases=["教育局"]))["id"]
    await service.post(f"/units/{id}/rename", CLERK, name="县教育和科技局")
    before = await service.get(f"/units/{id}", CLERK)
    _, result = await imported(service, "名称,类别,别名\n县教育局,党委部门,教育局、教科局\n")
    assert (result["entered"], result["unchanged"]) == (0, 1)
    assert [(each["entry"], each["column"], each["recorded"], each["given"]) for each in result["differs"]] == [
        (id, "name", "县教育和科技局", "县教育局"),
        (id, "class", "政府部门", "党委部门"),
        (id, "aliases", "教育局", "教科局"),
    ]
    await service.post(f"/units/{id}/retire", CLERK)
    _, result = await imported(service, "名称\n县教育和科技局\n")
    assert [each["recorded"] for each in result["differs"]] == ["县教育和科技局（已停用）"]
    await service.post(f"/units/{id}/reinstate", CLERK)
    assert await service.get(f"/units/{id}", CLERK) == before


async def test_a_doubtful_name_of_a_unit_is_imported_after_it_was_accepted(roster: ServiceClients) -> None:
    status, refused = await imported(roster.county, "名称\n县□□局\n")
    assert (status, refused["code"], refused["errors"][0]["field"]) == (422, "import-doubtful", "row 2 name")
    status, result = await imported(roster.county, "名称\n县□□局\n", accept="warnings")
    assert (status, result["entered"]) == (200, 1)


async def test_accounts_are_made_for_imported_units_at_once(roster: ServiceClients) -> None:
    await imported(roster.county, FILE)
    assert list(passwords(await made(roster.county))) == ["522625-u-2"]  # the account of 县教育局 exists
