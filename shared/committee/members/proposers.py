"""The proposers of a matter: names as they are, ids of members and keys of organizations as names; the linked member comes first."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.directory.tree import OrganizationTree
from shared.committee.members.present import PresentMembers, present_members
from shared.committee.members.repository import MemberRecord
from shared.domain.comparison import name_key
from shared.domain.errors import invalid


class Proposer(NamedTuple):
    """A proposer: its name, and the id of the registered member that it is, if any."""

    name: str
    member: str | None = None


class Proposers(NamedTuple):
    """The names of the proposers, and the members among them by number. `sector`: of the first one, where the register has it."""

    names: tuple[str, ...]
    members: Mapping[int, str]
    sector: str = ""


def proposers_of(
    given: tuple[str, ...], present: PresentMembers, *, initiator: str | None, tree: OrganizationTree
) -> Proposers:
    """Returns the proposers of a matter; the member whose account begins it, the `initiator`, is the first one.

    `present`: contains the members with one of these ids or names, and the initiator.
    """
    by_id = present.by_id
    first = by_id.get(initiator) if initiator else None
    meant = [proposer_meant(word, present, tree=tree) for word in given]
    found = numbered(meant, initiator=Proposer(first.name, first.id) if first else None)
    return found._replace(sector=by_id[found.members[1]].sector if 1 in found.members else "")


def proposer_meant(word: str, present: PresentMembers, *, tree: OrganizationTree) -> Proposer:
    """Returns the proposer that a word names: the member with this id, else the only present member with this name, else the name."""
    if word in present.by_id:
        return Proposer(present.by_id[word].name, word)
    same = present.named(word)
    name = tree.newest_name(word) if word in tree else word
    return Proposer(name, same[0].id if len(same) == 1 else None)


def numbered(given: Sequence[Proposer], *, initiator: Proposer | None) -> Proposers:
    """Returns the proposers in this order, the initiator first and once, even if it is among the given ones.

    Raises `InvalidError` when another member, or a name of no member, is given twice; members of one name are given by their ids.
    """
    ordered = list(given)
    if initiator is not None:
        named = next((each for each in ordered if each.member == initiator.member), initiator)
        if named in ordered:
            ordered.remove(named)
        ordered.insert(0, named)
    seen = dict[tuple[str | None, str], int]()
    for number, each in enumerate(ordered, 1):
        earlier = seen.setdefault((each.member, "" if each.member else name_key(each.name)), number)
        if earlier != number:
            rule = f"与第{earlier}位提案人重复，每位提案人只填写一次；同名的委员须分别填写委员编号"
            raise invalid(f"proposers.{number - 1}", None, rule)
    members = {number: each.member for number, each in enumerate(ordered, 1) if each.member}
    return Proposers(tuple(each.name for each in ordered), members)


def kept_proposers(before: Sequence[Proposer], words: Sequence[str]) -> dict[int, Proposer]:
    """Returns the proposers that words of a new list keep, by the index of the word.

    A word keeps the member with this id, else the proposer with this name at the same place, else the first one left with this name.
    """
    by_id, by_name = dict[str, int](), defaultdict[str, list[int]](list)
    for at, each in enumerate(before):
        by_name[name_key(each.name)].append(at)
        by_id |= {each.member: at} if each.member else {}
    kept = dict[int, int]()
    left = set(range(len(before)))

    def keep(index: int, at: int | None) -> None:
        if index not in kept and at in left:
            kept[index] = at
            left.remove(at)

    for index, word in enumerate(words):
        keep(index, by_id.get(word))
    for index, word in enumerate(words):
        keep(index, index if index in by_name.get(name_key(word), ()) else None)
    for index, word in enumerate(words):
        keep(index, next((at for at in by_name.get(name_key(word), ()) if at in left), None))
    return {index: before[at] if before[at].member else Proposer(words[index]) for index, at in kept.items()}


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
