"""The text of a message: the number of each matter, the kind of step, and a link. No title, no text, no name of a person."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.deliveries.tables import delivery_items
from shared.committee.matters.record import AnyRow
from shared.committee.notification_center.queries import step_title
from shared.committee.notifications.tables import notifications
from shared.committee.notifications.vocabulary import ORGANIZATIONS

MOST_LINES = 50
"""The most notifications that a message lists; the others are counted."""


async def lines_of(connection: AsyncConnection, delivery: str, public_url: str) -> list[str]:
    """Returns a line for each notification of a message, the oldest first."""
    joined = delivery_items.join(notifications)
    query = select(notifications).select_from(joined).where(delivery_items.c.delivery == delivery)
    rows = (await connection.execute(query.order_by(notifications.c.id))).all()
    lines = [_line(row, public_url) for row in rows[:MOST_LINES]]
    more = len(rows) - MOST_LINES
    return [*lines, *([f"另有{more}条，请登录查看。"] if more > 0 else [])]


def _line(row: AnyRow, public_url: str) -> str:
    link = f" {public_url}/{row.kind}/{row.matter}" if public_url else ""
    return f"{_subject(row)}：{step_title(row.kind, row.command)}{link}"


def _subject(row: AnyRow) -> str:
    """Returns the number of a matter, 2014年第17号, with its organization; the organization alone where it is about no matter."""
    if row.kind == ORGANIZATIONS:
        return str(row.matter)
    organization, _, year, number = row.matter.split("-")
    return f"{organization} {year}年第{number}号"
