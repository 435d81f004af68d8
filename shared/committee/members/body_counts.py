"""The register of members of a township body beside the numbers that its county records of it: the two are kept apart (decision 0126)."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.directory.dated import entry_on
from shared.committee.directory.tree import OrganizationTree
from shared.committee.registers.tables import MemberClass, members


class BodyCount(NamedTuple):
    """The present members of a class in the register, and the number that the county recorded last."""

    member_class: MemberClass
    registered: int
    recorded: int

    @property
    def sentence(self) -> str:
        """Returns both numbers and their difference in Chinese."""
        difference = abs(self.registered - self.recorded)
        ending = f"相差 {difference} 人" if difference else "相符"
        return f"{self.member_class.title_zh}：名册登记 {self.registered} 人，县级上报 {self.recorded} 人，{ending}"


async def body_counts(
    connection: AsyncConnection, organization: str, *, tree: OrganizationTree, day: date
) -> list[BodyCount]:
    """Returns the count of each class; nothing unless there are members in the register and the county has recorded numbers."""
    recorded = entry_on(tree.facts(organization).staffing, day)
    if recorded is None:
        return []
    row = members.c
    here = (row.organization == organization) & row.left_on.is_(None)
    query = select(row.member_class, func.count().label("number")).where(here).group_by(row.member_class)
    present: dict[str, int] = {each.member_class: each.number for each in await connection.execute(query)}
    numbers = {MemberClass.MEMBER: recorded.members, MemberClass.SPECIAL_INVITED: recorded.special_invited}
    counts = [BodyCount(each, present.get(str(each), 0), number) for each, number in numbers.items()]
    return counts if present else []
