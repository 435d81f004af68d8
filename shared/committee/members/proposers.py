"""The proposers of a new matter: names as they are, ids of members and keys of organizations as names; the linked member comes first."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.directory.tree import OrganizationTree
from shared.committee.members.present import PresentMembers, present_members
from shared.committee.members.repository import MemberRecord
from shared.domain.comparison import name_key
from shared.domain.errors import invalid


class Proposers(NamedTuple):
    """The names of the proposers, and the members among them by number. `sector`: of the first one, where the register has it."""

    names: tuple[str, ...]
    members: Mapping[int, str]
    sector: str = ""


def proposers_of(
    given: tuple[str, ...], present: PresentMembers, *, initiator: str | None, tree: OrganizationTree
) -> Proposers:
    """Returns the proposers of a matter; the member whose account begins it, the `initiator`, is the first one.

    That member is a proposer once, even if the names contain it. Otherwise a member or a name that is given twice is refused;
    members of one name are given by their ids.

    A name is that of a registered member when exactly one present member has it; other names are accepted as they are.
    `present`: contains the members with one of these ids or names, and the initiator.
    """
    by_id = present.by_id
    first = [initiator] if initiator is not None and initiator in by_id else []
    names: list[str] = []
    found: dict[int, str] = {}
    sector = ""
    for word in (*first, *given):
        same = present.named(word)
        member = same[0].id if len(same) == 1 else None
        if names and member in first:
            first = []
            continue
        name = by_id[word].name if word in by_id else tree.newest_name(word) if word in tree else word
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
    same = (await present_members(connection, organization, [word])).named(word)
    if not same:
        raise invalid("member", None, "委员名册中没有这位在任委员，须填写名册中的姓名或委员编号")
    if len(same) > 1:
        raise invalid("member", None, f"名册中有{len(same)}位同名的在任委员，须填写委员编号")
    return same[0]
