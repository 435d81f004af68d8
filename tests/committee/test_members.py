"""The register of members: who is in it, who reads it, and its import from files."""

from shared.committee.tables import journal
from shared.messaging.outbox.table import outbox
from tests.committee.exports import exported
from tests.committee.forwarding import TOWNSHIP, clerk
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import Json, ServiceClient, ServiceClients
from tests.committee.workbook import workbook

CLERK = "522625-secretariat"
FILE = "姓名,界别,届次,联系电话\n甲,教育界,第十届,0855-1\n乙,经济界,第十届,\n"


async def entered(service: ServiceClient, name: str = "甲", **more: object) -> Json:
    return await service.post("/members", CLERK, name=name, **more)


async def brought_in(service: ServiceClient, text: str | bytes, by: str = CLERK, **params: object) -> tuple[int, Json]:
    content = text if isinstance(text, bytes) else text.encode()
    headers = {"Content-Type": "text/csv"}
    answer = await service.call("POST", "/imports/members", by, content=content, params=params, headers=headers)
    return answer.status_code, dict(answer.json())


async def test_a_member_is_entered_changed_and_leaves(roster: ServiceClients) -> None:
    service = roster.county
    member = await entered(service, sector="教育界", term="第十届", contact="0855-1")
    assert member["active"] is True
    path = f"/members/{member['id']}"
    assert (await service.post(f"{path}/change", CLERK, contact="0855-2"))["contact"] == "0855-2"
    assert await service.refused(f"{path}/change", CLERK) == (422, "invalid")
    assert (await service.post(f"{path}/leave", CLERK, on="2026-03-01"))["left_on"] == "2026-03-01"
    assert await service.refused(f"{path}/leave", CLERK) == (409, "already-left")
    assert (await service.get("/members", CLERK, active=True))["total"] == 0
    assert (await service.post(f"{path}/return", CLERK))["active"] is True
    assert await service.refused(f"{path}/return", CLERK) == (409, "not-left")
    assert await service.get(path, CLERK) == member | {"contact": "0855-2"}


async def test_name_sector_and_term_distinguish_members(roster: ServiceClients) -> None:
    service = roster.county
    await entered(service, sector="教育界", term="第十届")
    for sector, term in (("经济界", "第十届"), ("教育界", "第十一届")):
        await entered(service, sector=sector, term=term)
    assert await service.refused("/members", CLERK, name="甲 ", sector="教育界", term="第十届") == (
        409,
        "already-registered",
    )
    other = await entered(service, "乙", sector="教育界", term="第十届")
    assert await service.refused(f"/members/{other['id']}/change", CLERK, name="甲") == (409, "already-registered")


async def test_members_are_found_by_name_sector_and_term(roster: ServiceClients) -> None:
    service = roster.county
    await entered(service, sector="教育界", term="第十届")
    await entered(service, "乙", sector="经济界", term="第十届")
    for query, total in (({"q": "甲"}, 1), ({"sector": "经济界"}, 1), ({"term": "第十届"}, 2), ({"q": "丙"}, 0)):
        assert (await service.get("/members", CLERK, **query))["total"] == total


async def test_no_event_and_no_journal_contains_a_member(roster: ServiceClients) -> None:
    service = roster.county
    before = await service.announced()
    member = await entered(service, contact="0855-1")
    await service.post(f"/members/{member['id']}/leave", CLERK)
    await brought_in(service, FILE)
    assert await service.announced() == before
    async with service.context.service.reading() as connection:
        for table in (outbox, journal):
            rows = (await connection.execute(table.select())).all()
            assert "0855-1" not in repr(rows)


async def test_only_the_office_reads_the_register(roster: ServiceClients) -> None:
    service = roster.county
    member = await entered(service)
    for by in ("522625-member", "522625-handling_unit", "520603-secretariat"):
        for path in ("/members?organization=522625", f"/members/{member['id']}"):
            hidden = by == "520603-secretariat" and "?" not in path
            assert (await service.call("GET", path, by)).status_code == (404 if hidden else 403)
    assert (await service.get("/members", "administrator", organization="522625"))["total"] == 1


async def test_the_same_file_twice_adds_nothing(roster: ServiceClients) -> None:
    service = roster.county
    status, checked = await brought_in(service, FILE, dry_run=True)
    assert (status, checked["entered"], checked["dry_run"]) == (200, 2, True)
    assert (await service.get("/members", CLERK))["total"] == 0
    _, first = await brought_in(service, FILE)
    _, second = await brought_in(service, FILE)
    assert (first["entered"], second["entered"], second["unchanged"]) == (2, 0, 2)
    assert (await service.get("/members", CLERK))["total"] == 2


async def test_a_workbook_is_imported_by_an_administrator_for_a_committee(roster: ServiceClients) -> None:
    content = workbook("委员姓名,界别\n甲,教育界\n")
    status, result = await brought_in(roster.county, content, "administrator", organization="522625")
    assert (status, result["entered"]) == (200, 1)
    assert (await brought_in(roster.county, content, "administrator"))[0] == 422


async def test_a_file_with_errors_is_refused_with_all_of_them(roster: ServiceClients) -> None:
    text = "姓名,界别\n甲,教育界\n甲,教育界\n,经济界\n"
    _, checked = await brought_in(roster.county, text, dry_run=True)
    assert [(each["row"], each["column"], each["rule"]) for each in checked["errors"]] == [
        (3, "name", "与第2行重复（同届、同界别、同名）"),
        (4, "name", "必须填写"),
    ]
    status, refused = await brought_in(roster.county, text)
    assert (status, refused["code"]) == (422, "import-refused")
    assert (await roster.county.get("/members", CLERK))["total"] == 0
    status, refused = await brought_in(roster.county, "单位\n甲\n")
    assert (status, refused["code"]) == (422, "unreadable-file")


