"""The use cases of the register of members. Each runs inside the transaction of its request."""

from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import TransactionContext
from shared.committee.events.version import epoch_of
from shared.committee.matters.repository import next_number
from shared.committee.members import schemas
from shared.committee.members.erasure import erase
from shared.committee.members.links import change_link
from shared.committee.members.repository import MemberRecord, add, check_new
from shared.committee.registers.access import MEMBERS, register_owner
from shared.domain.comparison import name_key
from shared.domain.errors import ConflictError, invalid
from shared.domain.lines import name_in
from shared.web.accounts import Account

_NUMBERED = "member"
"""The kind of the numbers in the ids of members."""


async def enter(tx: TransactionContext, account: Account, new: schemas.NewMember) -> MemberRecord:
    """Enters a member; raises `ConflictError` `already-registered` for a second one with the same name, sector and term."""
    organization = register_owner(account, new.organization, MEMBERS.manage, context=tx.context, tree=tx.tree)
    record = await new_record(tx.connection, organization, new)
    await check_new(tx.connection, record)
    await add(tx.connection, [record])
    return record


async def new_record(connection: AsyncConnection, organization: str, new: schemas.NewMember) -> MemberRecord:
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
        member_class=str(new.member_class),
        left_on=None,
        epoch=await epoch_of(connection),
        sequence=1,
    )


async def change(
    tx: TransactionContext, account: Account, member: MemberRecord, command: schemas.MemberCommand
) -> MemberRecord:
    """Returns the member as a command changes it, without saving it; links of accounts are saved.

    Raises `ConflictError` `already-registered` when another member has the new name, sector and term.
    """
    match command:
        case schemas.ChangeMember():
            changed = _corrected(member, command)
            if changed.identity != member.identity:
                await check_new(tx.connection, changed)
            return changed
        case schemas.LeaveMember():
            today = tx.context.today()
            return _left(member, command.on or today, today=today)
        case schemas.ReturnMember():
            if member.left_on is None:
                raise ConflictError("not-left", "该委员在任，不需要恢复；可以登记离任或更正资料")
            return replace(member, left_on=None)
        case schemas.EraseMember():
            return await erase(tx, account, member)
        case schemas.LinkAccount() | schemas.UnlinkAccount():
            await change_link(tx.connection, account, member, command)
            return member


def _corrected(member: MemberRecord, command: schemas.ChangeMember) -> MemberRecord:
    given = {name: value for name, value in vars(command).items() if value is not None}
    if not given:
        raise invalid("name", None, "至少更改一项")
    if command.name is not None:
        name = name_in("name", command.name)
        given |= {"name": name, "name_key": name_key(name)}
    if command.member_class is not None:
        given["member_class"] = str(command.member_class)
    return replace(member, **given)


def _left(member: MemberRecord, day: date, *, today: date) -> MemberRecord:
    if member.left_on is not None:
        raise ConflictError(
            "already-left", f"该委员已于{member.left_on.isoformat()}离任；日期有误的，请先恢复任职，再登记离任"
        )
    if day > today:
        raise invalid("on", day.isoformat(), "不能晚于今天")
    return replace(member, left_on=day)
