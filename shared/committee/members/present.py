"""The present members whom words name, by id or by name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.members.repository import MEMBER_TABLE, MemberRecord
from shared.committee.registers.tables import members
from shared.domain.comparison import name_key
from shared.storage.statements import chunks


class PresentMembers(NamedTuple):
    """Present members by their ids, and by the keys of their names."""

    by_id: Mapping[str, MemberRecord]
    by_name: Mapping[str, Sequence[MemberRecord]]

    def named(self, word: str) -> Sequence[MemberRecord]:
        """Returns the member with this id, else all with this name."""
        return [self.by_id[word]] if word in self.by_id else self.by_name.get(name_key(word), ())


async def present_members(connection: AsyncConnection, organization: str, words: Iterable[str]) -> PresentMembers:
    """Returns the present members of an organization with one of these ids or names."""
    table, found = members.c, dict[str, MemberRecord]()
    for some in chunks(sorted(set(words))):
        keys = sorted({name_key(word) for word in some})
        query = select(*MEMBER_TABLE.columns).where(
            table.organization == organization,
            table.left_on.is_(None),
            or_(table.id.in_(some), table.name_key.in_(keys)),
        )
        found |= {row.id: MemberRecord(*row) for row in await connection.execute(query)}
    by_name = defaultdict[str, list[MemberRecord]](list)
    for each in found.values():
        by_name[each.name_key].append(each)
    return PresentMembers(found, by_name)
