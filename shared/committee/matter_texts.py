"""Texts of a matter: they are stored in the service database and are not part of its events."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

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


async def put(connection: AsyncConnection, matter: str, sequence: int, texts: Mapping[str, str]) -> None:
    """Stores texts of a matter."""
    await put_all(connection, {matter: {sequence: texts}})


async def put_all(connection: AsyncConnection, texts: Mapping[str, TextsBySequence]) -> None:
    """Stores texts of many matters, by their ids."""
    rows = [
        {"matter": matter, "sequence": sequence, "name": name, "text": text}
        for matter, versions in texts.items()
        for sequence, brought in versions.items()
        for name, text in brought.items()
    ]
    if rows:
        await connection.execute(table.insert(), rows)


async def of(connection: AsyncConnection, matter: str) -> dict[int, dict[str, str]]:
    """Returns the texts of a matter by sequence number and name."""
    query = select(table.c.sequence, table.c.name, table.c.text).where(table.c.matter == matter)
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for row in await connection.execute(query):
        found[row.sequence][row.name] = row.text
    return found


async def of_many(connection: AsyncConnection, matters: Collection[str]) -> Mapping[str, dict[int, dict[str, str]]]:
    """Returns the texts of some hundreds of matters: id -> texts by sequence number and name; of one without texts, none."""
    found: defaultdict[str, dict[int, dict[str, str]]] = defaultdict(dict)
    for row in await connection.execute(select(table).where(table.c.matter.in_(matters))):
        found[row.matter].setdefault(row.sequence, {})[row.name] = row.text
    return found
