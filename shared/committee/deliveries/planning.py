"""The decision who receives a notification, and the messages that are made of what is due. Each notification is planned once."""

import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.deliveries.tables import deliveries, delivery_choices, delivery_items
from shared.committee.matters.record import AnyRow
from shared.committee.notification_center.queries import concerning
from shared.committee.notifications.tables import notifications
from shared.committee.notifications.vocabulary import Recipient
from shared.committee.units.queries import all_keys_of
from shared.domain.calendar import ZONE
from shared.storage.statements import insert_into
from shared.web.accounts import Account, account_of, accounts

BATCH = 200
OLDEST = timedelta(days=7)
"""Age from which a notification is no longer sent: it was stored while nothing was sent."""

_ROBOT = frozenset({str(Recipient.OFFICE), str(Recipient.LEADER)})
"""The recipients whose notifications the webhook receives."""


async def plan(context: ServiceContext, *, mail: bool, webhook: bool) -> int:
    """Decides in one transaction who receives the next notifications; returns how many were decided on."""
    table, now = notifications.c, context.now()
    async with context.service.transaction() as connection:
        query = select(notifications).where(table.planned.is_(False)).order_by(table.id).limit(BATCH)
        rows = (await connection.execute(query)).all()
        recent = [row for row in rows if row.recorded_at >= now - OLDEST and context.receives_for(row.organization)]
        items = [(row.id, "", now) for row in recent if webhook and row.recipient in _ROBOT]
        if mail and recent:
            items += await _to_accounts(connection, context, recent)
        await _add(connection, items)
        ids = [row.id for row in rows]
        await connection.execute(update(notifications).where(table.id.in_(ids)).values(planned=True))
    return len(rows)


async def _to_accounts(
    connection: AsyncConnection, context: ServiceContext, rows: Iterable[AnyRow]
) -> list[tuple[int, str, datetime]]:
    """Returns which accounts receive these notifications by mail, and when."""
    by_organization: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_organization[row.organization].append(row.id)
    found = []
    for organization, ids in by_organization.items():
        query = select(accounts, delivery_choices).join(delivery_choices)
        own = and_(accounts.c.organization == organization, accounts.c.disabled.is_(False))
        for row in (await connection.execute(query.where(own))).all():
            wanted = await _wanted(connection, row, ids)
            due = _due(context, organization, daily=row.daily)
            found += [(id, row.name, due) for id in wanted]
    return found


async def _wanted(connection: AsyncConnection, choice: AnyRow, ids: list[int]) -> list[int]:
    """Returns the notifications that concern the account of a choice and that it chose."""
    account, table = await _with_names(connection, account_of(choice)), notifications.c
    query = select(table.id).where(
        table.id.in_(ids),
        table.sort.in_(choice.sorts.split(",")),
        table.recorded_at >= choice.since,
        concerning(account),
    )
    return list((await connection.execute(query)).scalars())


async def _with_names(connection: AsyncConnection, account: Account) -> Account:
    if account.organization is None or account.unit is None:
        return account
    names = await all_keys_of(connection, account.organization, account.unit)
    return replace(account, other_unit_keys=names)


def _due(context: ServiceContext, organization: str, *, daily: bool) -> datetime:
    """Returns when a notification of now is sent: at once, or at the charter's hour of the day."""
    now = context.now()
    if not daily:
        return now
    hour = context.charters.on(context.today(), organization).digest_hour
    today = now.astimezone(ZONE).replace(hour=hour, minute=0, second=0, microsecond=0)
    return (today if today > now else today + timedelta(days=1)).astimezone(now.tzinfo)


async def _add(connection: AsyncConnection, items: list[tuple[int, str, datetime]]) -> None:
    for id, account, due in items:
        row = {"notification": id, "account": account, "due_at": due, "delivery": None}
        await connection.execute(insert_into(connection, delivery_items).values(**row).on_conflict_do_nothing())


async def compose(context: ServiceContext, *, webhook: str) -> None:
    """Makes, in one transaction, a message for each account of what is due to it. `webhook`: what stands for its address."""
    now, item = context.now(), delivery_items.c
    async with context.service.transaction() as connection:
        waiting = and_(item.delivery.is_(None), item.due_at <= now)
        joined = delivery_items.outerjoin(delivery_choices, delivery_choices.c.account == item.account)
        query = select(item.account, delivery_choices.c.address).select_from(joined).where(waiting).distinct()
        for account, address in (await connection.execute(query)).all():
            id = secrets.token_hex(16)
            unwanted = bool(account) and address is None  # the account withdrew its choice meanwhile
            row = {"id": id, "account": account, "address": address or webhook, "attempts": 0, "made_at": now}
            state = {"state": "withdrawn" if unwanted else "waiting", "next_at": now, "error": ""}
            await connection.execute(insert(deliveries).values(**row, **state))
            mine = update(delivery_items).where(waiting, item.account == account)
            await connection.execute(mine.values(delivery=id))
