"""Files as offices send them: what is read from each, and what each is refused for."""

import gzip
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from shared.committee.files.reader import TableReader
from shared.committee.imports.cells import RowError
from shared.committee.imports.dates import day_of
from shared.committee.imports.roster.rows import RosterRow, read
from shared.contracts.vocabulary import Level
from shared.domain.errors import InvalidError
from tests.committee.workbook import MAIN, workbook, workbook_of, worksheet

CASES = Path(__file__).parent / "cases"
DAY, TODAY = date(2014, 3, 5), date(2026, 3, 5)
HEADER = "code,name,level,parent_code,from\n"


async def read_file(content: bytes, *, sheet: str = "") -> tuple[list[RosterRow], list[RowError]]:
    return read(await TableReader().read(content, sheet=sheet), on=TODAY, sheet=sheet)


async def rows_of(name: str, *, sheet: str = "") -> list[RosterRow]:
    rows, errors = await read_file((CASES / name).read_bytes(), sheet=sheet)
    assert errors == []
    return rows


async def errors_of(content: bytes) -> list[tuple[int, str, str]]:
    _, errors = await read_file(content)
    return [(error.row, error.column, error.rule) for error in errors]


async def refusal_of(content: bytes, *, sheet: str = "") -> InvalidError:
    with pytest.raises(InvalidError) as refused:
        await read_file(content, sheet=sheet)
    return refused.value


@pytest.mark.parametrize("name", ["cjk-builtin-dates.xlsx", "date1904.xlsx", "strict.xlsx"])
async def test_a_day_is_read_whatever_its_format_and_date_system(name: str) -> None:
    assert {row.since for row in await rows_of(name)} == {DAY}


async def test_the_visible_sheet_is_read_and_a_hidden_one_is_not() -> None:
    assert [row.code for row in await rows_of("hidden-first-sheet.xlsx")] == ["xnew"]


async def test_of_two_sheets_with_the_header_one_has_to_be_named() -> None:
    content = (CASES / "two-sheets.xlsx").read_bytes()
    refused = await refusal_of(content)
    assert refused.code == "which-sheet"
    assert "东片、西片" in refused.detail
    assert [row.code for row in await rows_of("two-sheets.xlsx", sheet="西片")] == ["xa"]
    assert "东片、西片" in (await refusal_of(content, sheet="旧")).detail


ROSTER = worksheet(HEADER + "xa,甲镇,township,522625,2014-03-05")
NOTES = {
    "第2行有超过1000字的单元格": worksheet("说明\n" + "长" * 1200),
    "的单元格BM1有内容": worksheet(",".join(["列"] * 70)),
    "含有文档类型声明": "<!DOCTYPE x>" + ROSTER,
}


@pytest.mark.parametrize("fault", NOTES)
async def test_a_sheet_beyond_the_limits_is_not_the_roster(fault: str) -> None:
    content = workbook_of({"说明": NOTES[fault], "名册": ROSTER})
    rows, errors = await read_file(content)
    assert ([row.code for row in rows], errors) == (["xa"], [])
    refused = await refusal_of(content, sheet="说明")
    assert "工作表“说明”" in refused.detail
    assert fault in refused.detail or "首行缺少列" in refused.detail


async def test_where_no_sheet_fits_a_choice_is_offered_and_what_could_not_be_read_is_named() -> None:
    refused = await refusal_of(workbook_of({"说明": worksheet("说明"), "名册": NOTES["的单元格BM1有内容"]}))
    assert (refused.code, refused.extra["sheets"]) == ("which-sheet", ["说明", "名册"])
    assert "工作表“名册”的单元格BM1有内容" in refused.detail


async def test_a_fault_of_the_roster_itself_names_its_sheet() -> None:
    long = worksheet(HEADER + f"xa,{'长' * 1200},township,522625,2014-03-05")
    refused = await refusal_of(workbook_of({"说明": worksheet("说明"), "名册": long}))
    assert refused.detail == "工作表“名册”第2行有超过1000字的单元格"
    wide = worksheet(HEADER + "xa,甲镇,township,522625,2014-03-05,多")
    refused = await refusal_of(workbook_of({"说明": worksheet("说明"), "名册": wide}))
    assert refused.detail == "工作表“名册”第2行的列数多于首行"


