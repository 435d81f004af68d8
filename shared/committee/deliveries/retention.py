"""The deletion of old notifications and of their messages, a portion at a time. What has yet to be sent is never deleted."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.deliveries.outbox import UNFINISHED
from shared.committee.deliveries.tables import deliveries, delivery_items
from shared.committee.notifications.tables import notification_reads, notifications
from shared.domain.calendar import today
from shared.domain.charters.charters import Charters
from shared.storage.statements import chunks

MOST_DELETED = 5_000
"""Maximum number of notifications of an organization, and of messages, that one run deletes, so that its transaction stays short."""


def notification_purge(charters: Charters, *, kept_days: int) -> Callable[[AsyncConnection, datetime], Awaitable[None]]:
    """Returns the function that deletes notifications older than `kept_days`, or than the charter shows them, and sent messages."""

    async def purge(connection: AsyncConnection, now: datetime) -> None:
        organizations = select(notifications.c.organization).distinct()
        for organization in list((await connection.execute(organizations)).scalars()):
            shown_days = charters.on(today(now), organization).notification_days
            before = now - timedelta(days=max(kept_days, shown_days))
            await _delete_notifications(connection, organization, before)
        await _delete_messages(connection, now - timedelta(days=kept_days))

    return purge


async def _delete_notifications(connection: AsyncConnection, organization: str, before: datetime) -> None:
    table = notifications.c
    old = (table.organization == organization) & (table.recorded_at < before) & ~_is_to_be_sent()
    query = select(table.id).where(old).order_by(table.recorded_at).limit(MOST_DELETED)
    for some in chunks(list((await connection.execute(query)).scalars())):
        await _delete_some(connection, some)


def _is_to_be_sent() -> ColumnElement[bool]:
    """Returns the condition that a message with the notification waits, or has yet to be made."""
    item, message = delivery_items.c, deliveries.c
    waiting = exists().where(message.id == item.delivery, message.state.in_(UNFINISHED))
    return exists().where(item.notification == notifications.c.id, or_(item.delivery.is_(None), waiting))


async def _delete_some(connection: AsyncConnection, ids: Sequence[int]) -> None:
    for column in (delivery_items.c.notification, notification_reads.c.notification, notifications.c.id):
        await connection.execute(delete(column.table).where(column.in_(ids)))


async def _delete_messages(connection: AsyncConnection, before: datetime) -> None:
    """Deletes the messages that wait no more and whose notifications are deleted."""
    message = deliveries.c
    has_items = exists().where(delivery_items.c.delivery == message.id)
    old = message.state.not_in(UNFINISHED) & (message.made_at < before) & ~has_items
    ids = list((await connection.execute(select(message.id).where(old).limit(MOST_DELETED))).scalars())
    for some in chunks(ids):
        await connection.execute(delete(deliveries).where(message.id.in_(some)))
