"""The repository of the register of handling units: units, and every name of each by its comparison key."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.registers.register import EntryTable, RegisterEntry
from shared.committee.tables import unit_names, units
from shared.domain.comparison import name_key
from shared.domain.errors import conflict
from shared.storage.statements import insert_into

NameSort = Literal["current", "former", "alias"]


@dataclass(frozen=True)
class UnitRecord(RegisterEntry):
    """A unit of the register."""

    unit_class: str
    active_from: date
    active_until: date | None

    @property
    def active(self) -> bool:
        """Returns whether the unit is in use: matters are assigned to it."""
        return self.active_until is None


class UnitName(NamedTuple):
    """A name of a unit. `until`: the end of a former name."""

    unit_id: str
    name: str
    sort: NameSort
    until: date | None = None


UNIT_TABLE = EntryTable(units, UnitRecord, ("unknown-unit", "承办单位名录中没有"))
NAME_COLUMNS = tuple(unit_names.c[name] for name in UnitName._fields)


async def names_of(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, list[UnitName]]:
    """Returns unit -> its names: former names in the order in which they ended, then the others by name."""
    query = select(*NAME_COLUMNS).where(unit_names.c.unit_id.in_(list(ids)))
    found: dict[str, list[UnitName]] = {}
    for row in await connection.execute(query.order_by(unit_names.c.until, unit_names.c.name)):
        each = UnitName._make(row)
        found.setdefault(each.unit_id, []).append(each)
    return found


async def add(connection: AsyncConnection, record: UnitRecord) -> None:
    """Inserts a unit, without its names."""
    await connection.execute(units.insert(), vars(record))


async def add_name(connection: AsyncConnection, organization: str, name: UnitName, *, field: str) -> None:
    """Adds a name of a unit; raises `ConflictError` `name-taken` when a unit of the organization has it. `field`: where it was given."""
    key = name_key(name.name)
    row = {"organization": organization, "key": key, **name._asdict()}
    naming = insert_into(connection, unit_names).values(row).on_conflict_do_nothing()
    if (await connection.execute(naming)).rowcount == 1:
        return
    taken = (unit_names.c.organization == organization) & (unit_names.c.key == key)
    holder = await connection.scalar(select(units.c.name).join_from(unit_names, units).where(taken))
    raise conflict("name-taken", field, name.name, name_taken(name.name, holder or ""))


def name_taken(name: str, holder: str) -> str:
    """Returns, in Chinese, that a name belongs to another unit. `holder`: the present name of that unit."""
    return f"“{name}”已是“{holder}”的名称或别名；一个名称只属于一个承办单位"


async def change_name(connection: AsyncConnection, organization: str, key: str, name: UnitName) -> None:
    """Changes the spelling or the sort of a name that the unit has."""
    mine = (unit_names.c.organization == organization) & (unit_names.c.key == key)
    values = {"name": name.name, "sort": name.sort, "until": name.until}
    await connection.execute(update(unit_names).where(mine).values(**values))


async def remove_aliases(connection: AsyncConnection, id: str) -> None:
    """Deletes the aliases of a unit; its former names stay."""
    await connection.execute(unit_names.delete().where(unit_names.c.unit_id == id, unit_names.c.sort == "alias"))
