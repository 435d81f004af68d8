"""The repository of what the origins of our matters report after they sent them on."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import matter_texts
from shared.committee.messages.message import Notice
from shared.committee.messages.route import ROUTE, Route, route_in
from shared.committee.messages.tables import origin_notices
from shared.contracts.version_bounds import Version
from shared.storage.statements import insert_into


async def origin_version(connection: AsyncConnection, matter: str, origin: str) -> Version:
    """Returns the version of the newest notice of an origin about our matter; (0, 0) when there is none yet."""
    known = (origin_notices.c.matter == matter) & (origin_notices.c.origin == origin)
    query = select(origin_notices.c.epoch, origin_notices.c.sequence).where(known)
    row = (await connection.execute(query)).one_or_none()
    return (0, 0) if row is None else (row.epoch, row.sequence)


async def put_origin_notice(connection: AsyncConnection, notice: Notice, matter: str, route: str) -> None:
    """Stores the newest notice of an origin about our matter. `route`: the text with its states."""
    epoch, sequence = notice.version
    changed = {"epoch": epoch, "sequence": sequence, "body": route}
    row = insert_into(connection, origin_notices).values(matter=matter, origin=notice.matter, **changed)
    await connection.execute(row.on_conflict_do_update(index_elements=["origin", "matter"], set_=changed))


async def route_of(connection: AsyncConnection, matter: str, texts: matter_texts.TextsBySequence) -> Route:
    """Returns the newest states of every origin of our matter: those that it came with, or of a later notice. `texts`: of the matter."""
    rows = await connection.execute(select(origin_notices).where(origin_notices.c.matter == matter))
    route = dict(route_in(matter_texts.newest(texts, ROUTE)))
    for row in rows:
        route |= {id: states for id, states in route_in(row.body).items() if id == row.origin}
    return route
