"""Every list can be had as a workbook, with its filter, and with every character as it was written."""

import asyncio
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest

from shared.committee.exports import export
from shared.committee.exports.export import Count, ExportedFile
from shared.committee.exports.long_exports import EXPIRY_SECONDS, LongExports
from shared.committee.exports.matters import CONDITIONS
from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.listing import query_model
from shared.committee.workbooks.table import TableColumn, TableWorkbook
from shared.domain.errors import NotFoundError
from shared.web.accounts import find_account
from shared.web.login.sessions import end_sessions_of, new_token, open_session
from tests.committee.exports import exported, read_back
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to, drafted
from tests.committee.service_clients import ServiceClients
from tests.support.matters import UNIT
from tests.support.waiting import eventually

OWN = "522625"
OFFICE, MEMBER, UNIT_ACCOUNT = f"{OWN}-secretariat", f"{OWN}-member", f"{OWN}-handling_unit"


async def test_a_list_of_another_kind_is_exported_with_its_people_units_and_texts(connected: ServiceClients) -> None:
    county, by = connected.county, "520603-secretariat"
    report = (
        await county.post("/opinions", by, title="化肥涨价", content="贵", channel="phone", authors=["甲", "乙"])
    )["id"]
    for command, fields in (("edit", {}), ("approve", {}), ("refer", {"unit": "农业农村局"})):
        await county.post(f"/opinions/{report}/{command}", by, **fields)
    activity = (await county.post("/consultations", by, title="河道协商"))["id"]
    await county.post(f"/consultations/{activity}/organise", by, venue="会议室", form="thematic", date="2026-03-05")
    await county.post(f"/consultations/{activity}/hold", by, participants=3, suggestions=["清淤", "植树"])
    point = {"class": "contact_point", "title": "河边联络点", "head": "组长", "contact_form": "office"}
    await county.post("/platforms", by, **point)
    for kind, filters, expected in (
        ("opinions", {"channel": "phone"}, {"撰稿人": "甲、乙", "转办单位": "农业农村局"}),
        ("consultations", {"form": "thematic"}, {"地点": "会议室", "意见建议": "清淤、植树"}),
        ("platforms", {"class": "contact_point"}, {"负责人": "组长", "副职": ""}),
    ):
        rows, _ = await exported(county, f"/{kind}.xlsx", by, **filters)
        (row,) = [dict(zip(rows[0], each, strict=True)) for each in rows[1:]]
        assert {title: row[title] for title in expected} == expected


async def test_reports_and_visits_are_listed_by_what_became_of_them(connected: ServiceClients) -> None:
    county, by = connected.county, "520603-secretariat"
    await county.post("/opinions", by, title="化肥涨价", content="贵", channel="phone")
    visit = (await county.post("/visits", by, title="邻里纠纷", outcomes=["dispute_settled"]))["id"]
    assert (await county.get("/opinions", by, channel="phone"))["total"] == 1
    for filters in ({"channel": "letter"}, {"flag": "adopted"}, {"flag": "instructed"}):
        assert (await county.get("/opinions", by, **filters))["total"] == 0
    assert [each["id"] for each in (await county.get("/visits", by, flag="dispute_settled"))["items"]] == [visit]
    assert (await county.get("/visits", by, flag="advice"))["total"] == 0


async def test_a_list_is_exported_as_it_is_filtered(roster: ServiceClients) -> None:
    service = roster.county
    await brought_to(service, "assign", by=OFFICE, title="关于路灯的提案", proposers=["甲", "乙"])
    await drafted(service, by=OFFICE, title="关于桥梁的提案")
    rows, about = await exported(service, "/proposals.xlsx", OFFICE)
    head = rows[0]
    assert head[:7] == ["年度", "编号", "标题", "状态", "提案人", "承办单位", "会办单位"]
    assert [row[2] for row in rows[1:]] == ["关于桥梁的提案", "关于路灯的提案"]
    lamp = dict(zip(head, rows[2], strict=True))
    assert (lamp["状态"], lamp["提案人"], lamp["承办单位"], lamp["立案"]) == (
        "已交办",
        "甲、乙",
        UNIT,
        date(2026, 2, 20),
    )
    assert (about["单位"], about["件数"], about["筛选条件"]) == ("镇远县政协", "2", "无（全部）")
    assert about["导出时间"].startswith("2026-")
    rows, about = await exported(service, "/proposals.xlsx", OFFICE, q="路灯", status="assigned", year=2026)
    assert [row[2] for row in rows[1:]] == ["关于路灯的提案"]
    assert (about["查找"], about["状态"], about["年度"], about["件数"]) == ("路灯", "已交办", "2026", "1")