async def test_a_hidden_row_is_marked() -> None:
    assert [(row.code, row.hidden) for row in await rows_of("hidden-row.xlsx")] == [
        ("xa", False),
        ("xb", True),
        ("xc", False),
    ]


async def test_a_merged_cell_gives_its_value_to_the_first_row_only() -> None:
    assert [row.parent_code for row in await rows_of("merged-cells.xlsx")] == ["522625", ""]


async def test_a_cell_without_a_usable_value_is_an_error() -> None:
    found = await errors_of((CASES / "error-cells.xlsx").read_bytes())
    assert [(row, column) for row, column, _ in found] == [(2, "name"), (3, "name"), (4, "name")]


async def test_phonetic_guides_and_carriage_returns_are_not_part_of_a_name() -> None:
    rows, errors = await read_file((CASES / "phonetic-x000d.xlsx").read_bytes())
    assert [row.name for row in rows[:3]] == ["㵲阳镇", "蕉溪镇", "青溪镇"]
    assert [(error.row, error.rule) for error in errors] == [(5, "须为一行文字，第3个字符是换行")]


@pytest.mark.parametrize(
    ("name", "cell"), [("stray-A1048576.xlsx", "A1048576"), ("stray-XFD1048576.xlsx", "XFD1048576")]
)
async def test_a_stray_cell_is_named_and_nothing_is_allocated_for_it(name: str, cell: str) -> None:
    refused = await refusal_of((CASES / name).read_bytes())
    assert f"工作表“名册”的单元格{cell}有内容" in refused.detail


OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def opendocument(rows: str) -> bytes:
    """Returns an OpenDocument spreadsheet with one table of these rows."""
    content = (
        f'<office:document-content xmlns:office="{OFFICE}:office:1.0" xmlns:table="{OFFICE}:table:1.0" '
        f'xmlns:text="{OFFICE}:text:1.0"><office:body><office:spreadsheet><table:table table:name="一">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with ZipFile(file := BytesIO(), "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{OFFICE}:manifest:1.0"/>')
        archive.writestr("content.xml", content)
    return file.getvalue()


def row(*texts: str, rows: int = 1, columns: int = 1) -> str:
    """Returns a row of an OpenDocument table; the last cell is repeated."""
    repeated = [1] * (len(texts) - 1) + [columns]
    cells = "".join(
        f'<table:table-cell table:number-columns-repeated="{times}" office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text, times in zip(texts, repeated, strict=True)
    )
    return f'<table:table-row table:number-rows-repeated="{rows}">{cells}'


EMPTY = '<table:table-cell table:number-columns-repeated="16300"/></table:table-row>'
EMPTY_ROWS = f'<table:table-row table:number-rows-repeated="1048000">{EMPTY}'


@pytest.mark.parametrize(("rows", "columns"), [(200_000, 64), (1_048_576, 60), (1, 16_384 * 64), (10_001, 64)])
async def test_repeated_cells_beyond_the_limits_are_refused_before_they_are_read(rows: int, columns: int) -> None:
    content = opendocument(row("x", rows=rows, columns=columns) + "</table:table-row>")
    assert f"工作表“一”有内容的部分到第{rows}行、第{columns}列" in (await refusal_of(content)).detail


async def test_a_cell_after_many_empty_rows_is_refused_and_empty_ones_at_the_end_are_not_read() -> None:
    roster = row(*HEADER.strip().split(",")) + EMPTY + row("xa", "甲镇", "township", "522625", "2014-03-05") + EMPTY
    rows, _ = await read_file(opendocument(roster + EMPTY_ROWS))
    assert [each.code for each in rows] == ["xa"]
    assert "第1048003行" in (await refusal_of(opendocument(roster + EMPTY_ROWS + row("x") + EMPTY))).detail


@pytest.mark.parametrize("address", ["xfd1048576", "Xfd1048576", "A0001048576"])
async def test_an_address_in_another_spelling_is_a_stray_cell_too(address: str) -> None:
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row><c r="{address}"><v>1</v></c></row></sheetData></worksheet>'
    assert "有内容，超出可读取的范围" in (await refusal_of(workbook_of({"名册": sheet}))).detail


