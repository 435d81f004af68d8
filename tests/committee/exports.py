"""Workbooks that are read back from responses."""

from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

from tests.committee.service_clients import ServiceClient

Rows = list[list[Any]]


async def exported(service: ServiceClient, path: str, by: str, **params: Any) -> tuple[Rows, dict[str, str]]:
    """Returns the rows of the first sheet of a workbook, and the titles and values of the last one."""
    answer = await service.call("GET", path, by, params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    return read_back(answer.content)


def read_back(content: bytes) -> tuple[Rows, dict[str, str]]:
    """Returns the rows of the first sheet, and the titles and values of the last one."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    table, about = book.get_sheet_by_index(0), book.get_sheet_by_name(book.sheet_names[-1])
    return table.to_python(), {str(row[0]): str(row[1]) for row in about.to_python()}
