"""The area groups 片区 of a county on a day, from the database of the service that hosts the county."""

from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.kinds.platforms.kind import PLATFORMS
from shared.committee.matters.repository import record_of
from shared.committee.relations import relation
from shared.committee.tables import platforms
from shared.contracts.platform_vocabulary import PlatformClass
from shared.domain.errors import invalid
from shared.measures.areas import AreaDivision, TownshipGroup
from shared.web.accounts import Account
from shared.web.permissions import may

READ = "platforms.read"


def may_divide(context: ServiceContext, account: Account, key: str, tree: OrganizationTree) -> bool:
    """Returns whether the account may read the area groups of an organization, and this service hosts it."""
    permitted = may(account, READ, relation=relation(account, key, tree=tree, day=context.today()))
    return permitted and context.hosts(key, tree.level(key))


async def has_area_groups(context: ServiceContext, account: Account, key: str, tree: OrganizationTree) -> bool:
    """Returns whether the account may read area groups of an organization, of any day."""
    if not may_divide(context, account, key, tree):
        return False
    async with context.service.reading() as connection:
        return await connection.scalar(select(platforms.c.id).where(_of(key)).limit(1)) is not None


async def area_groups(
    context: ServiceContext, account: Account, key: str, tree: OrganizationTree, day: date
) -> list[TownshipGroup]:
    """Returns the area groups of an organization on a day, by name; raises `InvalidError` where the account cannot read them."""
    if not may_divide(context, account, key, tree):
        raise invalid("part", str(AreaDivision.AREA), "只有登记片区的单位可以按片区统计")
    async with context.service.reading() as connection:
        found = await _groups(connection, key, day)
    return sorted((each for each in found if each.townships), key=lambda each: each.id)


async def _groups(connection: AsyncConnection, key: str, day: date) -> list[TownshipGroup]:
    records = [record_of(PLATFORMS, row) for row in await connection.execute(select(platforms).where(_of(key)))]
    return [TownshipGroup(each.id, each.title, frozenset(each.state.townships_on(day))) for each in records]


def _of(key: str) -> ColumnElement[bool]:
    return and_(platforms.c.organization == key, platforms.c.platform == str(PlatformClass.AREA_GROUP))
