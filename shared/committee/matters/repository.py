"""The repository of matters. A matter is saved only if its version is still the one that was loaded."""

from collections.abc import Mapping, Sequence
from functools import cache

import msgspec
from sqlalchemy import Insert, Select, Table, Update, and_, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from shared.committee import matter_texts
from shared.committee.events.version import changed_meanwhile
from shared.committee.exclusive_keys import exclusive_keys
from shared.committee.matters.kind import AnyKind, Kind
from shared.committee.matters.kind_definition import Commands
from shared.committee.matters.record import AnyRow, MatterRecord, MatterStateRow, RelatedMatter, State
from shared.committee.registers.tables import matter_members
from shared.committee.tables import UnitPart, matter_units, numbers
from shared.domain.errors import NotFoundError
from shared.storage.statements import insert_for, insert_into


def record_of(kind: Kind[State, Commands], row: MatterStateRow) -> MatterRecord[State]:
    """Returns the record of a row of the kind's table."""
    return MatterRecord(
        row.id, row.organization, row.number, row.title, row.author, row.epoch, row.sequence, kind.decode(row.state)
    )


async def row_of(
    connection: AsyncConnection, kind: Kind[State, Commands], id: str, *, for_update: bool = False
) -> AnyRow:
    """Returns the row of this id; raises `unknown-proposal`, `unknown-opinion` … when there is none. `for_update`: see `load`."""
    row = (await connection.execute(_one(kind.table, for_update=for_update), {"of_id": id})).one_or_none()
    if row is None:
        raise unknown_matter(kind, id)
    return row


def unknown_matter(kind: AnyKind, id: str) -> NotFoundError:
    """Returns the error of a matter that does not exist, or that belongs to another organization than the account."""
    return NotFoundError(f"unknown-{kind.noun}", f"没有{kind.title_zh} {id}")


async def load(
    connection: AsyncConnection, kind: Kind[State, Commands], id: str, *, for_update: bool = False
) -> MatterRecord[State]:
    """Returns the matter of this id; raises `unknown-proposal`, `unknown-opinion` … when there is none.

    `for_update`: a concurrent transaction that also changes the matter waits for this one to end, and then reads what it has written.
    """
    return record_of(kind, await row_of(connection, kind, id, for_update=for_update))


async def related_matter(connection: AsyncConnection, kind: Kind[State, Commands], id: str) -> RelatedMatter:
    """Returns the title and the texts of a matter that the page of another one shows."""
    row: MatterStateRow = await row_of(connection, kind, id)
    return RelatedMatter(row.title, await matter_texts.of(connection, id))


async def lock(connection: AsyncConnection, kind: Kind[State, Commands], *ids: str) -> None:
    """Locks matters that one transaction will change, in the order of their ids, so that no two transactions wait for each other."""
    rows = select(kind.table.c.id).where(kind.table.c.id.in_(ids)).order_by(kind.table.c.id).with_for_update()
    await connection.execute(rows)


async def next_number(connection: AsyncConnection, organization: str, subject: str, year: int) -> int:
    """Returns the next number of an organization, kind or register, and year; concurrent transactions wait for this one to end."""
    return await next_numbers(connection, organization, subject, year, count=1)


async def next_numbers(connection: AsyncConnection, organization: str, subject: str, year: int, *, count: int) -> int:
    """Takes the next `count` numbers and returns the first; a negative `count` gives back the last ones of this transaction."""
    taken = {"organization": organization, "kind": str(subject), "year": year, "last": count}
    last = (await connection.execute(_taking(connection.dialect.name), taken)).scalar_one()
    return last - count + 1


@cache
def _taking(dialect: str) -> ReturningInsert[int]:
    first = insert_for(dialect, numbers)
    more = {"last": numbers.c.last + first.excluded.last}
    upsert = first.on_conflict_do_update(index_elements=["organization", "kind", "year"], set_=more)
    return upsert.returning(numbers.c.last)


async def reserve(connection: AsyncConnection, organization: str, kind: str, year: int, number: int) -> None:
    """Reserves all numbers up to this one: `next_number` continues after it."""
    first = insert_into(connection, numbers).values(organization=organization, kind=kind, year=year, last=number)
    higher = first.on_conflict_do_update(
        index_elements=["organization", "kind", "year"],
        set_={"last": number},
        where=numbers.c.last < number,
    )
    await connection.execute(higher)


