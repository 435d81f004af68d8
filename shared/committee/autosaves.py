"""Autosaved texts of drafts: what an account has typed into the form of `edit` and not saved as a version yet.

They are stored beside the matter, one for each account, and are no event: only the account itself reads them.
"""

import json
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, String, Table, Text, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.subjects import LONGEST_ID
from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp
from shared.storage.upsert import insert_into
from shared.web.accounts import LONGEST_NAME

autosaves = Table(
    "autosaves",
    service_tables,
    Column("matter", String(LONGEST_ID), primary_key=True),
    Column("account", String(LONGEST_NAME), primary_key=True),
    Column("version", String(24), nullable=False),
    Column("texts", Text, nullable=False),
    Column("saved_at", Timestamp, nullable=False),
)
"""`version`: that of the matter that the form was rendered for; `texts`: field -> typed text, as JSON."""


class Autosave(NamedTuple):
    """What an account has typed. `version`: the version of the matter that its form was rendered for."""

    version: str
    texts: dict[str, str]
    saved_at: datetime


async def put(connection: AsyncConnection, matter: str, account: str, saved: Autosave) -> None:
    """Stores what an account has typed, instead of what it had typed before."""
    values = {
        "version": saved.version,
        "texts": json.dumps(saved.texts, ensure_ascii=False),
        "saved_at": saved.saved_at,
    }
    row = insert_into(connection, autosaves).values(matter=matter, account=account, **values)
    await connection.execute(row.on_conflict_do_update(index_elements=["matter", "account"], set_=values))


async def find(connection: AsyncConnection, matter: str, account: str) -> Autosave | None:
    """Returns what an account has typed and not saved; None when there is nothing."""
    table = autosaves.c
    query = select(table.version, table.texts, table.saved_at)
    row = (await connection.execute(query.where(table.matter == matter, table.account == account))).one_or_none()
    return None if row is None else Autosave(row.version, json.loads(row.texts), row.saved_at)


async def has_any(connection: AsyncConnection, matter: str) -> bool:
    """Returns whether an account has typed texts of a draft that are not saved as a version."""
    query = select(autosaves.c.matter).where(autosaves.c.matter == matter).limit(1)
    return (await connection.execute(query)).scalar() is not None


async def discard(connection: AsyncConnection, matter: str, *, account: str | None = None) -> None:
    """Deletes the autosaved texts of a matter, of one account or of all."""
    wanted = [autosaves.c.matter == matter, *([] if account is None else [autosaves.c.account == account])]
    await connection.execute(delete(autosaves).where(*wanted))
