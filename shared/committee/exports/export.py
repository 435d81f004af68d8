"""The export of a list as a workbook: read in portions, written by a thread, at most a few at a time."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import IO, Generic, NamedTuple, TypeVar

from fastapi.responses import StreamingResponse

from shared.committee.context import ServiceContext
from shared.committee.directory.names import committee_name
from shared.committee.workbooks.response import download
from shared.committee.workbooks.table import MEDIA_TYPE, Cell, TableColumn, TableWorkbook
from shared.domain.calendar import ZONE
from shared.web.audit_log.chain import AuditEntry, append
from shared.web.audit_log.vocabulary import AuditAction

T = TypeVar("T")

AT_A_TIME = 2
"""The most workbooks that a process writes at the same time; further requests wait."""

PORTION = 500
"""Rows that are read and written together."""


@dataclass(frozen=True, kw_only=True)
class ListExport(Generic[T]):
    """A list to be written. `account`: the name of the account that exports it.

    `cells`: returns the row of an item; `conditions`: the filter, as titles and values in Chinese.
    """

    account: str
    name: str
    title: str
    organization: str
    columns: Sequence[TableColumn]
    cells: Callable[[T], Sequence[Cell]]
    conditions: Sequence[tuple[str, str]]


class ExportedFile(NamedTuple):
    """A finished workbook. `name`: the ASCII name of the file; `title`: its name in Chinese."""

    file: IO[bytes]
    name: str
    title: str

    def response(self) -> StreamingResponse:
        """Returns the response that sends the file and closes it."""
        return download(self.file, MEDIA_TYPE, name=self.name, title=self.title)


Count = Callable[[int], Awaitable[None]]
"""A function that is called with the number of rows that are written."""


class Exports:
    """Writes exports of a service."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context
        self._writing = asyncio.Semaphore(AT_A_TIME)

    async def respond(self, export: ListExport[T], portions: AsyncGenerator[Sequence[T], None]) -> StreamingResponse:
        """Returns the response with the workbook."""
        return (await self.write(export, portions, _uncounted)).response()

    async def write(
        self, export: ListExport[T], portions: AsyncGenerator[Sequence[T], None], count: Count
    ) -> ExportedFile:
        """Returns the workbook. Rows are converted and written by a thread, so that other requests are not delayed.

        `count`: is called with the number of rows after each portion; what it raises ends the export.
        """
        tree, now = await self.context.directory.tree(), self.context.now()
        async with self._writing, aclosing(portions):
            with TableWorkbook(export.title, export.columns) as book:
                async for portion in portions:
                    await asyncio.to_thread(book.add, _rows(export, portion))
                    await count(book.count)
                about = (
                    ("名录", export.title),
                    ("单位", committee_name(export.organization, tree, self.context.today())),
                    ("导出时间", now.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")),
                    ("件数", str(book.count)),
                    *(export.conditions or [("筛选条件", "无（全部）")]),
                )
                file = await asyncio.to_thread(book.finish, about)
                rows = book.count
        await self._record(export, rows)
        stem = f"{export.name}-{export.organization}-{self.context.today()}"
        return ExportedFile(file, name=f"{stem}.xlsx", title=f"{export.title}-{self.context.today()}.xlsx")

    async def _record(self, export: ListExport[T], rows: int) -> None:
        """Appends the export to the audit log before the file is handed out."""
        subject = f"{export.name} {export.organization}"
        entry = AuditEntry(action=AuditAction.EXPORT, actor=export.account, subject=subject, details=str(rows))
        async with self.context.service.transaction() as connection:
            await append(connection, entry, at=self.context.now())


async def _uncounted(_rows: int) -> None:
    """Does nothing: nobody sees the progress."""


def _rows(export: ListExport[T], portion: Sequence[T]) -> Iterable[Sequence[Cell]]:
    """Yields the rows of the items, lazily: the thread that writes them converts them."""
    return (export.cells(item) for item in portion)
