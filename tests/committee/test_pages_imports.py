"""The roster from a file in the browser: the template, the check, and the import of what was checked."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from shared.contracts.vocabulary import Role
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClients

CASES = Path(__file__).parent / "cases"
PAGE = "/imports/organizations"
HEADER = "代码,名称,层级,上级代码,生效日期\n"
NEW = HEADER + "522625299,蕉溪镇,镇,522625,2014年3月5日\n"


@pytest.fixture
def admin(roster: ServiceClients) -> PageClient:
    return PageClient(roster.county, "administrator")


async def send(admin: PageClient, content: bytes, *, name: str = "名册.csv") -> httpx.Response:
    """Uploads a file; returns the page that it leads to."""
    return await admin.upload(await admin.get(PAGE), PAGE, name, content)


async def is_known(admin: PageClient, key: str) -> bool:
    return (await admin.service.call("GET", f"/organizations/{key}", "administrator")).status_code == 200


async def test_a_file_is_checked_before_it_is_imported(admin: PageClient) -> None:
    page = await send(admin, NEW.encode())
    assert "名册.csv" in words(page)
    assert "新列入 1" in words(page)
    assert not await is_known(admin, "522625299")
    answer = await admin.post(f"{PAGE}/run", admin.fields(page, ""))
    assert answer.status_code == 303
    assert "新列入 1" in words(await admin.get(answer.headers["Location"]))
    assert await is_known(admin, "522625299")


async def test_a_form_that_is_sent_twice_imports_once(admin: PageClient) -> None:
    page = await send(admin, NEW.encode())
    fields = admin.fields(page, "")
    first, second = await admin.post(f"{PAGE}/run", fields), await admin.post(f"{PAGE}/run", fields)
    assert first.headers["Location"] == second.headers["Location"]
    assert "已导入或已过期" in words(await admin.get(str(page.url.raw_path, "ascii")))


async def test_errors_are_listed_by_row_and_column_and_nothing_can_be_imported(admin: PageClient) -> None:
    page = await send(admin, (HEADER + "522625299,,镇,522625,3/5/2014\n").encode())
    assert "2 名称 – 必须填写" in words(page)
    assert "2 生效日期 3/5/2014 须为日期" in words(page)
    assert f'action="{PAGE}/run"' not in page.text


async def test_the_page_counts_all_errors_and_lists_the_first(admin: PageClient) -> None:
    page = words(await send(admin, (HEADER + "522625299,,镇,522625,\n" * 300).encode()))
    assert "错误 599 处" in page
    assert "只显示前 200 处" in page


async def test_warnings_have_to_be_accepted(admin: PageClient) -> None:
    page = await send(admin, (CASES / "12-digit.csv").read_bytes())
    assert "2 代码 522625100000 12位是统计用区划代码" in words(page)
    fields = admin.fields(page, "")
    again = await admin.post(f"{PAGE}/run", fields | {"accept": []})
    assert again.headers["Location"].startswith(f"{PAGE}?form=")
    assert not await is_known(admin, "522625100000")
    await admin.post(f"{PAGE}/run", fields | {"accept": ["warnings"]})
    assert await is_known(admin, "522625100000")


async def test_a_sheet_is_chosen_where_several_fit(admin: PageClient) -> None:
    page = await send(admin, (CASES / "two-sheets.xlsx").read_bytes(), name="两表.xlsx")
    assert "东片、西片" in words(page)
    form = parse_qs(urlsplit(str(page.url)).query)["form"][0]
    chosen = await admin.get(f"{PAGE}?form={form}&sheet=西片")
    assert "新列入 1" in words(chosen)
    await admin.post(f"{PAGE}/run", admin.fields(chosen, ""))
    assert await is_known(admin, "xa")


@pytest.mark.parametrize(
    ("content", "message"), [(b"%PDF-1.7", "这是PDF文件"), (b"", "请选择文件"), (b"x\n" * 1_000_000, "超过10000行")]
)
async def test_a_file_that_cannot_be_read_is_named_for_what_it_is(
    admin: PageClient, content: bytes, message: str
) -> None:
    assert message in words(await send(admin, content))


async def test_the_template_has_the_header_and_is_accepted(admin: PageClient) -> None:
    template = await admin.get(f"{PAGE}/template.csv")
    assert template.content.startswith(b"\xef\xbb\xbf")
    assert "读取 0 行" in words(await send(admin, template.content))


async def test_only_administrators_import_and_only_with_a_form_that_was_shown_to_them(
    roster: ServiceClients, admin: PageClient
) -> None:
    clerk = PageClient(roster.county, "522625-secretariat")
    for path in (PAGE, f"{PAGE}/template.csv"):
        assert (await clerk.get(path)).status_code == 403
    assert "导入名册" not in words(await clerk.get("/organizations"))
    assert "导入名册" in words(await admin.get("/organizations"))
    cookie = admin._headers
    forged = await admin.service.client.post(
        PAGE, files={"file": ("x.csv", b"x")}, data={"form_token": "x"}, headers=cookie
    )
    assert forged.status_code == 403


async def test_a_form_of_another_page_is_no_file(admin: PageClient) -> None:
    await admin.service.account("522625-leader-3", Role.LEADER, organization="522625")
    asked = await admin.run_command(await admin.get("/accounts/522625-leader-3"), "disable_account")
    form = parse_qs(urlsplit(str(asked.url)).query)["form"][0]
    page = await admin.get(f"{PAGE}?form={form}")
    assert "已导入或已过期" in words(page)
    fields = admin.fields(await send(admin, NEW.encode()), "") | {"pending": [form]}
    refused = await admin.post(f"{PAGE}/run", fields)
    assert refused.status_code == 404
    assert not await is_known(admin, "522625299")