TITLES = ["㵲阳河𱖎", "=1+1", "+86", "-1", "@SUM(A1)", "<b>粗</b>&amp;", "http://a.cn", "_x0041_"]


async def test_a_title_is_exported_as_the_text_that_it_is(roster: ServiceClients) -> None:
    service = roster.county
    for title in TITLES:
        await drafted(service, by=OFFICE, title=title)
    answer = await service.call("GET", "/proposals.xlsx", OFFICE)
    assert [row[2] for row in read_back(answer.content)[0][1:]] == TITLES[::-1]
    sheet = ZipFile(BytesIO(answer.content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert 'state="frozen"' in sheet


async def test_an_account_exports_what_it_may_see_in_the_list(roster: ServiceClients) -> None:
    service = roster.county
    await brought_to(service, "assign", by=OFFICE, title="交给本单位")
    await drafted(service, by=OFFICE, title="未交办")
    rows, _ = await exported(service, "/proposals.xlsx", UNIT_ACCOUNT)
    listed = (await service.get("/proposals", UNIT_ACCOUNT))["items"]
    assert [row[-1] for row in rows[1:]] == [each["id"] for each in listed]
    assert (await service.call("GET", "/opinions.xlsx", UNIT_ACCOUNT)).status_code == 403


def test_every_filter_of_a_list_has_a_title_in_its_export() -> None:
    assert {name for kind in KINDS for name in query_model(kind).model_fields} <= CONDITIONS.keys()


async def test_every_row_of_a_long_list_is_exported_once(
    roster: ServiceClients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.committee.exports.matters.PORTION", 2)
    ids = [await drafted(roster.county, by=OFFICE, title=f"第{number}件") for number in range(5)]
    rows, _ = await exported(roster.county, "/proposals.xlsx", OFFICE)
    assert [row[-1] for row in rows[1:]] == ids[::-1]
    assert export.PORTION > 2


async def test_the_other_lists_are_exported_with_their_columns(connected: ServiceClients) -> None:
    service = connected.county
    await service.post("/opinions", OFFICE, title="一", content="二", channel="phone")
    await service.post("/visits", OFFICE, title="来访", outcomes=["advice"])
    await service.post("/units", OFFICE, name="=县水务局", aliases=["水务"])
    await service.post("/members", OFFICE, name="丙", sector="教育界", term="第十届", contact="+86 1")
    rows, _ = await exported(service, "/opinions.xlsx", OFFICE)
    assert dict(zip(*rows, strict=True))["渠道"] == "电话"
    rows, _ = await exported(service, "/visits.xlsx", OFFICE)
    assert dict(zip(*rows, strict=True))["结果"]
    rows, about = await exported(service, "/units.xlsx", OFFICE, q="水务")
    assert rows[1][:5] == ["=县水务局", "政府部门", "水务", "", "使用中"]
    assert (about["名录"], about["名称的一部分"], about["件数"]) == ("承办单位名录", "水务", "1")
    rows, _ = await exported(service, "/members.xlsx", OFFICE, sector="教育界", active=True)
    assert rows[1][:6] == ["丙", "委员", "教育界", "第十届", "+86 1", "现任"]
    for kind in ("consultations", "plans"):
        rows, about = await exported(service, f"/{kind}.xlsx", OFFICE)
        assert (len(rows), about["件数"]) == (1, "0")


async def test_the_appraisal_is_exported_with_numerators_and_denominators(roster: ServiceClients) -> None:
    service = roster.county
    await brought_to(service, "reply", by=OFFICE)
    rows, about = await exported(service, "/units/appraisal.xlsx", OFFICE, year=2026)
    line = dict(zip(rows[0], rows[1], strict=True))
    assert (line["名次"], line["承办单位"], line["按期答复（分子）"], line["按期答复（分母）"]) == (1, UNIT, 1, 1)
    assert "得分" in about["得分的计算"]


async def test_the_page_of_a_list_offers_its_export_with_the_filter(roster: ServiceClients) -> None:
    await drafted(roster.county, by=OFFICE, title="关于路灯的提案")
    reader = PageClient(roster.county, OFFICE)
    page = await reader.get("/proposals?year=2026&q=%E8%B7%AF%E7%81%AF&status=")
    address = "/proposals.xlsx?year=2026&amp;q=%E8%B7%AF%E7%81%AF"
    assert f'href="{address}"' in page.text
    file = await reader.get(address.replace("&amp;", "&"))
    assert file.headers["Content-Disposition"].startswith('attachment; filename="proposals-522625-')
    assert [row[2] for row in read_back(file.content)[0][1:]] == ["关于路灯的提案"]
    for list_ in ("units", "members"):
        assert f'href="/{list_}.xlsx?' in (await reader.get(f"/{list_}")).text
        assert (await reader.get(f"/{list_}.xlsx?q=")).status_code == 200
    assert (await reader.get("/units/appraisal.xlsx?year=2026")).status_code == 200


def test_a_text_longer_than_a_cell_is_cut_with_a_note_between_characters() -> None:
    with TableWorkbook("表", [TableColumn(title="文")]) as book:
        book.add([["𱖎" * 40_000], ["\ufffe\ud800"]])
        file = book.finish([("名称", "表")])
    rows, _ = read_back(file.read() if file.seek(0) == 0 else b"")
    assert rows[1][0].endswith("𱖎……（全文见系统）")
    assert rows[2][0] == "\ufffd\ufffd"
    file.close()


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes lists of four rows long, and portions of one row."""
    monkeypatch.setattr("shared.ui.lists.exports.LONG", 4)
    monkeypatch.setattr("shared.committee.exports.matters.PORTION", 1)


@pytest.mark.usefixtures("long")
async def test_a_long_list_is_exported_by_a_page_that_shows_its_progress(roster: ServiceClients) -> None:
    ids = [await drafted(roster.county, by=OFFICE, title=f"第{number}件") for number in range(4)]
    reader, other = PageClient(roster.county, OFFICE), PageClient(roster.county, MEMBER)
    begun = await reader.get("/proposals.xlsx?year=2026")
    address = begun.headers["Location"]
    assert begun.status_code == 303
    pages = [await reader.get(address)]
    while "Refresh" in pages[-1].headers:
        pages.append(await reader.get(address))
    assert "共约 4 件" in words(pages[0])
    assert "4 件已写入工作簿" in words(pages[-1])
    assert (await other.get(address)).status_code == 404
    file = await reader.get(f"{address}/file.xlsx")
    assert [row[-1] for row in read_back(file.content)[0][1:]] == ids[::-1]
    assert (await reader.get(address)).status_code == 404
    assert (await reader.get(f"{address}/file.xlsx")).status_code == 404


@pytest.mark.usefixtures("long")
async def test_a_short_list_is_the_response_itself(roster: ServiceClients) -> None:
    await drafted(roster.county, by=OFFICE)
    assert (await PageClient(roster.county, OFFICE).get("/proposals.xlsx")).status_code == 200


@pytest.mark.usefixtures("long")
async def test_a_long_export_ends_with_the_session_of_its_account(roster: ServiceClients) -> None:
    for number in range(4):
        await drafted(roster.county, by=OFFICE, title=f"第{number}件")
    reader = PageClient(roster.county, OFFICE)
    address = (await reader.get("/proposals.xlsx")).headers["Location"]
    async with roster.county.context.service.transaction() as connection:
        await end_sessions_of(connection, OFFICE)
    roster.county.tokens[OFFICE] = new_token()
    async with roster.county.context.service.transaction() as connection:
        account = await find_account(connection, OFFICE)
        await open_session(connection, account, roster.county.tokens[OFFICE], roster.county.context.now())
    while (page := await reader.get(address)).status_code == 200:
        assert "导出完成" not in words(page)
    assert "请回到列表重新导出" in words(page)


async def _written(count: Count) -> ExportedFile:
    for rows in range(1, 4):
        await count(rows)
        await asyncio.sleep(0)
    return ExportedFile(BytesIO(b"x"), name="list.xlsx", title="列表.xlsx")


async def _yes() -> bool:
    return True


async def test_an_export_that_nobody_waits_for_is_given_up() -> None:
    now = [0.0]
    exports = LongExports(lambda: now[0])
    id = exports.start("a", _written, title="提案", back="/proposals", total=3, logged_in=_yes)
    found = exports.find("a", id)
    now[0] = EXPIRY_SECONDS + 1
    await asyncio.gather(*exports._tasks)
    assert (found.file, found.written) == (None, 1)
    with pytest.raises(NotFoundError):
        exports.find("a", id)


async def test_a_new_export_of_an_account_replaces_its_earlier_one() -> None:
    exports = LongExports()
    ids = [exports.start("a", _written, title="提案", back="/proposals", total=3, logged_in=_yes) for _ in range(2)]
    with pytest.raises(NotFoundError):
        exports.find("a", ids[0])
    await eventually(lambda: exports.find("a", ids[1]).finished)
    file = exports.take("a", ids[1]).file
    await asyncio.gather(*exports._tasks)
    assert not file.closed
