"""The use cases of the appraisal of handling units: the ranking, and the proposals behind a figure."""

from datetime import date

from shared.committee.appraisal.criteria import Criterion, weights_of
from shared.committee.appraisal.queries import appraised_units
from shared.committee.appraisal.schemas import (
    AppraisedMatterView,
    UnitRankingView,
    criteria_of,
    formula_of,
    matters_behind,
    ranking,
)
from shared.committee.context import ServiceContext
from shared.committee.registers.access import UNITS, register_owner
from shared.committee.relations import relation
from shared.domain.charters.charter import Charter
from shared.domain.errors import NotFoundError
from shared.web.accounts import Account
from shared.web.permissions import allow

_MATTERS = "proposals.read"


async def appraise_units(
    context: ServiceContext, account: Account, organization: str | None, year: int | None
) -> UnitRankingView:
    """Returns the ranking of the units of a committee by the charter of the last day of the year, or of today."""
    tree, today = await context.directory.tree(), context.today()
    owner = register_owner(account, organization, UNITS.read, context=context, tree=tree)
    asked = year or today.year
    charter = context.charters.on(min(today, date(asked, 12, 31)), owner)
    weights, points = weights_of(charter), charter.unit_appraisal_points
    async with context.service.reading() as connection:
        units = await appraised_units(connection, owner, asked, today=today)
    return UnitRankingView(
        organization=owner,
        year=asked,
        as_of=today,
        points=points,
        formula=formula_of(weights, points),
        has_default_weights=weights == weights_of(Charter()),
        criteria=criteria_of(weights),
        units=ranking(units, weights, points),
    )


async def matters_of_unit(
    context: ServiceContext,
    account: Account,
    organization: str | None,
    year: int | None,
    unit: str,
    criterion: Criterion | None,
) -> tuple[str, list[AppraisedMatterView]]:
    """Returns the name of a unit, and the proposals behind its figures; raises `NotFoundError` for a unit without any."""
    tree, today = await context.directory.tree(), context.today()
    owner = register_owner(account, organization, UNITS.read, context=context, tree=tree)
    allow(account, _MATTERS, relation=relation(account, owner, tree=tree, day=today))
    async with context.service.reading() as connection:
        units = await appraised_units(connection, owner, year or today.year, today=today)
    found = next((each for each in units if each.key == unit), None)
    if found is None:
        raise NotFoundError("unknown-unit", "该单位在本年度没有可考评的提案")
    return found.name, matters_behind(found, criterion)
