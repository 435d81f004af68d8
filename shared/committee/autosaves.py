"""Autosaved texts: what an account has typed into the form of a command and not submitted yet.

They are stored beside the matter, one for each account and command, and are no event: only the account itself reads them.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Column, ColumnElement, Integer, String, Table, Text, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.encryption.texts import encryption_of
from shared.contracts.subjects import LONGEST_ID
from shared.storage.columns import keys, required
from shared.storage.database import service_tables
from shared.storage.statements import insert_into
from shared.storage.timestamps import Timestamp
from shared.web.accounts import LONGEST_NAME

RETENTION = timedelta(days=30)
"""The time after which a text that was not submitted is deleted."""

autosaves = Table(
    "autosaves",
    service_tables,
    *keys(matter=String(LONGEST_ID), account=String(LONGEST_NAME), command=String(40)),
    *required(version=String(24), texts=Text),
    Column("encrypted", Integer, nullable=False, server_default="0"),
    Column("saved_at", Timestamp, nullable=False, index=True),
)
"""`version`: that of the matter that the form was rendered for; `texts`: field -> typed text, as JSON; `encrypted`: 1 or 0."""


class Autosave(NamedTuple):
    """What an account has typed. `version`: the version of the matter that its form was rendered for."""

    version: str
    texts: dict[str, str]
    saved_at: datetime


class StoredAutosave(NamedTuple):
    """A row of the table, with its texts in plain form."""

    matter: str
    account: str
    command: str
    version: str
    texts: str
    saved_at: datetime

    @property
    def saved(self) -> Autosave:
        return Autosave(self.version, json.loads(self.texts), self.saved_at)


async def put(connection: AsyncConnection, matter: str, account: str, command: str, saved: Autosave) -> None:
    """Stores what an account has typed into the form of a command, instead of what it had typed before."""
    encryption, texts = encryption_of(connection.engine), json.dumps(saved.texts, ensure_ascii=False)
    encrypted = encryption.encrypts(matter)
    if encrypted:
        cipher = (await encryption.ciphers(connection, [matter], create=True))[matter]
        texts = cipher.encrypt(texts, autosaves.name, matter, account, command)
    values = {"version": saved.version, "texts": texts, "encrypted": int(encrypted), "saved_at": saved.saved_at}
    row = insert_into(connection, autosaves).values(matter=matter, account=account, command=command, **values)
    await connection.execute(row.on_conflict_do_update(index_elements=["matter", "account", "command"], set_=values))


async def of_account(connection: AsyncConnection, matter: str, account: str, now: datetime) -> Mapping[str, Autosave]:
    """Returns command -> what an account has typed into its form and not submitted."""
    table = autosaves.c
    own = (table.matter == matter) & (table.account == account) & (table.saved_at >= now - RETENTION)
    return {row.command: row.saved for row in await read(connection, own)}


async def read(connection: AsyncConnection, condition: ColumnElement[bool]) -> list[StoredAutosave]:
    """Returns these rows with their texts decrypted."""
    rows = (await connection.execute(select(autosaves).where(condition))).all()
    secret = {each.matter for each in rows if each.encrypted}
    ciphers = await encryption_of(connection.engine).ciphers(connection, secret) if secret else {}
    found = []
    for each in rows:
        identity = (autosaves.name, each.matter, each.account, each.command)
        texts = ciphers[each.matter].decrypt(each.texts, *identity) if each.encrypted else each.texts
        found.append(StoredAutosave(each.matter, each.account, each.command, each.version, texts, each.saved_at))
    return found


async def convert(connection: AsyncConnection, matter: str) -> None:
    """Encrypts or decrypts the autosaved texts of a matter that are not stored as new ones are."""
    wanted = int(encryption_of(connection.engine).encrypts(matter))
    differing = (autosaves.c.matter == matter) & (autosaves.c.encrypted != wanted)
    await connection.execute(
        select(autosaves.c.matter).where(differing).with_for_update()
    )  # what is typed meanwhile waits
    for row in await read(connection, differing):
        await put(connection, matter, row.account, row.command, row.saved)


async def has_any(connection: AsyncConnection, matter: str, *, command: str) -> bool:
    """Returns whether an account has typed texts into the form of a command of the matter and not submitted them."""
    query = select(autosaves.c.matter).where(autosaves.c.matter == matter, autosaves.c.command == command).limit(1)
    return (await connection.execute(query)).scalar() is not None


async def discard(
    connection: AsyncConnection, matter: str, *, account: str | None = None, command: str | None = None
) -> None:
    """Deletes the autosaved texts of a matter, of one account or of all, of one command or of all."""
    table = autosaves.c
    wanted = [table.matter == matter]
    wanted += [] if account is None else [table.account == account]
    wanted += [] if command is None else [table.command == command]
    await connection.execute(delete(autosaves).where(*wanted))


async def purge(connection: AsyncConnection, now: datetime) -> None:
    """Deletes the texts that have not been submitted for 30 days."""
    await connection.execute(delete(autosaves).where(autosaves.c.saved_at < now - RETENTION))
