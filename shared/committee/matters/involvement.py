"""The involvement of an account in a matter: whether it is a proposer of it, and with which numbers."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.matters.kind import Kind
from shared.committee.matters.kind_definition import Commands
from shared.committee.matters.record import MatterRecord, State
from shared.committee.registers.tables import matter_invitations, matter_members
from shared.web.accounts import Account


class Involvement(NamedTuple):
    """What permissions depend on. `proposer`: the account began the matter or one merged into it, or its member proposes it.

    `signatories`: its numbers among the proposers; `invited`: its member is invited to co-sign the matter and has not answered.
    """

    proposer: bool = False
    signatories: frozenset[int] = frozenset()
    invited: bool = False


async def involvement_of(
    connection: AsyncConnection, account: Account, kind: Kind[State, Commands], matter: MatterRecord[State]
) -> Involvement:
    """Returns the involvement of an account; the account that began a matter is its first proposer."""
    author = matter.author == account.name
    if not kind.proposed or account.organization != matter.organization:
        return Involvement(author)
    numbers = {1} if author else set[int]()
    numbers |= await _of_member(connection, account, matter.id)
    absorbed = kind.absorbed(matter.state)
    if absorbed:
        table = kind.table.c
        own = select(table.id).where(table.id.in_(list(absorbed)), table.author == account.name)
        numbers |= {absorbed[id] for id in (await connection.execute(own)).scalars()}
    invited = await _is_invited(connection, account, matter.id)
    return Involvement(author or bool(numbers), frozenset(numbers), invited)


async def _of_member(connection: AsyncConnection, account: Account, matter: str) -> set[int]:
    if account.member is None:
        return set()
    table = matter_members.c
    query = select(table.signatory).where(table.matter == matter, table.member_id == account.member)
    return set((await connection.execute(query)).scalars())


async def _is_invited(connection: AsyncConnection, account: Account, matter: str) -> bool:
    if account.member is None:
        return False
    table = matter_invitations.c
    query = select(table.matter).where(table.matter == matter, table.member_id == account.member)
    return (await connection.execute(query)).first() is not None
