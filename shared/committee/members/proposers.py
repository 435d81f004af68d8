"""The proposers of a new matter: names as they are, ids of members and keys of organizations as names; the linked member comes first."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import TransactionContext
from shared.committee.member_tables import members
from shared.committee.members.repository import MEMBER_COLUMNS, MemberRecord
from shared.domain.comparison import name_key
from shared.domain.errors import invalid
from shared.web.accounts import Account


class Proposers(NamedTuple):
    """The names of the proposers, and the members among them by number. `sector`: of the first one, where the register has it."""

    names: tuple[str, ...]
    members: Mapping[int, str]
    sector: str = ""


async def proposers_of(
    tx: TransactionContext, account: Account, organization: str, given: tuple[str, ...]
) -> Proposers:
    """Returns the proposers of a matter that the account begins; the member that the account is linked to is the first one.

    That member is a proposer once, even if the names contain it. Otherwise a member or a name that is given twice is refused;
    members of one name are given by their ids.

    A name is that of a registered member when exactly one present member has it; other names are accepted as they are.
    """
    known = await _present(tx.connection, organization, (*given, *filter(None, [account.member])))
    by_id = {each.id: each for each in known}
    by_name: dict[str, list[MemberRecord]] = defaultdict(list)
    for each in known:
        by_name[each.name_key].append(each)
    initiator = [account.member] if account.member in by_id else []
    names: list[str] = []
    found: dict[int, str] = {}
    sector = ""
    for word in (*initiator, *given):
        same = [by_id[word]] if word in by_id else by_name[name_key(word)]
        member = same[0].id if len(same) == 1 else None
        if names and member in initiator:
            initiator = []
            continue
        name = by_id[word].name if word in by_id else tx.tree.newest_name(word) if word in tx.tree else word
        _check_once(names, found, name, member)
        sector = same[0].sector if member and not names else sector
        names.append(name)
        found |= {len(names): member} if member else {}
    return Proposers(tuple(names), found, sector)


def _check_once(names: list[str], registered: Mapping[int, str], name: str, member: str | None) -> None:
    """Raises `InvalidError` when an earlier proposer is the same member, or has the same name and is no registered member either."""
    key = name_key(name)
    for number, earlier in enumerate(names, 1):
        same = registered.get(number) == member if member else number not in registered and name_key(earlier) == key
        if same:
            rule = f"与第{number}位提案人重复，每位提案人只填写一次；同名的委员须分别填写委员编号"
            raise invalid(f"proposers.{len(names)}", None, rule)


async def member_meant(connection: AsyncConnection, organization: str, word: str) -> MemberRecord:
    """Returns the present member with this id, or whose name it is if no other present member has it; raises `InvalidError`.

    The error does not repeat a name, because errors may be logged.
    """
    known = await _present(connection, organization, (word,))
    same = [each for each in known if each.id == word] or known
    if not same:
        raise invalid("member", None, "委员名册中没有这位在任委员，须填写名册中的姓名或委员编号")
    if len(same) > 1:
        raise invalid("member", None, f"名册中有{len(same)}位同名的在任委员，须填写委员编号")
    return same[0]


async def _present(connection: AsyncConnection, organization: str, words: tuple[str, ...]) -> list[MemberRecord]:
    """Returns the present members with one of these ids or names."""
    if not words:
        return []
    table, keys = members.c, sorted({name_key(word) for word in words})
    query = select(*MEMBER_COLUMNS).where(
        table.organization == organization,
        table.left_on.is_(None),
        or_(table.id.in_(sorted(set(words))), table.name_key.in_(keys)),
    )
    return [MemberRecord(*row) for row in await connection.execute(query)]
