"""A register of a committee: its definition, and the use case that changes one of its entries."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import Column, ColumnElement, Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.events.version import changed_meanwhile, epoch_of
from shared.committee.registers.access import RegisterPermissions, is_visible, register_owner
from shared.domain.errors import NotFoundError
from shared.web.accounts import Account
from shared.web.paging import PageWindow

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True)
class RegisterEntry:
    """A row of a register: the columns that the tables of all registers have."""

    id: str
    organization: str
    name: str
    epoch: int
    sequence: int


@dataclass(frozen=True, kw_only=True)
class NumberedEntryView:
    """What the response bodies of entries have in common that are numbered in each year."""

    id: str
    organization: str
    year: int
    number: int
    name: str
    text: str


R = TypeVar("R", bound=RegisterEntry)
N = TypeVar("N", bound="DataclassInstance")
C = TypeVar("C")
V = TypeVar("V")


@dataclass(frozen=True)
class EntryTable(Generic[R]):
    """The table of a register, whose columns are the fields of `record`. `unknown`: code and text of the error for a missing id."""

    table: Table
    record: type[R]
    unknown: tuple[str, str]

    @cached_property
    def columns(self) -> tuple[Column[Any], ...]:
        """Returns the columns of an entry, in the order of the fields of the record."""
        return tuple(self.table.c[each.name] for each in fields(self.record))

    def missing(self, id: str) -> NotFoundError:
        """Returns the error for an id that no entry has, and for one of another organization."""
        code, sentence = self.unknown
        return NotFoundError(code, f"{sentence} {id}")

    async def find(self, connection: AsyncConnection, id: str) -> R:
        """Returns the entry of this id; raises `NotFoundError`."""
        row = (await connection.execute(select(*self.columns).where(self.table.c.id == id))).one_or_none()
        if row is None:
            raise self.missing(id)
        return self.record(*row)

    async def page(
        self,
        connection: AsyncConnection,
        wanted: Sequence[ColumnElement[bool]],
        window: PageWindow,
        *,
        order: Sequence[ColumnElement[Any]],
    ) -> tuple[list[R], int]:
        """Returns the entries of a page in this order, and the number of all for which these conditions are true."""
        total = await connection.scalar(select(func.count()).select_from(self.table).where(*wanted))
        query = select(*self.columns).where(*wanted).order_by(*order)
        rows = await connection.execute(query.limit(window.limit).offset(window.offset))
        return [self.record(*row) for row in rows], total or 0


@dataclass(frozen=True, kw_only=True)
class Register(Generic[R, N, C, V]):
    """The definition of a register. `name`: in addresses; `entry_title`, `enter_title`: of one entry, and of the command that enters it.

    `new`: the body of a new entry; `commands`: command -> its title and its body; `view`: the response body;
    `id_of`: the dependency that returns the id in the path; `described`: the description of the route of one entry.
    `read`: returns the response body as of a day.
    `change`: returns an entry as a command changes it, which `execute_on_entry` saves.
    """

    name: str
    entry_title: str
    enter_title: str
    described: str
    permissions: RegisterPermissions
    entries: EntryTable[R]
    id_of: Callable[..., Awaitable[str]]
    new: type[N]
    view: type[V]
    commands: Mapping[str, tuple[str, type[C]]]
    read: Callable[[AsyncConnection, R, date, OrganizationTree], Awaitable[V]]
    enter: Callable[[TransactionContext, Account, N], Awaitable[R]]
    change: Callable[[TransactionContext, Account, R, C], Awaitable[R]]

    @property
    def address(self) -> str:
        return f"/api/v1/{self.name}"


async def find_visible(
    register: Register[R, N, C, V],
    connection: AsyncConnection,
    account: Account,
    id: str,
    *,
    context: ServiceContext,
    tree: OrganizationTree,
) -> R:
    """Returns an entry; raises the error of a missing one for an entry of another organization, so that nobody learns which exist there."""
    found = await register.entries.find(connection, id)
    if not is_visible(account, found.organization, register.permissions.read, context=context, tree=tree):
        raise register.entries.missing(id)
    return found


async def execute_on_entry(
    register: Register[R, N, C, V],
    tx: TransactionContext,
    account: Account,
    id: str,
    command: C,
    *,
    check_version: Callable[[R], None],
) -> R:
    """Executes a command on an entry on behalf of an account. `check_version` raises when the row is not what the account has seen.

    Raises `ForbiddenError` when the account may not change the register, and `changed-meanwhile` when a concurrent transaction was first.
    """
    before = await find_visible(register, tx.connection, account, id, context=tx.context, tree=tx.tree)
    register_owner(account, before.organization, register.permissions.manage, context=tx.context, tree=tx.tree)
    check_version(before)
    changed = await register.change(tx, account, before, command)
    after = replace(changed, epoch=await epoch_of(tx.connection), sequence=before.sequence + 1)
    table = register.entries.table
    known = (table.c.id == before.id) & (table.c.epoch == before.epoch) & (table.c.sequence == before.sequence)
    if (await tx.connection.execute(update(table).where(known).values(**vars(after)))).rowcount != 1:
        raise changed_meanwhile()
    return after
