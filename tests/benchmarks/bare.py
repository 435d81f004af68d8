"""The peer of a command: FastAPI and SQLAlchemy with one insert for each request. `python -m tests.benchmarks.bare URL PORT`."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import uvicorn
from fastapi import FastAPI, status
from pydantic import BaseModel
from sqlalchemy import Column, Integer, MetaData, Table, Text

from shared.storage.database import Database

_tables = MetaData()
notes = Table(
    "bare_notes",
    _tables,
    Column("id", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("at", Text, nullable=False),
)


class NewNote(BaseModel):
    """The request."""

    title: str


class Noted(BaseModel):
    """The response."""

    id: int
    title: str


def app(url: str) -> FastAPI:
    """Returns the smallest service that stores a request as durably as ours."""
    database = Database(url)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with database.transaction() as connection:
            await connection.run_sync(_tables.create_all)
        yield
        await database.close()

    bare = FastAPI(lifespan=lifespan)

    @bare.post("/notes", status_code=status.HTTP_201_CREATED)
    async def note(body: NewNote) -> Noted:
        async with database.transaction() as connection:
            row = {"title": body.title, "at": datetime.now(UTC).isoformat()}
            id = await connection.scalar(notes.insert().values(row).returning(notes.c.id))
            return Noted(id=id or 0, title=body.title)

    return bare


if __name__ == "__main__":
    uvicorn.run(app(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), log_level="warning", access_log=False)
