"""Notifies of calls for opinion reports 约稿: the members who are called, and the office of an organization that was called from above."""

from collections.abc import Collection

from shared.committee.context import TransactionContext
from shared.committee.notifications.repository import Cause, cause_of, notify
from shared.committee.notifications.vocabulary import OPINION_CALLS, NotificationSort, Occasion, Recipient
from shared.committee.opinion_calls.repository import OpinionCall


async def notify_members(
    tx: TransactionContext, call: OpinionCall, command: str, members: Collection[str], *, account: str
) -> None:
    """Notifies the members who are called by name, and every member where the call is to all."""
    sort, detail = NotificationSort.CALL, _deadline(call)
    every = [Occasion(sort, Recipient.MEMBERS, detail=detail)] if call.every_member else []
    named = [Occasion(sort, Recipient.MEMBER, each, detail) for each in members]
    await notify(tx.connection, [(_cause(tx, call, command, account), [*every, *named])])


async def notify_secretariat(tx: TransactionContext, call: OpinionCall, command: str, *, account: str) -> None:
    """Notifies the office of what the organization above has decided about its call."""
    occasion = Occasion(NotificationSort.CALL, Recipient.SECRETARIAT, detail=_deadline(call))
    await notify(tx.connection, [(_cause(tx, call, command, account), [occasion])])


def _deadline(call: OpinionCall) -> str:
    return f"{call.deadline.isoformat()}截止"


def _cause(tx: TransactionContext, call: OpinionCall, command: str, account: str) -> Cause:
    return cause_of(call, call.sequence, OPINION_CALLS, command, account=account, at=tx.context.now())
