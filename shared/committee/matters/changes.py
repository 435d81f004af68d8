"""What was recorded of a matter since the version that a command was given on: named in the refusal of a stale command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

from sqlalchemy import select, tuple_

from shared.committee.context import TransactionContext
from shared.committee.matters.history import step_title, step_units
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.repository import load
from shared.committee.tables import journal
from shared.web.etag import SeenVersion
from shared.web.problem import HttpRefusedError

_MOST_NAMED = 5


@asynccontextmanager
async def naming_changes(
    tx: TransactionContext, kind: AnyKind, id: str, *, seen: SeenVersion | None
) -> AsyncIterator[None]:
    """Adds the newest steps since the version `seen` to the detail of the refusal `stale` that is raised inside."""
    try:
        yield
    except HttpRefusedError as refused:
        steps = await _steps_since(tx, kind, id, seen) if refused.code == "stale" and seen else []
        if not steps:
            raise
        rest = f"等{len(steps)}项" if len(steps) > _MOST_NAMED else ""
        detail = f"{refused.detail}。此后登记的有：{'、'.join(steps[-_MOST_NAMED:])}{rest}"
        raise HttpRefusedError(refused.status, refused.code, detail, refused.headers) from refused


async def _steps_since(tx: TransactionContext, kind: AnyKind, id: str, seen: SeenVersion) -> list[str]:
    """Returns the title of each later step with its day and its units, the oldest first."""
    state = (await load(tx.connection, kind, id)).state
    later = tuple_(journal.c.epoch, journal.c.sequence) > seen
    query = select(journal).where(journal.c.matter == id, later).order_by(journal.c.epoch, journal.c.sequence)
    return [
        _named(
            step_title(kind, row.command), row.effective_on, step_units(row.unit, kind.assigned(state, row.sequence))
        )
        for row in await tx.connection.execute(query)
    ]


def _named(title: str, day: date, units: list[str]) -> str:
    return f"{title}（{'，'.join([day.isoformat(), *filter(None, ['、'.join(units)])])}）"
