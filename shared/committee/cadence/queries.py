"""The cadence of an organization, from its charter and its activities."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.cadence.schemas import CadenceReport, cadence_report
from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.registers.access import register_owner
from shared.committee.relations import relation
from shared.committee.tables import consultations
from shared.domain.cadence import CadenceRule, HeldActivity, cadence_of
from shared.storage.attributes import from_attributes
from shared.web.accounts import Account
from shared.web.permissions import may

READ = "consultations.read"


async def read_cadence(
    context: ServiceContext, account: Account, address: str | None, year: int | None
) -> CadenceReport:
    """Returns the cadence of an organization in a year, by default of the account's own and of this year."""
    tree = await context.directory.tree()
    key = register_owner(account, address, READ, context=context, tree=tree)
    return await _cadence(context, key, year or context.today().year)


async def cadence_for(
    context: ServiceContext, account: Account, key: str, year: int | None, tree: OrganizationTree
) -> CadenceReport | None:
    """Returns the cadence for a page; None without a year or rules, of another service, and for an account that may not read it."""
    reads = may(account, READ, relation=relation(account, key, tree=tree, day=context.today()))
    if year is None or not reads or not context.hosts(key, tree.level(key)):
        return None
    found = await _cadence(context, key, year)
    return found if found.rules else None


async def _cadence(context: ServiceContext, key: str, year: int) -> CadenceReport:
    today = context.today()
    rules = rules_of(context, key, year)
    async with context.service.reading() as connection:
        held = await held_activities(connection, key, since=year, until=year)
    return cadence_report(key, cadence_of(rules, held, year=year, day=today), year=year, as_of=today)


def rules_of(context: ServiceContext, key: str, year: int) -> tuple[CadenceRule, ...]:
    """Returns the rules of a year: those of its last day, or of today."""
    return context.charters.on(min(context.today(), date(year, 12, 31)), key).cadence


async def activity_revisions(connection: AsyncConnection) -> dict[str, int]:
    """Returns a number for each organization with activities, which rises with every event of one of them."""
    table = consultations.c
    query = select(table.organization, func.sum(table.sequence)).group_by(table.organization)
    return {organization: int(revision) for organization, revision in await connection.execute(query)}


async def held_activities(connection: AsyncConnection, key: str, *, since: int, until: int) -> list[HeldActivity]:
    """Returns the activities of an organization that were held in these years."""
    table = consultations.c
    query = select(table.held_on, table.activity, table.form, table.held_by).where(
        table.organization == key, table.held_on.between(date(since, 1, 1), date(until, 12, 31))
    )
    return [from_attributes(HeldActivity, row, day=row.held_on) for row in await connection.execute(query)]
