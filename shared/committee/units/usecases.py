"""The use cases of the register of handling units. Each runs inside the transaction of its request."""

from dataclasses import replace
from datetime import date

from shared.committee.context import TransactionContext
from shared.committee.events.version import epoch_of
from shared.committee.matters.repository import next_number
from shared.committee.registers.access import UNITS, register_owner
from shared.committee.units.repository import UnitName, UnitRecord, add, add_name, change_name, names_of, remove_aliases
from shared.committee.units.schemas import ChangeUnit, NewUnit, ReinstateUnit, RenameUnit, RetireUnit, UnitCommand
from shared.domain.comparison import name_key
from shared.domain.errors import ConflictError, invalid
from shared.domain.lines import name_in
from shared.web.accounts import Account

_NUMBERED = "unit"
"""The kind of the numbers in the ids of units."""


async def enter(tx: TransactionContext, account: Account, new: NewUnit) -> UnitRecord:
    """Enters a unit with its aliases; raises `ConflictError` `name-taken` when another unit has one of the names."""
    organization = register_owner(account, new.organization, UNITS.manage, context=tx.context, tree=tx.tree)
    number = await next_number(tx.connection, organization, _NUMBERED, 0)
    record = UnitRecord(
        id=f"{organization}-u-{number}",
        organization=organization,
        name=name_in("name", new.name),
        unit_class=str(new.unit_class),
        active_from=_day(new.on, tx),
        active_until=None,
        epoch=await epoch_of(tx.connection),
        sequence=1,
    )
    await add(tx.connection, record)
    await add_name(tx.connection, organization, UnitName(record.id, record.name, "current"), field="name")
    await _add_aliases(tx, record, new.aliases)
    return record


async def change(tx: TransactionContext, _account: Account, unit: UnitRecord, command: UnitCommand) -> UnitRecord:
    """Returns the unit as a command changes it, without saving it; its names are saved."""
    match command:
        case RenameUnit():
            return await _rename(tx, unit, name_in("name", command.name), _day(command.on, tx))
        case ChangeUnit():
            return await _reclassify(tx, unit, command)
        case RetireUnit():
            return _retire(unit, _day(command.on, tx))
        case ReinstateUnit():
            return _reinstate(unit)


async def _rename(tx: TransactionContext, unit: UnitRecord, name: str, day: date) -> UnitRecord:
    """Makes a name the current one; the old name becomes a former one, unless both have the same comparison key."""
    if name == unit.name:
        raise invalid("name", name, "与现名相同")
    if day < unit.active_from:
        raise invalid("on", day.isoformat(), f"不能早于启用日期{unit.active_from.isoformat()}")
    connection, old, new = tx.connection, name_key(unit.name), name_key(name)
    known = {name_key(each.name) for each in (await names_of(connection, [unit.id]))[unit.id]}
    if new != old:
        await change_name(connection, unit.organization, old, UnitName(unit.id, unit.name, "former", day))
    current = UnitName(unit.id, name, "current")
    if new in known:
        await change_name(connection, unit.organization, new, current)
    else:
        await add_name(connection, unit.organization, current, field="name")
    return replace(unit, name=name)


async def _reclassify(tx: TransactionContext, unit: UnitRecord, command: ChangeUnit) -> UnitRecord:
    if command.unit_class is None and command.aliases is None:
        raise invalid("class", None, "类别和别名至少填写一项")
    if command.aliases is not None:
        await remove_aliases(tx.connection, unit.id)
        await _add_aliases(tx, unit, command.aliases)
    return unit if command.unit_class is None else replace(unit, unit_class=str(command.unit_class))


async def _add_aliases(tx: TransactionContext, unit: UnitRecord, aliases: tuple[str, ...]) -> None:
    """Adds the aliases that are not names of the unit yet."""
    known = {name_key(each.name) for each in (await names_of(tx.connection, [unit.id]))[unit.id]}
    for index, alias in enumerate(aliases):
        name = name_in(f"aliases.{index}", alias)
        if name_key(name) in known:
            continue
        known.add(name_key(name))
        await add_name(tx.connection, unit.organization, UnitName(unit.id, name, "alias"), field="aliases")


def _retire(unit: UnitRecord, day: date) -> UnitRecord:
    if unit.active_until is not None:
        raise ConflictError(
            "already-retired", f"“{unit.name}”已自{unit.active_until.isoformat()}起停用；日期有误的，请先恢复，再停用"
        )
    if day < unit.active_from:
        raise invalid("on", day.isoformat(), f"不能早于启用日期{unit.active_from.isoformat()}")
    return replace(unit, active_until=day)


def _reinstate(unit: UnitRecord) -> UnitRecord:
    if unit.active_until is None:
        raise ConflictError("not-retired", f"“{unit.name}”没有停用，不需要恢复；可以停用或更名")
    return replace(unit, active_until=None)


def _day(given: date | None, tx: TransactionContext) -> date:
    """Returns the day that a body names, by default today; raises `InvalidError` for a later day."""
    today = tx.context.today()
    if given is not None and given > today:
        raise invalid("on", given.isoformat(), "不能晚于今天")
    return given or today
