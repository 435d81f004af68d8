"""The use case of an import of proposals: a file is read and checked as a whole, then stored and entered in portions."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.events.journal import recorder
from shared.committee.files.limits import TEXT_LIMITS
from shared.committee.files.reader import TableReader
from shared.committee.imports.cells import RowError
from shared.committee.imports.columns import FileHeader
from shared.committee.imports.outcome import SHOWN, cut, record_import, refuse
from shared.committee.imports.proposals import jobs
from shared.committee.imports.proposals.columns import PROPOSAL_HEADER, ProposalLine, read_proposals
from shared.committee.imports.proposals.doubts import ComparisonData, doubts, with_known_words
from shared.committee.imports.proposals.rows import RowRules
from shared.committee.imports.proposals.schemas import ProposalImportResult, RowRefusal
from shared.committee.imports.proposals.title_index import TitleIndex
from shared.committee.imports.warnings import RowWarning
from shared.committee.organizations.repository import OrganizationRecord
from shared.committee.plenary_sessions.repository import all_of
from shared.committee.registers.access import register_owner
from shared.committee.registers.tables import members
from shared.committee.tables import proposals
from shared.web.accounts import Account

RUN = "proposals.import"
_DRAFT = "proposals.draft"


@dataclass(frozen=True, kw_only=True)
class ImportedProposals:
    """A parsed file: the committee, its rows, and their errors. `submits`: whether the proposals are submitted, or stay drafts.

    `new`: the rows without errors that were not imported before; `warnings` and `refusals`: about them.
    """

    organization: str
    rows: list[ProposalLine]
    errors: list[RowError]
    new: list[ProposalLine]
    warnings: list[RowWarning]
    refusals: list[RowRefusal]
    submits: bool = False


class ProposalImports:
    """The imports of proposals of one service."""

    header: ClassVar[FileHeader] = PROPOSAL_HEADER
    permission: ClassVar[str] = RUN

    def __init__(self, context: ServiceContext) -> None:
        self.context = context
        self._reader = TableReader(TEXT_LIMITS)

    async def read(
        self, account: Account, content: bytes, *, organization: str | None = None, sheet: str = ""
    ) -> ImportedProposals:
        """Returns the proposals of a file; raises `InvalidError` when the file as a whole cannot be read."""
        tree = await self.context.directory.tree()
        owner = register_owner(account, organization, RUN, context=self.context, tree=tree)
        async with self.context.service.reading() as connection:
            sessions = await all_of(connection, owner)
        tables = await self._reader.read(content, sheet=sheet)
        rows, errors = await asyncio.to_thread(read_proposals, tables, sessions=sessions, sheet=sheet)
        del tables
        async with self.context.service.reading() as connection:
            new = await _not_imported(connection, owner, rows, errors)
            warnings, new = await self._doubted(connection, owner, new)
            rules = RowRules(TransactionContext(connection, self.context, tree), owner, recorder(account, _DRAFT))
            refusals = await rules.refusals(new)
        return ImportedProposals(
            organization=owner, rows=rows, errors=errors, new=new, warnings=warnings, refusals=refusals
        )

    async def _doubted(
        self, connection: AsyncConnection, organization: str, rows: list[ProposalLine]
    ) -> tuple[list[RowWarning], list[ProposalLine]]:
        """Returns the warnings about rows, and the rows as they are entered."""
        charter = self.context.charters.on(self.context.today(), organization)
        titles, names = await _titles(connection, organization), await _members(connection, organization)
        index = TitleIndex(least=charter.similar_title_percent / 100)
        known = ComparisonData(members=names, charter=charter, titles=index)
        warnings = await asyncio.to_thread(_doubts, rows, known, titles)
        return warnings, [with_known_words(row, charter) for row in rows]

    async def check(self, _connection: AsyncConnection, file: ImportedProposals, /) -> ProposalImportResult:
        """Returns the result that an import would have."""
        return _outcome(file, dry_run=True)

    async def enter(
        self, connection: AsyncConnection, account: Account, file: ImportedProposals, /, *, accepted: bool
    ) -> tuple[ProposalImportResult, list[OrganizationRecord]]:
        """Stores the import; its rows are entered in portions afterwards. Returns the result, and no record of an organization.

        Raises `InvalidError` `import-refused` or `import-doubtful` with the cells that prevent the import.
        """
        outcome = _outcome(file, dry_run=False)
        refuse(outcome, PROPOSAL_HEADER.title_of, accepted=accepted)
        id = await jobs.store(
            connection,
            file.organization,
            await _not_imported(connection, file.organization, file.new, ()),
            total=len(file.rows),
            by=recorder(account, _DRAFT),
            submits=file.submits,
            now=self.context.now(),
        )
        now = self.context.now()
        await record_import(connection, account, f"proposals {file.organization}", len(file.rows), now)
        stored = (await jobs.find(connection, id)).result()
        return replace(stored, warnings=outcome.warnings, warning_count=outcome.warning_count), []


async def _not_imported(
    connection: AsyncConnection, organization: str, rows: Sequence[ProposalLine], errors: Sequence[RowError]
) -> list[ProposalLine]:
    """Returns the rows that have no error and were not imported before."""
    wrong = {error.row for error in errors}
    before = await jobs.imported(connection, organization, [row.key for row in rows])
    return [row for row in rows if row.key not in before and row.number not in wrong]


def _doubts(rows: list[ProposalLine], known: ComparisonData, titles: list[tuple[str, str]]) -> list[RowWarning]:
    for title, note in titles:
        known.titles.add(title, note)
    return doubts(rows, known)


async def _titles(connection: AsyncConnection, organization: str) -> list[tuple[str, str]]:
    """Returns the titles of the stored proposals of a committee, each with its number as a warning names it."""
    table = proposals.c
    query = select(table.title, table.year, table.number).where(table.organization == organization)
    return [(row.title, f"{row.year}年第{row.number}号提案") for row in await connection.execute(query)]


async def _members(connection: AsyncConnection, organization: str) -> frozenset[str]:
    """Returns the keys of the names of the present members; empty for a committee without a register."""
    table = members.c
    query = select(table.name_key).where(table.organization == organization, table.left_on.is_(None))
    return frozenset((await connection.execute(query)).scalars())


def _outcome(file: ImportedProposals, *, dry_run: bool) -> ProposalImportResult:
    errors = sorted(file.errors, key=lambda error: (error.row, error.column))[:SHOWN]
    wrong = {error.row for error in file.errors}
    return ProposalImportResult(
        dry_run=dry_run,
        read=len(file.rows),
        entered=len(file.new),
        unchanged=len(file.rows) - len(file.new) - len(wrong),
        error_count=len(file.errors),
        warning_count=len(file.warnings),
        refusal_count=len(file.refusals),
        errors=[replace(each, value=cut(each.value)) for each in errors],
        warnings=[replace(each, value=cut(each.value)) for each in file.warnings[:SHOWN]],
        refusals=file.refusals[:SHOWN],
    )
