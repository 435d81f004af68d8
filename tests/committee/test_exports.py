"""Every list can be had as a workbook, with its filter, and with every character as it was written."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest

from shared.committee.exports import export
from shared.committee.exports.matters import CONDITIONS
from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.listing import query_model
from shared.committee.workbooks.table import TableColumn, TableWorkbook
from tests.committee.exports import exported, read_back
from tests.committee.page_client import PageClient
from tests.committee.proposals import brought_to, drafted
from tests.committee.service_clients import ServiceClients
from tests.support.matters import UNIT

OWN = "522625"
OFFICE, MEMBER, UNIT_ACCOUNT = f"{OWN}-secretariat", f"{OWN}-member", f"{OWN}-handling_unit"


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
    assert rows[1][:5] == ["丙", "教育界", "第十届", "+86 1", "现任"]
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
