"""The use cases of the register of members. Each runs inside the transaction of its request."""

from collections.abc import Callable
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import TransactionContext
from shared.committee.events.version import epoch_of
from shared.committee.matters.repository import next_number
from shared.committee.members.access import MANAGE
from shared.committee.members.links import change_link
from shared.committee.members.repository import MemberRecord, add, check_new, find, save
from shared.committee.members.schemas import (
    ChangeMember,
    LeaveMember,
    LinkAccount,
    MemberCommand,
    NewMember,
    ReturnMember,
    UnlinkAccount,
)
from shared.committee.register_access import find_managed, register_owner
from shared.domain.comparison import name_key
from shared.domain.errors import ConflictError, invalid
from shared.domain.lines import name_in
from shared.web.accounts import Account

_NUMBERED = "member"
"""The kind of the numbers in the ids of members."""


async def enter(tx: TransactionContext, account: Account, new: NewMember) -> MemberRecord:
    """Enters a member; raises `ConflictError` `already-registered` for a second one with the same name, sector and term."""
    organization = register_owner(account, new.organization, MANAGE, context=tx.context, tree=tx.tree)
    record = await new_record(tx.connection, organization, new)
    await check_new(tx.connection, record)
    await add(tx.connection, [record])
    return record


async def new_record(connection: AsyncConnection, organization: str, new: NewMember) -> MemberRecord:
    """Returns the row of a new member with the next number, without storing it."""
    number = await next_number(connection, organization, _NUMBERED, 0)
    name = name_in("name", new.name)
    return MemberRecord(
        id=f"{organization}-m-{number}",
        organization=organization,
        name=name,
        name_key=name_key(name),
        sector=new.sector or "",
        term=new.term or "",
        contact=new.contact or "",
        left_on=None,
        epoch=await epoch_of(connection),
        sequence=1,
    )


async def execute_for(
    tx: TransactionContext,
    account: Account,
    id: str,
    command: MemberCommand,
    *,
    check_version: Callable[[MemberRecord], None],
) -> MemberRecord:
    """Executes a command on a member on behalf of an account. `check_version` raises when the row is not what the account has seen."""
    before = await find_managed(tx, account, id, find=find, permission=MANAGE)
    check_version(before)
    if isinstance(command, LinkAccount | UnlinkAccount):
        await change_link(tx.connection, account, before, command)
        changed = before
    else:
        changed = _changed(before, command, today=tx.context.today())
    after = changed._replace(epoch=await epoch_of(tx.connection), sequence=before.sequence + 1)
    if after.identity != before.identity:
        await check_new(tx.connection, after)
    await save(tx.connection, after, before=before)
    return after


def _changed(member: MemberRecord, command: ChangeMember | LeaveMember | ReturnMember, *, today: date) -> MemberRecord:
    match command:
        case ChangeMember():
            return _corrected(member, command)
        case LeaveMember():
            return _left(member, command.on or today, today=today)
        case ReturnMember():
            if member.left_on is None:
                raise ConflictError("not-left", "该委员没有离任")
            return member._replace(left_on=None)


def _corrected(member: MemberRecord, command: ChangeMember) -> MemberRecord:
    given = {name: value for name, value in vars(command).items() if value is not None}
    if not given:
        raise invalid("name", None, "至少更改一项")
    if command.name is not None:
        name = name_in("name", command.name)
        given |= {"name": name, "name_key": name_key(name)}
    return member._replace(**given)


def _left(member: MemberRecord, day: date, *, today: date) -> MemberRecord:
    if member.left_on is not None:
        raise ConflictError("already-left", f"该委员已于{member.left_on.isoformat()}离任")
    if day > today:
        raise invalid("on", day.isoformat(), "不能晚于今天")
    return member._replace(left_on=day)