@pytest.mark.full
async def test_the_largest_file_is_read_within_the_memory_of_the_worker() -> None:
    lines = "\n".join(",".join(f"甲乙{number}" for _ in range(64)) for number in range(10_000))
    (table,) = await TableReader().read(workbook(lines))
    assert (len(table.rows), len(table.rows[0].cells)) == (10_000, 64)


async def test_a_small_file_that_unpacks_to_a_million_rows_is_refused() -> None:
    content = gzip.compress((HEADER + "a,甲镇,township,522625,\n" * 1_000_000).encode())
    assert (await refusal_of(content)).detail == "超过10000行，请分成几个文件"
    bomb = gzip.compress(b"\0" * (65 * 1024 * 1024))
    assert (await refusal_of(bomb)).detail == "解压后超过64 MiB"


async def test_an_archive_that_is_larger_than_it_promises_is_refused() -> None:
    content = bytearray(workbook(HEADER + "a,甲镇,township,522625,\n"))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (1).to_bytes(4, "little")
    assert (await refusal_of(bytes(content))).code == "unreadable-file"


OTHER = {
    "旧版Excel工作簿（.xls）": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "Workbook".encode("utf-16-le"),
    "加密的工作簿": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le"),
    "网页": b"\xef\xbb\xbf<html><table></table></html>",
    "PDF文件": b"%PDF-1.7",
    "UTF-16编码的文本": "代码,名称".encode("utf-16"),
    "第2行不是UTF-8编码": (CASES / "gbk.csv").read_bytes(),
}


@pytest.mark.parametrize("kind", OTHER)
async def test_a_file_that_is_no_table_is_named_for_what_it_is(kind: str) -> None:
    detail = (await refusal_of(OTHER[kind])).detail
    assert kind in detail
    assert "请另存为" in detail or "再请另存为" in detail


async def test_a_zero_width_character_in_a_code_is_named() -> None:
    ((row, column, rule),) = await errors_of((CASES / "zero-width.csv").read_bytes())
    assert (row, column) == (2, "code")
    assert "第10个字符是看不见的零宽空格" in rule


async def test_a_roster_that_a_spreadsheet_program_saved_again_is_read() -> None:
    rows = await rows_of("excel-resaved.csv")
    assert [(row.since, row.body_since) for row in rows] == [
        (date(2026, 11, 1), date(2026, 11, 2)),
        (date(2026, 11, 1), None),
    ]


async def test_a_name_of_a_newer_extension_is_read() -> None:
    assert [row.name for row in await rows_of("name-ext-h.csv")] == ["【测试】𱖎口镇"]


async def test_headers_and_levels_are_read_in_chinese() -> None:
    text = "代码,单位名称,层级,上级代码,生效日期\n５２２６２５９０１,甲镇,乡镇（街道）,522625,2014年3月5日\n522699,乙县,县,522600,\n"
    rows, errors = await read_file(text.encode("utf-8-sig"))
    assert errors == []
    assert [(row.code, row.level, row.since) for row in rows] == [
        ("522625901", Level.TOWNSHIP, DAY),
        ("522699", Level.COUNTY, TODAY),
    ]


WRITTEN = ["2014-03-05", "2014/3/5", "2014.3.5", "2014年3月5日", "2014年 3月 5日", "20140305", "41703"]
WITH_TIME = ["2014/3/5 0:00", "2014-3-5 13:30", "2014-03-05 00:00:00", "2014-03-05T00:00:00", "2014年3月5日 8:05"]


@pytest.mark.parametrize("text", [*WRITTEN, *WITH_TIME, "2014年3月5号", "２０１４．３．５"])
def test_a_day_is_read_as_offices_write_it(text: str) -> None:
    assert day_of(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "3/5/2014",
        "05-03-14",
        "14.3.5",
        "2014年3月",
        "2014-03/05",
        "2014",
        "明年",
        "1.41703",
        "2014-3-5 25:00",
        "2014-3-5 13",
    ],
)
def test_a_day_that_could_be_several_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="写明四位年份、月和日"):
        day_of(text)


def test_a_day_that_does_not_exist_is_refused_and_a_number_counts_from_its_epoch() -> None:
    with pytest.raises(ValueError, match="没有这一天"):
        day_of("2014-02-30")
    assert day_of("40241", from_1904=True) == DAY
