"""Queries of the register of handling units: a page of the list, one unit, and the unit that a name means."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.directory.tree import OrganizationTree
from shared.committee.tables import unit_names, units
from shared.committee.units.repository import UNIT_TABLE, UnitName, UnitRecord, names_of
from shared.committee.units.schemas import UnitView, former_names
from shared.contracts.proposal_vocabulary import UnitClass
from shared.domain.comparison import comparison_key, name_key
from shared.storage.attributes import from_attributes
from shared.web.paging import ListPage, PageWindow


@dataclass(frozen=True, kw_only=True)
class UnitFilter:
    """The filters of the register. `words`: parts of any name; `active`: only units that are in use, or only the others."""

    organization: str
    words: str = ""
    unit_class: UnitClass | None = None
    active: bool | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        table = units.c
        wanted: list[ColumnElement[bool]] = [table.organization == self.organization]
        for word in comparison_key(self.words).split():
            named = select(unit_names.c.unit_id).where(
                unit_names.c.organization == self.organization, unit_names.c.key.contains(word, autoescape=True)
            )
            wanted.append(table.id.in_(named))
        if self.unit_class is not None:
            wanted.append(table.unit_class == str(self.unit_class))
        if self.active is not None:
            wanted.append(table.active_until.is_(None) if self.active else table.active_until.is_not(None))
        return wanted


async def list_units(connection: AsyncConnection, wanted: UnitFilter, window: PageWindow) -> ListPage[UnitView]:
    """Returns a page of the register, by name."""
    order = (units.c.name, units.c.id)
    found, total = await UNIT_TABLE.page(connection, wanted.conditions(), window, order=order)
    names = await names_of(connection, [each.id for each in found])
    return window.of([view(each, names.get(each.id, [])) for each in found], total)


async def read_unit(connection: AsyncConnection, record: UnitRecord, _today: date, _tree: OrganizationTree) -> UnitView:
    """Returns the view of a stored unit."""
    return view(record, (await names_of(connection, [record.id])).get(record.id, []))


def view(record: UnitRecord, names: Collection[UnitName]) -> UnitView:
    """Returns the view of a unit. `names`: every name that it has."""
    return from_attributes(
        UnitView,
        record,
        class_title=UnitClass(record.unit_class).title_zh,
        aliases=[each.name for each in names if each.sort == "alias"],
        former_names=former_names(names),
    )


async def units_meant(connection: AsyncConnection, organization: str, names: Collection[str]) -> dict[str, UnitRecord]:
    """Returns comparison key -> registered unit, for those of the names that the register of the organization contains."""
    keys = sorted({name_key(name) for name in names})
    query = (
        select(unit_names.c.key, *UNIT_TABLE.columns)
        .join_from(unit_names, units)
        .where(unit_names.c.organization == organization, unit_names.c.key.in_(keys))
    )
    return {key: UnitRecord(*row) for key, *row in await connection.execute(query)}


async def has_register(connection: AsyncConnection, organization: str) -> bool:
    """Returns whether the organization has registered any unit."""
    return await connection.scalar(select(units.c.id).where(units.c.organization == organization).limit(1)) is not None


async def active_names(connection: AsyncConnection, organization: str) -> list[str]:
    """Returns the names of the units that are in use, by class in the order of `UnitClass`, then by name."""
    wanted = UnitFilter(organization=organization, active=True).conditions()
    rows = await connection.execute(select(units.c.name, units.c.unit_class).where(*wanted))
    order = [str(each) for each in UnitClass]
    return [row.name for row in sorted(rows, key=lambda row: (order.index(row.unit_class), row.name))]


async def all_keys_of(connection: AsyncConnection, organization: str, unit: str) -> frozenset[str]:
    """Returns the comparison keys of every name of the unit that this name means; empty when the register lacks it."""
    mine = unit_names.alias("mine")
    query = select(unit_names.c.key).join_from(unit_names, mine, unit_names.c.unit_id == mine.c.unit_id)
    meant = (mine.c.organization == organization) & (mine.c.key == name_key(unit))
    return frozenset((await connection.execute(query.where(meant))).scalars())
