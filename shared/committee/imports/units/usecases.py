"""The use case of an import of handling units: a file is read, compared and entered, as a whole or not at all."""

from collections.abc import Callable, Mapping
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.imports.cells import Cells, Repeats, RowError
from shared.committee.imports.entry_imports import EntryImports, EntryPlan
from shared.committee.imports.units.rows import UNIT_HEADER, UnitRow, unit_row
from shared.committee.imports.whole_file import ImportedRows
from shared.committee.registers.access import UNITS
from shared.committee.units.queries import units_meant
from shared.committee.units.repository import UnitRecord, name_taken, names_of
from shared.committee.units.schemas import NewUnit
from shared.committee.units.usecases import enter
from shared.contracts.proposal_vocabulary import UnitClass
from shared.domain.comparison import name_key
from shared.web.accounts import Account

_Registered = Mapping[str, UnitRecord]
"""Comparison key -> the registered unit that has it as a name or an alias."""


class UnitImports(EntryImports[UnitRow]):
    """The imports of handling units of one service."""

    header, permission, register = UNIT_HEADER, UNITS.manage, "units"

    def _parser(self) -> Callable[[Cells], UnitRow]:
        return partial(unit_row, repeats=Repeats(), today=self.context.today())

    async def _planned(self, connection: AsyncConnection, file: ImportedRows[UnitRow]) -> EntryPlan[UnitRow]:
        """Returns what becomes of each row; rows with errors are left out. A row is the unit that has its name, also as an alias."""
        known = await units_meant(connection, file.organization, {name for row in file.rows for name in row.names})
        aliases = await _aliases(connection, known)
        plan = EntryPlan[UnitRow](errors=[error for row in file.rows for error in _taken(row, known)])
        for row in file.valid_rows():
            if unit := known.get(name_key(row.name)):
                plan.keep(row, unit, **_differences(row, unit, aliases[unit.id], known))
            elif not _taken(row, known):
                plan.enter(row, placeholder="名称像是缺字、占位或注明已撤销，请核对")
        return plan

    async def _add(
        self, connection: AsyncConnection, account: Account, file: ImportedRows[UnitRow], plan: EntryPlan[UnitRow]
    ) -> None:
        tx = await self._transaction(connection)
        for row in plan.new:
            new = NewUnit(
                organization=file.organization,
                name=row.name,
                unit_class=row.unit_class or UnitClass.GOVERNMENT,
                aliases=row.aliases,
                on=row.active_from,
            )
            await enter(tx, account, new)


async def _aliases(connection: AsyncConnection, known: _Registered) -> dict[str, str]:
    """Returns unit -> its aliases, as a cell contains them."""
    names = await names_of(connection, {unit.id for unit in known.values()})
    return {id: "、".join(each.name for each in some if each.sort == "alias") for id, some in names.items()}


def _differences(row: UnitRow, unit: UnitRecord, aliases: str, known: _Registered) -> dict[str, tuple[str, str]]:
    """Returns column -> the recorded and the given value. `aliases`: those of the unit."""
    name = unit.name if unit.active else f"{unit.name}（已停用）"
    recorded = UnitClass(unit.unit_class)
    unknown = [alias for alias in row.aliases if known.get(name_key(alias)) != unit]
    return {
        **({"name": (name, row.name)} if name_key(name) != name_key(row.name) else {}),
        **({"class": (recorded.title_zh, row.unit_class.title_zh)} if row.unit_class not in {None, recorded} else {}),
        **({"aliases": (aliases, "、".join(unknown))} if unknown else {}),
    }


def _taken(row: UnitRow, known: _Registered) -> list[RowError]:
    """Returns the errors of a new unit whose aliases are names of registered units; none for a registered unit."""
    return [
        RowError(
            row=row.line.number, column="aliases", value=row.line.cells["aliases"], rule=name_taken(alias, unit.name)
        )
        for alias in row.aliases
        if name_key(row.name) not in known and (unit := known.get(name_key(alias)))
    ]
