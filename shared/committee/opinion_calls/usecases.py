"""The use cases of the calls for opinion reports. Each runs inside the transaction of its request."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from shared.committee.addressees import check_addressee, check_own_key
from shared.committee.context import TransactionContext
from shared.committee.events.version import epoch_of
from shared.committee.matters.repository import next_number
from shared.committee.members.present import present_members
from shared.committee.opinion_calls.answers import organizations_called
from shared.committee.opinion_calls.notify import notify_members
from shared.committee.opinion_calls.publish import publish_call
from shared.committee.opinion_calls.repository import Called, OpinionCall, add, add_called, called_of
from shared.committee.opinion_calls.schemas import (
    ChangeOpinionCall,
    EndOpinionCall,
    NewOpinionCall,
    OpinionCallCommand,
    PassOnOpinionCall,
)
from shared.committee.registers.access import OPINION_CALLS, register_owner
from shared.contracts.subjects import Subject, id_of
from shared.domain.days import check_limit
from shared.domain.errors import ConflictError, invalid
from shared.domain.lines import line_in
from shared.web.accounts import Account


async def enter(tx: TransactionContext, account: Account, new: NewOpinionCall) -> OpinionCall:
    """Begins a call, notifies the members who are called, and publishes it to the organizations."""
    organization = register_owner(account, new.organization, OPINION_CALLS.manage, context=tx.context, tree=tx.tree)
    today = tx.context.today()
    days = tx.context.charters.on(today, organization).opinion_call_days
    called = await _called(tx, organization, new)
    number = await next_number(tx.connection, organization, Subject.CALL, today.year)
    call = OpinionCall(
        id=id_of(organization, Subject.CALL, today.year, number),
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
        every_member=not (called.members or called.organizations),
    )
    await add(tx.connection, call, called)
    await notify_members(tx, call, "enter", called.members, account=account.name)
    await publish_call(tx, call, called.organizations)
    return call


async def change(
    tx: TransactionContext, account: Account, call: OpinionCall, command: OpinionCallCommand
) -> OpinionCall:
    """Returns the call as a command changes it, without saving it; raises `ConflictError` `call-ended` after its end.

    It is published to all organizations that are called, at the version with which it is saved.
    """
    if not call.open:
        raise ConflictError("call-ended", f"“{call.name}”已结束，不能再更改，请另发约稿")
    saved = replace(call, epoch=await epoch_of(tx.connection), sequence=call.sequence + 1)
    known = Called(
        [each.id for each in (await called_of(tx.connection, [call.id])).get(call.id, ())],
        (await organizations_called(tx.connection, [call.id]))[call.id],
    )
    match command:
        case EndOpinionCall():
            saved = replace(saved, ended_on=tx.context.today())
        case ChangeOpinionCall():
            saved = _changed(saved, command, today=tx.context.today())
            await notify_members(tx, saved, "change", known.members, account=account.name)
        case PassOnOpinionCall():
            further = await _called(tx, call.organization, command)
            every = not (further.members or further.organizations)
            saved = replace(saved, every_member=saved.every_member or every)
            await add_called(tx.connection, call.id, further)
            newly = replace(saved, every_member=every)
            await notify_members(tx, newly, "enter", further.members, account=account.name)
            known = Called(organizations={*known.organizations, *further.organizations})
    await publish_call(tx, saved, known.organizations)
    return saved


def _changed(call: OpinionCall, command: ChangeOpinionCall, *, today: date) -> OpinionCall:
    if command.name is None and command.text is None and command.deadline is None:
        raise invalid("name", None, "主题、要求和截止日期至少填写一项")
    name = call.name if command.name is None else line_in("name", command.name)
    text = call.text if command.text is None else command.text
    deadline = _deadline(command.deadline or call.deadline, today, since=call.opened_on)
    if call.upper_deadline is not None:
        if (name, text) != (call.name, call.text):
            raise invalid("name", name, "主题和要求由上级单位确定，只能更改截止日期")
        if deadline > call.upper_deadline:
            raise invalid("deadline", deadline, f"不能晚于上级约稿的截止日期{call.upper_deadline.isoformat()}")
    return replace(call, name=name, text=text, deadline=deadline)


def _deadline(day: date, today: date, *, since: date) -> date:
    check_limit("deadline", day, since=since, rule="截止日期不能早于约稿日期", today=today)
    return day


async def _called(tx: TransactionContext, organization: str, named: NewOpinionCall | PassOnOpinionCall) -> Called:
    """Returns those who are named; refuses words that mean no member, or no organization directly below that can be reached."""
    members = await _members(tx, organization, named.members)
    today, organizations = tx.context.today(), dict[str, None]()
    for word in named.organizations:
        key = tx.tree.resolve(word, today)
        if tx.tree.parent(key, today) != organization:
            raise invalid("organizations", word, "须为本单位的直接下级单位")
        check_addressee(key, tree=tx.tree, day=today)
        tx.context.directory.public_key(key, field="organizations")
        organizations[key] = None
    if organizations:
        await check_own_key(tx.connection, tx.context, organization)
    return Called(members, list(organizations))


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
