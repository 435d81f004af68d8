"""Use cases of imports that enter a file as a whole or not at all: a file is read, planned and entered."""

import asyncio
from abc import ABC, abstractmethod
from typing import ClassVar, Generic, NamedTuple, Protocol, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.files.reader import FileTable, TableReader
from shared.committee.imports.cells import RowError
from shared.committee.imports.columns import FileHeader
from shared.committee.imports.outcome import ImportOutcome, Row, record_import, refuse
from shared.committee.organizations.repository import OrganizationRecord
from shared.committee.registers.access import register_owner
from shared.web.accounts import Account

F = TypeVar("F")
P = TypeVar("P")
R = TypeVar("R", bound=ImportOutcome)


class FileImport(Protocol[F]):
    """The use case of an import; `organization`: whose register it is, for an administrator."""

    @property
    def context(self) -> ServiceContext: ...

    async def read(
        self, account: Account, content: bytes, *, organization: str | None = None, sheet: str = ""
    ) -> F: ...

    async def check(self, connection: AsyncConnection, file: F, /) -> object: ...

    async def enter(
        self, connection: AsyncConnection, account: Account, file: F, /, *, accepted: bool
    ) -> tuple[object, list[OrganizationRecord]]: ...


class RegisterImport(FileImport[F], Protocol):
    """The use case of an import into the register of one organization. `header`: the columns of the file; `permission`: to import."""

    header: ClassVar[FileHeader]
    permission: ClassVar[str]


class RegisterFile(Protocol):
    """A parsed file, and the organization into whose register it is imported."""

    @property
    def organization(self) -> str: ...


OwnFile = TypeVar("OwnFile", bound=RegisterFile)


class ImportedRows(NamedTuple, Generic[Row]):
    """A parsed file: the organization into whose register it is imported, its rows, and their errors."""

    organization: str
    rows: list[Row]
    errors: list[RowError]

    def valid_rows(self) -> list[Row]:
        """Returns the rows without errors."""
        wrong = {error.row for error in self.errors}
        return [row for row in self.rows if row.line.number not in wrong]


class WholeFileImports(ABC, Generic[F, P, R]):
    """The imports of one service of a parsed file `F`; `P`: the plan of its rows; `R`: the result. `header`: the columns of the file."""

    header: ClassVar[FileHeader]

    def __init__(self, context: ServiceContext) -> None:
        self.context = context
        self._reader = TableReader()

    async def check(self, connection: AsyncConnection, file: F, /) -> R:
        """Returns the result that an import would have."""
        return self._outcome(file, await self._planned(connection, file), dry_run=True)

    async def enter(
        self, connection: AsyncConnection, account: Account, file: F, /, *, accepted: bool
    ) -> tuple[R, list[OrganizationRecord]]:
        """Enters the file; returns the result and the records of organizations. `accepted`: the user has accepted the warnings.

        Raises `InvalidError` `import-refused` or `import-doubtful` with the cells that prevent the import.
        """
        plan = await self._planned(connection, file)
        outcome = self._outcome(file, plan, dry_run=False)
        refuse(outcome, self.header.title_of, accepted=accepted)
        records = await self._write(connection, account, file, plan)
        await record_import(connection, account, self._subject(file), outcome.entered, self.context.now())
        return outcome, records

    @abstractmethod
    async def _planned(self, connection: AsyncConnection, file: F) -> P:
        """Returns what becomes of each row, without writing to the database."""

    @abstractmethod
    def _outcome(self, file: F, plan: P, *, dry_run: bool) -> R:
        """Returns the result of a plan."""

    @abstractmethod
    async def _write(self, connection: AsyncConnection, account: Account, file: F, plan: P) -> list[OrganizationRecord]:
        """Writes what is new; returns the records of organizations among it."""

    @abstractmethod
    def _subject(self, file: F) -> str:
        """Returns the kind of the rows, and the organization, for the audit log."""


class RegisterImports(WholeFileImports[OwnFile, P, R]):
    """The imports into the register of one organization. `permission`: to import; `register`: its name in the audit log."""

    permission: ClassVar[str]
    register: ClassVar[str]

    async def read(
        self, account: Account, content: bytes, *, organization: str | None = None, sheet: str = ""
    ) -> OwnFile:
        """Returns the parsed file; raises `InvalidError` when the file as a whole cannot be read."""
        tree = await self.context.directory.tree()
        owner = register_owner(account, organization, self.permission, context=self.context, tree=tree)
        tables = await self._reader.read(content, sheet=sheet)
        return await asyncio.to_thread(self._parsed, owner, account, tables, sheet)

    @abstractmethod
    def _parsed(self, organization: str, account: Account, tables: list[FileTable], sheet: str) -> OwnFile:
        """Returns the rows of a file with the errors in their cells."""

    async def _write(
        self, connection: AsyncConnection, account: Account, file: OwnFile, plan: P
    ) -> list[OrganizationRecord]:
        await self._add(connection, account, file, plan)
        return []

    @abstractmethod
    async def _add(self, connection: AsyncConnection, account: Account, file: OwnFile, plan: P) -> None:
        """Adds what is new to the register."""

    def _subject(self, file: OwnFile) -> str:
        return f"{self.register} {file.organization}"

    async def _transaction(self, connection: AsyncConnection) -> TransactionContext:
        return TransactionContext(connection, self.context, await self.context.directory.tree())
