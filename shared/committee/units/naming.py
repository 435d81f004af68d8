"""The names and the classes of units in commands: registered names for those to be assigned, assigned names for the others."""

from collections.abc import Mapping
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import TransactionContext
from shared.committee.units.queries import all_keys_of, has_register, units_meant
from shared.contracts.proposal_vocabulary import UnitClass
from shared.domain.command import Command
from shared.domain.comparison import name_key
from shared.domain.proposals.assignment_commands import ClassifiedReassign, Reassign
from shared.domain.proposals.assignment_evolution import assigned_units
from shared.domain.proposals.handling_commands import Assign, ClassifiedAssign

C = TypeVar("C", bound=Command)

NAMING: Mapping[str, tuple[str, ...]] = {
    "assign": ("lead", "sole", "separate", "co", "coordinator"),
    "reassign": ("to",),
    "refer": ("unit",),
    "refer_suggestion": ("department",),
    "answer_suggestion": ("department",),
    "add_item": ("department",),
    "change_item": ("department",),
}
"""Command -> its fields that name units of the register: those that a matter is assigned to, and departments that answer or execute."""


async def with_registered_names(tx: TransactionContext, organization: str, command: C) -> C:
    """Returns a command with registered names in place of aliases; adds a warning for each doubtful unit to `tx.warnings`."""
    given = _named_units(command)
    names = [name for some in given.values() for name in some]
    tx.warnings.extend(await doubts_about(tx.connection, organization, names))
    meant = await units_meant(tx.connection, organization, names)
    known = {key: unit.name for key, unit in meant.items()}
    changed = {
        field: tuple(registered) if isinstance(getattr(command, field), tuple) else registered[0]
        for field, some in given.items()
        if (registered := [known.get(name_key(name), name) for name in some]) != some
    }
    return _replaced(command, changed)


async def doubts_about_units(connection: AsyncConnection, organization: str, command: Command) -> list[str]:
    """Returns the doubts about the units that a command names, as below."""
    names = [name for some in _named_units(command).values() for name in some]
    return await doubts_about(connection, organization, names)


async def doubts_about(connection: AsyncConnection, organization: str, names: list[str]) -> list[str]:
    """Returns, in Chinese, which of the names a register lacks and which units are retired; nothing where there is no register."""
    if not names or not await has_register(connection, organization):
        return []
    meant = await units_meant(connection, organization, names)
    unknown = [name for name in names if name_key(name) not in meant]
    retired = [name for name in names if name_key(name) in meant and not meant[name_key(name)].active]
    doubts = ((unknown, "不在承办单位名录内，请核对名称"), (retired, "在承办单位名录内已停用"))
    return [f"{'、'.join(each)}{doubt}。" for each, doubt in doubts if each]


async def with_assigned_name(
    connection: AsyncConnection, organization: str, command: C, assigned: tuple[str, ...]
) -> C:
    """Returns a command on a unit with the name under which the matter is `assigned` to it: that of its day."""
    unit: str | None = getattr(command, "unit", None)
    names = {name_key(name): name for name in assigned}
    if unit is None or name_key(unit) in names:
        return command
    same = names.keys() & await all_keys_of(connection, organization, unit)
    return _replaced(command, {"unit": names[next(iter(same))]}) if len(same) == 1 else command


def _named_units(command: Command) -> dict[str, list[str]]:
    return {field: _names_in(getattr(command, field)) for field in NAMING.get(command.name, ())}


def _names_in(value: str | tuple[str, ...] | None) -> list[str]:
    return [value] if value and isinstance(value, str) else list(value or ())


def _replaced(command: C, values: Mapping[str, object]) -> C:
    """Returns the command with other values of some fields."""
    return type(command)(**{**vars(command), **values})


async def with_unit_classes(tx: TransactionContext, organization: str, command: Assign | Reassign) -> Assign | Reassign:
    """Returns the command with the classes of the units that it assigns; the same command where the register has none of them."""
    names = [command.to] if isinstance(command, Reassign) else [unit for unit, _ in assigned_units(command)]
    meant = await units_meant(tx.connection, organization, names)
    classes = {name: UnitClass(unit.unit_class) for name in names if (unit := meant.get(name_key(name)))}
    if not classes:
        return command
    if isinstance(command, Reassign):
        return ClassifiedReassign(**vars(command), unit_class=classes[command.to])
    return ClassifiedAssign(**vars(command), unit_classes=classes)
