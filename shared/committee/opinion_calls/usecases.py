"""The use cases of the calls for opinion reports. Each runs inside the transaction of its request."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from shared.committee.context import TransactionContext
from shared.committee.events.version import epoch_of
from shared.committee.matters.repository import next_number
from shared.committee.members.present import present_members
from shared.committee.notifications.repository import Cause, notify
from shared.committee.notifications.vocabulary import OPINION_CALLS as KIND
from shared.committee.notifications.vocabulary import NotificationSort, Occasion, Recipient
from shared.committee.opinion_calls.repository import OpinionCall, add, called_of
from shared.committee.opinion_calls.schemas import (
    ChangeOpinionCall,
    EndOpinionCall,
    NewOpinionCall,
    OpinionCallCommand,
)
from shared.committee.register_access import OPINION_CALLS, register_owner
from shared.domain.days import check_limit
from shared.domain.errors import ConflictError, invalid
from shared.domain.lines import line_in
from shared.web.accounts import Account

_NUMBERED = "opinion_call"
"""The kind of the numbers of calls among the counted numbers of an organization."""


async def enter(tx: TransactionContext, account: Account, new: NewOpinionCall) -> OpinionCall:
    """Begins a call and notifies those who are called."""
    organization = register_owner(account, new.organization, OPINION_CALLS.manage, context=tx.context, tree=tx.tree)
    today = tx.context.today()
    days = tx.context.charters.on(today, organization).opinion_call_days
    called = await _members(tx, organization, new.members)
    number = await next_number(tx.connection, organization, _NUMBERED, today.year)
    call = OpinionCall(
        id=f"{organization}-call-{today.year}-{number}",
        organization=organization,
        name=line_in("name", new.name),
        epoch=await epoch_of(tx.connection),
        sequence=1,
        year=today.year,
        number=number,
        text=new.text,
        opened_on=today,
        deadline=_deadline(new.deadline or today + timedelta(days=days), today, since=today),
        ended_on=None,
    )
    await add(tx.connection, call, called)
    await _notify(tx, account, call, "enter", called)
    return call


async def change(
    tx: TransactionContext, account: Account, call: OpinionCall, command: OpinionCallCommand
) -> OpinionCall:
    """Returns the call as a command changes it, without saving it; raises `ConflictError` `call-ended` after its end."""
    if not call.open:
        raise ConflictError("call-ended", f"“{call.name}”已结束")
    match command:
        case EndOpinionCall():
            return replace(call, ended_on=tx.context.today())
        case ChangeOpinionCall():
            changed = _changed(call, command, today=tx.context.today())
            called = [each.id for each in (await called_of(tx.connection, [call.id])).get(call.id, ())]
            await _notify(tx, account, replace(changed, sequence=call.sequence + 1), "change", called)
            return changed


def _changed(call: OpinionCall, command: ChangeOpinionCall, *, today: date) -> OpinionCall:
    if command.name is None and command.text is None and command.deadline is None:
        raise invalid("name", None, "主题、要求和截止日期至少填写一项")
    return replace(
        call,
        name=call.name if command.name is None else line_in("name", command.name),
        text=call.text if command.text is None else command.text,
        deadline=_deadline(command.deadline or call.deadline, today, since=call.opened_on),
    )


def _deadline(day: date, today: date, *, since: date) -> date:
    check_limit("deadline", day, since=since, rule="截止日期不能早于约稿日期", today=today)
    return day


async def _members(tx: TransactionContext, organization: str, words: Sequence[str]) -> list[str]:
    """Returns the ids of the present members with these ids or names; refuses a word that means none or several."""
    present, ids = await present_members(tx.connection, organization, words), dict[str, None]()
    for word in words:
        found = present.named(word)
        if len(found) != 1:
            rule = "名册中有几位同名委员，请填写编号" if found else "须为名册上的现任委员"
            raise invalid("members", word, rule)
        ids[found[0].id] = None
    return list(ids)


async def _notify(
    tx: TransactionContext, account: Account, call: OpinionCall, command: str, called: Sequence[str]
) -> None:
    """Notifies the members who are called, or every member."""
    cause = Cause(
        organization=call.organization,
        kind=KIND,
        matter=call.id,
        occasion=f"{call.epoch}-{call.sequence}",
        command=command,
        account=account.name,
        at=tx.context.now(),
    )
    sort, detail = NotificationSort.CALL, f"{call.deadline.isoformat()}截止"
    every = [Occasion(sort, Recipient.MEMBERS, detail=detail)]
    await notify(tx.connection, [(cause, [Occasion(sort, Recipient.MEMBER, id, detail) for id in called] or every)])
