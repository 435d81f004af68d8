"""A process that enters an import, for tests that kill it: one portion after another, until no row waits."""

import asyncio
from multiprocessing.connection import Connection
from pathlib import Path

from shared.committee.imports.proposals.portions import PortionSize, process_portion
from shared.storage.database import Database
from tests.benchmarks.lists import service_context


class FixedSize(PortionSize):
    """Portions that all have the same number of rows."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows = rows

    def adjust(self, seconds: float) -> None:
        """Keeps the size."""


def enter(url: str, folder: Path, id: str, rows: int, begun: Connection) -> None:
    """Enters an import in portions of so many rows; sends a message at the beginning of each portion."""
    asyncio.run(_enter(url, folder, id, FixedSize(rows), begun))


async def _enter(url: str, folder: Path, id: str, size: PortionSize, begun: Connection) -> None:
    database, read = Database(url), Database(f"sqlite+aiosqlite:///{folder}/read.db", durable=False)
    try:
        context, more = service_context(database, read), True
        while more:
            begun.send(None)
            more = await process_portion(context, id, size)
    finally:
        await database.close()
        await read.close()
