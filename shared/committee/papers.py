"""Texts of a matter: they stay in the service, and are read with it."""

from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.tables import papers
from shared.domain.command import Command


class Paper(NamedTuple):
    """A text that came with the step of this sequence number."""

    sequence: int
    name: str
    text: str


def texts_of(command: Command) -> dict[str, str]:
    """The texts of a command that say something, by the names it declares."""
    given = {name: getattr(command, name) for name in command.papers}
    return {name: text for name, text in given.items() if text}


async def put(connection: AsyncConnection, matter: str, sequence: int, texts: dict[str, str]) -> None:
    rows = [
        {"matter": matter, "sequence": sequence, "name": name, "text": text} for name, text in texts.items() if text
    ]
    if rows:
        await connection.execute(papers.insert(), rows)


async def of(connection: AsyncConnection, matter: str) -> dict[int, dict[str, str]]:
    """Sequence number -> name -> text."""
    query = select(papers.c.sequence, papers.c.name, papers.c.text).where(papers.c.matter == matter)
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for paper in await connection.execute(query):
        found[paper.sequence][paper.name] = paper.text
    return found
