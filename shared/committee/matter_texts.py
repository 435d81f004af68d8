"""Texts of a matter: they are stored in the service database and are not part of its events."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.encryption.texts import TextCipher, encryption_of
from shared.committee.tables import matter_texts as table
from shared.domain.command import Command

TextsBySequence = Mapping[int, Mapping[str, str]]
"""The texts of a matter by sequence number and name."""


def texts_of(command: Command) -> dict[str, str]:
    """Returns the texts of a command, by the names it declares, empty ones only where they delete a text.

    Several texts under one name are a JSON list.
    """
    values = {name: getattr(command, name) for name in command.texts}
    return {
        name: text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)
        for name, text in values.items()
        if text or (text is not None and name in command.clearable)
    }


def newest(texts: TextsBySequence, name: str) -> str:
    """Returns the newest text of this name; an empty string when there is none."""
    return next((texts[number][name] for number in sorted(texts, reverse=True) if name in texts[number]), "")


def newest_list(texts: TextsBySequence, name: str) -> list[str]:
    """Returns the newest texts of the JSON list under this name."""
    return listed({name: newest(texts, name) or "[]"}, name)


def listed(texts: dict[str, str], name: str) -> list[str]:
    """Returns the texts of the JSON list under this name."""
    found: list[str] = json.loads(texts.get(name, "[]"))
    return found


def readable(text: str) -> str:
    """Returns a text as a reader expects it: the items of a JSON list after one another; what somebody typed in brackets, unchanged."""
    if not text.startswith("["):
        return text
    try:
        items = json.loads(text)
    except ValueError:
        return text
    return "、".join(items) if all(isinstance(each, str) for each in items) else text


async def put(connection: AsyncConnection, matter: str, sequence: int, texts: Mapping[str, str]) -> None:
    """Stores texts of a matter."""
    await put_all(connection, {matter: {sequence: texts}})


async def put_all(connection: AsyncConnection, texts: Mapping[str, TextsBySequence]) -> None:
    """Stores texts of many matters, by their ids."""
    rows = [
        _Row(matter, sequence, name, text)
        for matter, versions in texts.items()
        for sequence, brought in versions.items()
        for name, text in brought.items()
    ]
    await _insert(connection, rows)


_insertion = table.insert()


class _Row(NamedTuple):
    """A row of the table, with its text in plain form."""

    matter: str
    sequence: int
    name: str
    text: str

    @property
    def identity(self) -> tuple[object, ...]:
        return table.name, self.matter, self.sequence, self.name

    def stored(self, cipher: TextCipher | None) -> dict[str, object]:
        """Returns the values that are stored with a cipher, or without one."""
        text = self.text if cipher is None else cipher.encrypt(self.text, *self.identity)
        return self._asdict() | {"text": text, "encrypted": int(cipher is not None)}


async def _insert(connection: AsyncConnection, rows: list[_Row]) -> None:
    """Inserts rows, encrypted where the database encrypts the texts of the matter."""
    encryption = encryption_of(connection.engine)
    secret = {each.matter for each in rows if encryption.encrypts(each.matter)}
    ciphers = await encryption.ciphers(connection, secret, create=True) if secret else {}
    if rows:
        await connection.execute(_insertion, [each.stored(ciphers.get(each.matter)) for each in rows])


async def of(connection: AsyncConnection, matter: str) -> dict[int, dict[str, str]]:
    """Returns the texts of a matter by sequence number and name."""
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for row in await _plain_rows(connection, table.c.matter == matter):
        found[row.sequence][row.name] = row.text
    return found


async def of_many(
    connection: AsyncConnection, matters: Collection[str], *, names: Collection[str] | None = None
) -> Mapping[str, dict[int, dict[str, str]]]:
    """Returns the texts of some hundreds of matters: id -> texts by sequence number and name; of one without texts, none.

    `names`: only the texts of these names.
    """
    found: defaultdict[str, dict[int, dict[str, str]]] = defaultdict(dict)
    wanted = table.c.matter.in_(matters)
    for row in await _plain_rows(connection, wanted if names is None else wanted & table.c.name.in_(names)):
        found[row.matter].setdefault(row.sequence, {})[row.name] = row.text
    return found


async def encrypted_of(connection: AsyncConnection, organization: str) -> Mapping[str, list[str]]:
    """Returns the encrypted texts of all matters of an organization, decrypted, by id."""
    here = table.c.matter.startswith(f"{organization}-", autoescape=True)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in await _plain_rows(connection, here & (table.c.encrypted == 1)):
        found[row.matter].append(row.text)
    return found


async def convert(connection: AsyncConnection, matter: str) -> int:
    """Encrypts or decrypts the texts of a matter that are not stored as new ones are; returns how many."""
    wanted = int(encryption_of(connection.engine).encrypts(matter))
    differing = (table.c.matter == matter) & (table.c.encrypted != wanted)
    rows = await _plain_rows(connection, differing)
    await connection.execute(delete(table).where(differing))
    await _insert(connection, rows)
    return len(rows)


async def _plain_rows(connection: AsyncConnection, condition: ColumnElement[bool]) -> list[_Row]:
    """Returns these rows with their texts decrypted."""
    found = [
        (_Row(each.matter, each.sequence, each.name, each.text), each.encrypted)
        for each in await connection.execute(select(table).where(condition))
    ]
    secret = {row.matter for row, encrypted in found if encrypted}
    ciphers = await encryption_of(connection.engine).ciphers(connection, secret) if secret else {}
    return [
        row._replace(text=ciphers[row.matter].decrypt(row.text, *row.identity)) if encrypted else row
        for row, encrypted in found
    ]
