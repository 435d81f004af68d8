"""Exports of long lists: a task writes each one, a page shows its progress, and it is given up when nobody waits for it any more.

They are in the memory of one process: an export whose process has ended is begun again.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

import structlog
from sqlalchemy.exc import SQLAlchemyError

from shared.committee.exports.export import Count, ExportedFile
from shared.domain.errors import NotFoundError

LONG = 5_000
"""The rows from which a page shows the progress; a shorter export is the response of its request."""
EXPIRY_SECONDS = 60.0
"""Seconds after the last request of its page until an export is given up, or its file is deleted."""
_LOOKS_SECONDS = 2.0
_log = structlog.get_logger(__name__)


class GivenUpError(Exception):
    """Nobody waits for an export any more."""


@dataclass(kw_only=True, eq=False)
class LongExport:
    """An export. `account`: whose it is; `back`: the address of its list; `written`: rows so far; `file`: when it is finished."""

    account: str
    title: str
    back: str
    total: int
    asked_at: float
    written: int = 0
    file: ExportedFile | None = None
    failed: bool = False
    taken: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def finished(self) -> bool:
        return self.failed or self.file is not None


class LongExports:
    """The exports of a process. `clock`: a monotonic clock, in seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._found = dict[str, LongExport]()
        self._tasks = set[asyncio.Task[None]]()

    def start(
        self,
        account: str,
        write: Callable[[Count], Awaitable[ExportedFile]],
        *,
        title: str,
        back: str,
        total: int,
        logged_in: Callable[[], Awaitable[bool]],
    ) -> str:
        """Starts an export, instead of an earlier one of the account; returns its id. `logged_in`: whether the session has not ended."""
        for earlier in [id for id, each in self._found.items() if each.account == account]:
            self._found.pop(earlier).taken.set()
        id = secrets.token_urlsafe(18)
        self._found[id] = LongExport(account=account, title=title, back=back, total=total, asked_at=self._clock())
        task = asyncio.create_task(self._run(id, self._found[id], write, logged_in))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return id

    def find(self, account: str, id: str) -> LongExport:
        """Returns an export of the account, which waits for it; raises `NotFoundError` `unknown-export`."""
        found = self._found.get(id)
        if found is None or found.account != account:
            raise NotFoundError("unknown-export", "这次导出已下载、已取消或已过期，请回到列表重新导出")
        found.asked_at = self._clock()
        return found

    def take(self, account: str, id: str) -> ExportedFile:
        """Returns the file of a finished export, once; raises `NotFoundError` `unknown-export`."""
        file = self.find(account, id).file
        if file is None:
            raise NotFoundError("unknown-export", "导出还没有完成，请稍候")
        self._found.pop(id).taken.set()
        return file

    async def _run(
        self,
        id: str,
        export: LongExport,
        write: Callable[[Count], Awaitable[ExportedFile]],
        logged_in: Callable[[], Awaitable[bool]],
    ) -> None:
        async def count(rows: int) -> None:
            export.written = rows
            if not await self._is_wanted(id, export, logged_in):
                raise GivenUpError

        try:
            export.file = await write(count)
            while await self._is_wanted(id, export, logged_in):
                with suppress(TimeoutError):
                    await asyncio.wait_for(export.taken.wait(), _LOOKS_SECONDS)
        except GivenUpError:
            self._remove(id, export)
            _log.info("export_given_up", rows=export.written)
        except (SQLAlchemyError, OSError) as error:
            _log.warning("export_failed", error=str(error))
        finally:
            export.failed = export.file is None  # whatever has happened, the page does not wait any longer
        if export.file is not None and self._remove(id, export):
            export.file.file.close()

    def _remove(self, id: str, export: LongExport) -> bool:
        """Removes an export; returns False when it was taken, or replaced by another one of the account."""
        return self._found.get(id) is export and self._found.pop(id) is export

    async def _is_wanted(self, id: str, export: LongExport, logged_in: Callable[[], Awaitable[bool]]) -> bool:
        waits = self._found.get(id) is export and self._clock() - export.asked_at < EXPIRY_SECONDS
        return waits and await logged_in()