async def test_a_doubtful_row_is_imported_after_it_was_accepted(roster: ServiceClients) -> None:
    service = roster.county
    await entered(service, sector="教育界")
    status, refused = await brought_in(service, "姓名,界别\n甲,经济界\n")
    assert (status, refused["code"]) == (422, "import-doubtful")
    status, result = await brought_in(service, "姓名,界别\n甲,经济界\n", accept="warnings")
    assert (status, result["entered"]) == (200, 1)
    assert result["warnings"][0]["rule"] == "已有同名委员（教育界），请核对是否同一人"


async def test_a_contact_that_differs_is_shown_and_stays(roster: ServiceClients) -> None:
    service = roster.county
    await brought_in(service, FILE)
    _, result = await brought_in(service, FILE.replace("0855-1", "0855-9"))
    assert (result["difference_count"], result["unchanged"]) == (1, 2)
    assert (result["differs"][0]["recorded"], result["differs"][0]["given"]) == ("0855-1", "0855-9")
    assert (await service.get("/members", CLERK, q="甲"))["items"][0]["contact"] == "0855-1"


async def test_the_register_is_kept_on_its_pages(roster: ServiceClients) -> None:
    clerk = PageClient(roster.county, CLERK)
    assert 'href="/members"' in (await clerk.get("/organizations")).text
    assert "从文件导入" in words(await clerk.get("/members"))
    page = await clerk.run_command(await clerk.get("/members/new"), "enter_member", name="甲", sector="教育界")
    assert "登记委员已完成" in words(page)
    page = await clerk.run_command(page, "change_member", contact="0855-1")
    assert "0855-1" in words(page)
    page = await clerk.run_command(page, "leave_member")
    assert "请再确认一次" in words(page)
    page = await clerk.run_command(page, "leave_member", confirmed="1")
    assert "已离任" in words(page)
    assert "共 1 名" in words(await clerk.get("/members?sector=教育界"))
    assert "没有符合条件的委员" in words(await clerk.get("/members?q=乙"))
    refused = await clerk.run_command(await clerk.get("/members/new"), "enter_member", name="甲", sector="教育界")
    assert refused.status_code == 409


async def test_special_invited_members_of_a_township_are_registered_counted_and_exported_by_class(
    connected: ServiceClients,
) -> None:
    service = connected.township
    by, file = clerk(TOWNSHIP), "姓名,类别,界别\n甲,委员,农业界\n乙,特邀委员,\n"
    answer = await service.call("POST", "/imports/members", by, content=file.encode())
    assert answer.json()["entered"] == 2
    third = await service.post("/members", by, name="丙")
    assert (third["class"], third["class_title"]) == ("member", "委员")
    await service.post(f"/members/{third['id']}/change", by, **{"class": "special_invited"})
    found = await service.get("/members", by, **{"class": "special_invited"})
    assert (found["total"], {each["name"] for each in found["items"]}) == (2, {"乙", "丙"})
    assert (await service.get("/members", by, **{"class": "member"}))["total"] == 1
    pages = PageClient(service, by)
    shown = words(await pages.get("/members?class=special_invited"))
    assert "共 2 名" in shown
    assert "乙 特邀委员" in shown
    page = await pages.get(f"/members/{third['id']}")
    await pages.run_command(page, "change_member", **{"class": "member"})
    assert (await service.get(f"/members/{third['id']}", by))["class"] == "member"
    rows, _ = await exported(service, "/members.xlsx", by, **{"class": "special_invited"})
    assert [row[:2] for row in rows[1:]] == [["乙", "特邀委员"]]


async def test_the_register_of_a_township_is_compared_with_the_numbers_that_the_county_recorded(
    connected: ServiceClients,
) -> None:
    township, pages = connected.township, PageClient(connected.township, clerk(TOWNSHIP))
    addresses = ("/members", f"/organizations/{TOWNSHIP}")

    async def shown(sentence: str) -> list[bool]:
        return [sentence in words(await pages.get(address)) for address in addresses]

    for name, member_class in (("甲", "member"), ("乙", "special_invited"), ("丙", "special_invited")):
        await township.post("/members", clerk(TOWNSHIP), name=name, **{"class": member_class})
    assert await shown("名册登记") == [False, False]
    counting = f"/organizations/{TOWNSHIP}/count_members"
    await connected.county.post(counting, clerk("520603"), members=1, special_invited=5)
    await connected.deliver()
    assert await shown("委员：名册登记 1 人，县级上报 1 人，相符") == [True, True]
    assert await shown("特邀委员：名册登记 2 人，县级上报 5 人，相差 3 人") == [True, True]
    county = PageClient(connected.county, clerk("520603"))
    assert "名册登记" not in words(await county.get(f"/organizations/{TOWNSHIP}"))


async def test_without_a_register_only_the_numbers_of_the_county_are_shown(connected: ServiceClients) -> None:
    counting = f"/organizations/{TOWNSHIP}/count_members"
    await connected.county.post(counting, clerk("520603"), members=8, special_invited=4)
    await connected.deliver()
    page = words(await PageClient(connected.township, clerk(TOWNSHIP)).get(f"/organizations/{TOWNSHIP}"))
    assert "8 人，另有特邀委员 4 人" in page
    assert "名册登记" not in page
