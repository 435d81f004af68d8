"""The stored results of batches, for the page that shows them after the redirect."""

import secrets
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from pydantic_core import to_json
from sqlalchemy import Column, LargeBinary, String, Table, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.batches.schemas import BatchResult
from shared.domain.errors import NotFoundError
from shared.storage.columns import required
from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp
from shared.web.accounts import LONGEST_NAME, Account

batch_results = Table(
    "batch_results",
    service_tables,
    Column("id", String(32), primary_key=True),
    *required(account=String(LONGEST_NAME), kind=String(32), command=String(32), results=LargeBinary),
    Column("executed_at", Timestamp, nullable=False, index=True),
)
"""The results of a batch, which its page shows to the account that gave it, for seven days."""


RETENTION = timedelta(days=7)
_RESULTS = TypeAdapter(list[BatchResult])


async def store(
    connection: AsyncConnection, account: Account, kind: str, command: str, results: list[BatchResult], *, now: datetime
) -> str:
    """Stores the results of a batch and returns their id; deletes those that are older than seven days."""
    await connection.execute(delete(batch_results).where(batch_results.c.executed_at < now - RETENTION))
    id = secrets.token_urlsafe(18)
    row = {"id": id, "account": account.name, "kind": kind, "command": command}
    await connection.execute(insert(batch_results), {**row, "results": to_json(results), "executed_at": now})
    return id


async def find(connection: AsyncConnection, account: Account, kind: str, id: str) -> tuple[str, list[BatchResult]]:
    """Returns the command and the results of a batch; raises `NotFoundError` unless the account gave it to matters of this kind."""
    table = batch_results.c
    own = (table.id == id) & (table.account == account.name) & (table.kind == kind)
    row = (await connection.execute(select(table.command, table.results).where(own))).one_or_none()
    if row is None:
        raise NotFoundError("unknown-batch", "没有这次成批办理的结果，或已过七天")
    return row.command, _RESULTS.validate_json(row.results)
