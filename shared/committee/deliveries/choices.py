"""What an account receives by mail: its address, the sorts of notifications, at once or once a day. By default nothing."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.deliveries.tables import LONGEST_ADDRESS, delivery_choices
from shared.committee.notifications.vocabulary import NotificationSort
from shared.domain.errors import invalid

_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True, kw_only=True)
class DeliveryChoice:
    """The choice of an account. `address`: empty for no mail; `daily`: whether once a day."""

    address: str = ""
    sorts: frozenset[NotificationSort] = frozenset(NotificationSort)
    daily: bool = False


def check_choice(choice: DeliveryChoice) -> None:
    """Raises `InvalidError` for an address that is none, or for a choice of nothing."""
    if not choice.address:
        return
    if len(choice.address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(choice.address):
        raise invalid("address", choice.address, "须为邮件地址；不收邮件的留空")
    if not choice.sorts:
        raise invalid("sorts", None, "至少选一类通知；不收邮件的，请清空邮件地址")


async def choice_of(connection: AsyncConnection, account: str) -> DeliveryChoice:
    """Returns the choice of an account."""
    row = (await connection.execute(select(delivery_choices).where(delivery_choices.c.account == account))).first()
    if row is None:
        return DeliveryChoice()
    sorts = frozenset(map(NotificationSort, row.sorts.split(",")))
    return DeliveryChoice(address=row.address, sorts=sorts, daily=row.daily)


async def choose(connection: AsyncConnection, account: str, choice: DeliveryChoice, now: datetime) -> None:
    """Replaces the choice of an account; raises `InvalidError`. Notifications from before are not sent."""
    check_choice(choice)
    await connection.execute(delete(delivery_choices).where(delivery_choices.c.account == account))
    if choice.address:
        sorts = ",".join(sorted(choice.sorts))
        row = {"account": account, "address": choice.address, "sorts": sorts, "daily": choice.daily, "since": now}
        await connection.execute(insert(delivery_choices).values(**row))
