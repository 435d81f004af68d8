"""The use case of an import of grass-roots platforms: a file is read, compared and entered, as a whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder, recorder
from shared.committee.files.reader import FileTable
from shared.committee.imports.cells import RowError, refused_cells
from shared.committee.imports.outcome import RowImportResult, RowPlan
from shared.committee.imports.platforms.rows import PLATFORM_HEADER, PlatformLine, read_platforms
from shared.committee.imports.whole_file import RegisterImports
from shared.committee.kinds.platforms.kind import PLATFORMS
from shared.committee.kinds.platforms.placement import open_platforms, prepare
from shared.committee.kinds.platforms.schemas import NewPlatform
from shared.committee.matters.creation import NewMatter, create_matters, refusal_of
from shared.committee.matters.usecases import check_level
from shared.committee.tables import platforms
from shared.contracts.platform_vocabulary import PlatformClass, PlatformState
from shared.domain.comparison import name_key
from shared.domain.errors import LianxiError
from shared.domain.platforms.commands import FilePlatform, PlatformCommand
from shared.web.accounts import Account

RUN = "platforms.file"
"""The permission to import: whoever imports platforms files them as well."""
_REGISTER = "platforms.register"
_DOWNWARDS = tuple(PlatformClass)
"""The classes in the order in which they are entered: what is above comes first."""


@dataclass(frozen=True, kw_only=True)
class PlatformImportResult(RowImportResult):
    """The result of an import of platforms. `unchanged`: rows with class, name and parent of an open platform, which stays as it is."""


@dataclass(frozen=True, kw_only=True)
class ImportedPlatforms:
    """A parsed file: the organization, its rows, and their errors. `files`: whether what is filed 备案 is filed at once."""

    organization: str
    account: Account
    rows: list[PlatformLine]
    errors: list[RowError]
    files: bool = False


PlatformPlan = RowPlan[PlatformLine]


class PlatformImports(RegisterImports[ImportedPlatforms, PlatformPlan, PlatformImportResult]):
    """The imports of platforms of one service."""

    header, permission, register = PLATFORM_HEADER, RUN, "platforms"

    def _parsed(self, organization: str, account: Account, tables: list[FileTable], sheet: str) -> ImportedPlatforms:
        rows, errors = read_platforms(tables, sheet=sheet)
        return ImportedPlatforms(organization=organization, account=account, rows=rows, errors=errors)

    async def _add(
        self, connection: AsyncConnection, account: Account, file: ImportedPlatforms, plan: PlatformPlan
    ) -> None:
        tx, by = await self._transaction(connection), recorder(account, _REGISTER)
        for platform in _DOWNWARDS:
            bodies = [each.new for each in plan.new if each.new.platform is platform]
            if bodies:
                await _create(tx, account, file, bodies, by)

    def _outcome(self, file: ImportedPlatforms, plan: PlatformPlan, *, dry_run: bool) -> PlatformImportResult:
        return PlatformImportResult(**vars(plan.result(read=len(file.rows), dry_run=dry_run)))

    async def _planned(self, connection: AsyncConnection, file: ImportedPlatforms) -> PlatformPlan:
        """Returns what becomes of each row: platforms of the file may be above others of it."""
        tx = await self._transaction(connection)
        check_level(tx, file.organization, PLATFORMS)
        bodies = [each.new for each in file.rows]
        others, by = await open_platforms(tx, file.organization, bodies), recorder(file.account, _REGISTER)
        known = await _known(connection, file.organization)
        wrong = {error.row for error in file.errors}
        new, errors, unchanged = list[PlatformLine](), list(file.errors), 0
        for row in sorted(file.rows, key=lambda row: (_DOWNWARDS.index(row.new.platform), row.line.number)):
            if row.line.number in wrong:
                continue
            if (row.new.platform, name_key(row.new.title), name_key(row.new.parent or "")) in known:
                unchanged += 1
                continue
            try:
                placed = others.placed(row.new, self.context.today())
                others.add(placed)
            except LianxiError as error:
                errors += refused_cells(row.line, error, column="title")
                continue
            begun = NewMatter[PlatformCommand](
                command=placed.command(tx.tree.level(file.organization)), title=placed.title, texts=placed.texts()
            )
            refused = await refusal_of(tx, PLATFORMS, file.organization, begun, by=by)
            errors += refused_cells(row.line, refused[1], column="title") if refused else []
            new += [] if refused else [row]
        return PlatformPlan(new=new, unchanged=unchanged, errors=errors)


async def _create(
    tx: TransactionContext, account: Account, file: ImportedPlatforms, bodies: Sequence[NewPlatform], by: Recorder
) -> None:
    """Registers platforms of one class, whose parents are stored; raises the error of the first one that is refused."""
    complete = await prepare(tx, account, file.organization, bodies)
    level, begun = tx.tree.level(file.organization), list[NewMatter[PlatformCommand]]()
    for body in bodies:
        new, _ = complete(body)
        then = FilePlatform(on=body.on, late_reason=body.late_reason) if file.files and body.platform.is_filed else None
        begun.append(NewMatter(command=new.command(level), title=new.title, texts=new.texts(), then=then))
    for created in await create_matters(tx, PLATFORMS, file.organization, begun, by=by):
        if isinstance(created, LianxiError):
            raise created


async def _known(connection: AsyncConnection, organization: str) -> set[tuple[str, str, str]]:
    """Returns class, name and parent of every open platform, the parent by its id and by its name: a file may be imported again."""
    table = platforms.c
    own = (table.organization == organization) & (table.status != str(PlatformState.CLOSED))
    query = select(table.id, table.title, table.platform, table.parent).where(own)
    rows = (await connection.execute(query)).all()
    names = {row.id: row.title for row in rows}
    parents = {row.id: {row.parent or "", names.get(row.parent, "")} for row in rows}
    return {
        (row.platform, name_key(row.title), name_key(parent))
        for row in rows
        for parent in parents[row.id]
        if parent or row.parent is None
    }
