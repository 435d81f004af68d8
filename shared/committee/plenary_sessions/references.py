"""The proposals that refer to a plenary session: those that were submitted in it."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.plenary_sessions.repository import PlenarySession, in_session
from shared.committee.tables import proposals


async def submitted_in(connection: AsyncConnection, session: PlenarySession) -> int:
    """Returns the number of proposals that were submitted in a session."""
    table = proposals.c
    belongs = in_session(session.organization, session.key, year=table.year, day=table.received_on)
    query = select(func.count()).where(
        table.organization == session.organization, table.received_on.is_not(None), belongs
    )
    return await connection.scalar(query) or 0