async def add(connection: AsyncConnection, kind: Kind[State, Commands], matters: Sequence[MatterRecord[State]]) -> None:
    """Inserts new matters."""
    await connection.execute(_insertion(kind.table), [_inserted(kind, matter) for matter in matters])
    units = [
        {"matter": each.id, "unit": unit, "part": part}
        for each in matters
        for part, names in _units(kind, each.state).items()
        for unit in sorted(names)
    ]
    if units:
        await connection.execute(matter_units.insert(), units)
    held = [
        {"organization": each.organization, "key": key, "matter": each.id}
        for each in matters
        for key in sorted(kind.exclusive_keys(each))
    ]
    if held:
        await connection.execute(exclusive_keys.insert(), held)


def _inserted(kind: Kind[State, Commands], matter: MatterRecord[State]) -> dict[str, object]:
    identity = {"id": matter.id, "organization": matter.organization, "number": matter.number, "author": matter.author}
    return {**identity, "year": matter.state.year, **_saved(kind, matter)}


async def save(
    connection: AsyncConnection,
    kind: Kind[State, Commands],
    matter: MatterRecord[State],
    *,
    before: MatterRecord[State],
) -> None:
    """Saves the new state; raises `changed-meanwhile` when the stored version is no longer that of `before`."""
    known = {"of_id": before.id, "of_epoch": before.epoch, "of_sequence": before.sequence}
    if (await connection.execute(_update(kind.table), {**_saved(kind, matter), **known})).rowcount != 1:
        raise changed_meanwhile()
    units_before = _units(kind, before.state)
    for part, units in _units(kind, matter.state).items():
        if units != units_before[part]:
            await _put(connection, matter_units, "unit", {"matter": matter.id, "part": part}, units)
    if (held := kind.exclusive_keys(matter)) != kind.exclusive_keys(before):
        owner = {"organization": matter.organization, "matter": matter.id}
        await _put(connection, exclusive_keys, "key", owner, held)


def _units(kind: Kind[State, Commands], state: State) -> dict[UnitPart, frozenset[str]]:
    """Returns the units whose accounts list the matter: its handlers and its coordinating offices."""
    return {UnitPart.HANDLER: kind.units(state), UnitPart.COORDINATOR: kind.coordinators(state)}


@cache
def _one(table: Table, *, for_update: bool) -> Select[AnyRow]:
    query = select(table).where(table.c.id == bindparam("of_id"))
    return query.with_for_update() if for_update else query


@cache
def _insertion(table: Table) -> Insert:
    return table.insert()


@cache
def _update(table: Table) -> Update:
    return update(table).where(
        table.c.id == bindparam("of_id"),
        table.c.epoch == bindparam("of_epoch"),
        table.c.sequence == bindparam("of_sequence"),
    )


def _saved(kind: Kind[State, Commands], matter: MatterRecord[State]) -> dict[str, object]:
    return {
        **kind.columns(matter.state),
        "title": matter.title,
        "status": str(matter.state.status),
        "epoch": matter.epoch,
        "sequence": matter.sequence,
        "state": msgspec.json.encode(matter.state).decode(),
    }


async def _put(
    connection: AsyncConnection, table: Table, column: str, owner: Mapping[str, str], wanted: frozenset[str]
) -> None:
    """Inserts and deletes the rows of an owner so that their values in the column are those that are wanted."""
    here, value = and_(*(table.c[name] == each for name, each in owner.items())), table.c[column]
    known = set((await connection.execute(select(value).where(here))).scalars())
    if known - wanted:
        await connection.execute(table.delete().where(here, value.in_(known - wanted)))
    if wanted - known:
        await connection.execute(table.insert(), [{**owner, column: each} for each in sorted(wanted - known)])


async def put_proposers(connection: AsyncConnection, proposers: Mapping[str, Mapping[int, str]]) -> None:
    """Stores which members propose matters: the id of a matter -> the members by their numbers among its proposers."""
    rows = [
        {"matter": matter, "member_id": id, "signatory": number}
        for matter, numbered in proposers.items()
        for number, id in numbered.items()
    ]
    if rows:
        await connection.execute(matter_members.insert(), rows)
