"""Files of members and handling units on the pages: template, check, import, and the list afterwards."""

from typing import NamedTuple

import pytest

from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClients
from tests.committee.test_members import FILE as MEMBERS
from tests.committee.test_unit_imports import FILE as UNITS


class RegisterFile(NamedTuple):
    """A file with two entries of a register. `columns`: of its template; `listed`: how its list counts them."""

    register: str
    content: str
    columns: str
    required: str
    listed: str


FILES = (
    RegisterFile("members", MEMBERS, "姓名,类别,界别,届次,联系方式", "姓名*", "共 2 名"),
    RegisterFile("units", UNITS, "名称,类别,别名,启用日期", "名称*", "共 2 个"),
)


@pytest.mark.parametrize(
    ("by", "scope"),
    [("522625-secretariat", ""), ("administrator", "?organization=522625")],
    ids=["clerk", "administrator"],
)
@pytest.mark.parametrize("file", FILES, ids=[each.register for each in FILES])
async def test_a_file_is_checked_and_imported_on_pages(
    roster: ServiceClients, file: RegisterFile, by: str, scope: str
) -> None:
    client, path = PageClient(roster.county, by), f"/imports/{file.register}"
    listed = await client.get(f"/{file.register}{scope}")
    assert f'href="{path}{scope}"' in listed.text
    assert "从文件导入" in words(listed)
    form = await client.get(f"{path}{scope}")
    assert file.required in words(form)
    assert (await client.get(f"{path}/template.csv")).text == f"\ufeff{file.columns}\r\n"
    page = await client.upload(form, f"{path}{scope}", "名册.csv", file.content.encode())
    assert "新登记 2" in words(page)
    answer = await client.post(f"{path}/run{scope}", client.fields(page, ""))
    assert "新登记 2" in words(await client.get(answer.headers["Location"]))
    assert file.listed in words(await client.get(f"/{file.register}{scope}"))
