"""The use case of an import of proposals: a file is read and checked as a whole, then stored and entered in portions."""

import asyncio
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.files.limits import TEXT_LIMITS
from shared.committee.files.reader import TableReader
from shared.committee.imports.cells import RowError
from shared.committee.imports.outcome import SHOWN, cut, refuse
from shared.committee.imports.warnings import RowWarning
from shared.committee.member_tables import members
from shared.committee.organizations.repository import OrganizationRecord
from shared.committee.plenary_sessions.repository import all_of
from shared.committee.proposal_imports import jobs
from shared.committee.proposal_imports.columns import ProposalLine, read_proposals, title_of
from shared.committee.proposal_imports.doubts import Known, doubts, with_known_words
from shared.committee.proposal_imports.schemas import ProposalImportResult
from shared.committee.proposal_imports.title_index import TitleIndex
from shared.committee.register_access import register_owner
from shared.committee.roles import recorder
from shared.committee.tables import proposals
from shared.web.accounts import Account

RUN = "proposals.import"
_DRAFT = "proposals.draft"


@dataclass(frozen=True, kw_only=True)
class ImportedProposals:
    """A parsed file: the committee, its rows, and their errors. `submits`: whether the proposals are submitted, or stay drafts."""

    organization: str
    rows: list[ProposalLine]
    errors: list[RowError]
    submits: bool = False


@dataclass(kw_only=True)
class ProposalPlan:
    """The rows that will be entered, and the doubts about them."""

    new: list[ProposalLine] = field(default_factory=list)
    warnings: list[RowWarning] = field(default_factory=list)


class ProposalImports:
    """The imports of proposals of one service."""

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
        return ImportedProposals(organization=owner, rows=rows, errors=errors)

    async def check(self, connection: AsyncConnection, file: ImportedProposals, /) -> ProposalImportResult:
        """Returns the result that an import would have."""
        return _outcome(file, await self._planned(connection, file), dry_run=True)

    async def enter(
        self, connection: AsyncConnection, account: Account, file: ImportedProposals, /, *, accepted: bool
    ) -> tuple[ProposalImportResult, list[OrganizationRecord]]:
        """Stores the import; its rows are entered in portions afterwards. Returns the result, and no record of an organization.

        Raises `InvalidError` `import-refused` or `import-doubtful` with the cells that prevent the import.
        """
        plan = await self._planned(connection, file)
        outcome = _outcome(file, plan, dry_run=False)
        refuse(outcome, title_of, accepted=accepted)
        charter = self.context.charters.on(self.context.today(), file.organization)
        id = await jobs.store(
            connection,
            file.organization,
            [with_known_words(row, charter) for row in plan.new],
            total=len(file.rows),
            by=recorder(account, _DRAFT),
            submits=file.submits,
            now=self.context.now(),
        )
        stored = (await jobs.find(connection, id)).result()
        return replace(stored, warnings=outcome.warnings, warning_count=outcome.warning_count), []

    async def _planned(self, connection: AsyncConnection, file: ImportedProposals) -> ProposalPlan:
        """Returns the rows that were not imported before; rows with errors are left out."""
        wrong = {error.row for error in file.errors}
        rows = [row for row in file.rows if row.number not in wrong]
        before = await jobs.imported(connection, file.organization, [row.key for row in rows])
        new = [row for row in rows if row.key not in before]
        charter = self.context.charters.on(self.context.today(), file.organization)
        titles, names = await _titles(connection, file.organization), await _members(connection, file.organization)
        known = Known(members=names, charter=charter, titles=TitleIndex())
        return ProposalPlan(new=new, warnings=await asyncio.to_thread(_doubts, new, known, titles))


def _doubts(rows: list[ProposalLine], known: Known, titles: list[tuple[str, str]]) -> list[RowWarning]:
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


def _outcome(file: ImportedProposals, plan: ProposalPlan, *, dry_run: bool) -> ProposalImportResult:
    errors = sorted(file.errors, key=lambda error: (error.row, error.column))[:SHOWN]
    wrong = {error.row for error in file.errors}
    return ProposalImportResult(
        dry_run=dry_run,
        read=len(file.rows),
        entered=len(plan.new),
        unchanged=len(file.rows) - len(plan.new) - len(wrong),
        error_count=len(file.errors),
        warning_count=len(plan.warnings),
        errors=[replace(each, value=cut(each.value)) for each in errors],
        warnings=[replace(each, value=cut(each.value)) for each in plan.warnings[:SHOWN]],
    )
