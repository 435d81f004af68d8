"""The erasure of what the service stores about a member who has left. Events and figures contain nothing of it, so they stay."""

import json

from sqlalchemy import delete, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import TransactionContext
from shared.committee.matters.search import replace_name
from shared.committee.members.links import accounts_of
from shared.committee.members.repository import MemberRecord
from shared.committee.registers.tables import matter_invitations, matter_members, members
from shared.committee.tables import matter_texts
from shared.domain.comparison import name_key
from shared.domain.errors import ConflictError
from shared.storage.database import service_tables
from shared.web.accounts import Account, change_account
from shared.web.audit_log.chain import AuditEntry, append
from shared.web.audit_log.vocabulary import AuditAction
from shared.web.login.challenges import end_challenges_of
from shared.web.login.machine_tokens import revoke_tokens_of
from shared.web.login.second_factors import delete_second_factor
from shared.web.login.sessions import end_sessions_of
from shared.web.permissions import allow

PERMISSION = "members.personal_data"
ERASED = "已删除"
OF_ACCOUNTS = ("autosaves", "calendar_feeds", "delivery_choices", "pending_forms", "saved_filters")
"""The tables with what an account has typed and chosen; by name, because the packages that define them may import this one."""


def erased_name(id: str) -> str:
    """Returns the name of an erased member, which is another one for each member of a committee."""
    return f"{ERASED}（{id.rpartition('-')[2]}）"


async def erase(tx: TransactionContext, account: Account, member: MemberRecord) -> MemberRecord:
    """Returns the erased entry of a member without saving it; erases the name in matters, invitations, and what the accounts have.

    Raises `ForbiddenError`, or `ConflictError` `not-left` or `already-erased`.
    """
    allow(account, PERMISSION, relation="foreign")
    if member.left_on is None:
        raise ConflictError("not-left", "该委员没有离任，离任后才能删除个人资料")
    if member.name == erased_name(member.id):
        raise ConflictError("already-erased", "该委员的个人资料已经删除")
    connection = tx.connection
    numbers = select(matter_members.c.matter, matter_members.c.signatory)
    numbers = numbers.where(matter_members.c.member_id == member.id).order_by(*matter_members.primary_key)
    for matter, number in (await connection.execute(numbers)).all():
        await _erase_proposer(connection, member, matter, number)
    await _erase_invitations(connection, member)
    await connection.execute(delete(matter_invitations).where(matter_invitations.c.member_id == member.id))
    for name in (await accounts_of(connection, [member.id])).get(member.id, []):
        await _close_account(connection, name)
    entry = AuditEntry(action=AuditAction.PERSON_ERASED, actor=account.name, subject=member.id)
    await append(connection, entry, at=tx.context.now())
    return _without_person(member)


def _without_person(member: MemberRecord) -> MemberRecord:
    name = erased_name(member.id)
    return MemberRecord(**{**vars(member), "name": name, "name_key": name_key(name), "contact": ""})


async def _erase_proposer(connection: AsyncConnection, member: MemberRecord, matter: str, number: int) -> None:
    """Replaces the name of a proposer, by its number, in every stored version of the proposers; in the search index too."""
    table = matter_texts.c
    here = (table.matter == matter) & (table.name == "proposers")
    replaced = set[str]()
    for row in (await connection.execute(select(table.sequence, table.text).where(here))).all():
        names: list[str] = json.loads(row.text)
        if number > len(names) or names[number - 1] == ERASED:
            continue  # a number beyond the own proposers is one of a merged proposal, which has its own texts
        replaced.add(names[number - 1])
        names[number - 1] = ERASED
        text = json.dumps(names, ensure_ascii=False)
        await connection.execute(update(matter_texts).where(here, table.sequence == row.sequence).values(text=text))
    for name in sorted(replaced):
        await replace_name(connection, member.organization, matter, name, ERASED)


async def _erase_invitations(connection: AsyncConnection, member: MemberRecord) -> None:
    """Replaces the name in invitations to co-sign; where another member has the same name, in matters of this member alone."""
    table = matter_texts.c
    named = (table.name == "cosigner") & (table.text == member.name)
    same = select(members.c.id).where(
        members.c.organization == member.organization, members.c.name_key == member.name_key, members.c.id != member.id
    )
    if (await connection.execute(same.limit(1))).first() is None:
        named &= table.matter.startswith(f"{member.organization}-", autoescape=True)
    else:
        own = [
            select(each.c.matter).where(each.c.member_id == member.id) for each in (matter_members, matter_invitations)
        ]
        named &= table.matter.in_(union(*own))
    await connection.execute(update(matter_texts).where(named).values(text=ERASED))


async def _close_account(connection: AsyncConnection, name: str) -> None:
    """Disables an account of the member and deletes what it has typed and chosen; its name stays, because histories name it."""
    for table in (service_tables.tables[each] for each in OF_ACCOUNTS):
        await connection.execute(delete(table).where(table.c.account == name))
    await end_challenges_of(connection, name)
    await end_sessions_of(connection, name)
    await revoke_tokens_of(connection, name)
    await delete_second_factor(connection, name)
    await change_account(connection, name, disabled=True, member=None, identity_issuer=None, identity_subject=None)
