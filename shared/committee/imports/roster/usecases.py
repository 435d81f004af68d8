"""The use case of an import: a roster is read, planned and entered, as a whole or not at all; for the API and for HTML pages."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.events.journal import Recorder, journal_row, write_journal
from shared.committee.events.version import epoch_of
from shared.committee.imports.cells import RowError
from shared.committee.imports.outcome import SHOWN, cut
from shared.committee.imports.roster.plan import ImportPlan, RecordDifference, planned
from shared.committee.imports.roster.rows import ROSTER_HEADER, RosterRow, read
from shared.committee.imports.warnings import RowWarning
from shared.committee.imports.whole_file import WholeFileImports
from shared.committee.organizations.repository import OrganizationRecord, add, all_records, save
from shared.committee.organizations.usecases import organization_event
from shared.contracts.vocabulary import Role
from shared.messaging.outbox.table import append_to_outbox
from shared.storage.statements import chunks
from shared.web.accounts import Account
from shared.web.permissions import allow

RUN = "imports.run"


@dataclass(frozen=True, kw_only=True)
class ImportResult:
    """The result of an import. `skipped`: another service keeps the records; `differs`: rows that differ from a record, which stays.

    `warnings`: rows that can be entered but are doubtful. All errors, warnings and differences are counted, the first are listed.
    """

    dry_run: bool
    read: int
    entered: int
    established: int
    unchanged: int
    skipped: int
    difference_count: int
    error_count: int
    warning_count: int
    differs: list[RecordDifference]
    errors: list[RowError]
    warnings: list[RowWarning]


class ImportedRoster(NamedTuple):
    """A parsed file: its rows, their errors, and the tree of known organizations."""

    rows: list[RosterRow]
    errors: list[RowError]
    tree: OrganizationTree


class Imports(WholeFileImports[ImportedRoster, ImportPlan, ImportResult]):
    """The imports of rosters of one service."""

    header = ROSTER_HEADER

    async def read(
        self,
        account: Account,
        content: bytes,
        *,
        organization: str | None = None,  # noqa: ARG002 - the whole roster of the service is imported
        on: date | None = None,
        sheet: str = "",
    ) -> ImportedRoster:
        """Returns the roster of a file; raises `InvalidError` when the file as a whole cannot be read."""
        allow(account, RUN, relation="foreign")
        tables = await self._reader.read(content, sheet=sheet)
        rows, errors = await asyncio.to_thread(read, tables, on=on or self.context.today(), sheet=sheet)
        return ImportedRoster(rows, errors, await self.context.directory.tree())

    async def _planned(self, connection: AsyncConnection, file: ImportedRoster) -> ImportPlan:
        """Returns the plan; it is computed in a thread so that other requests are not delayed."""
        known, epoch = await all_records(connection), await epoch_of(connection)
        wrong, tree = {error.row for error in file.errors}, file.tree
        return await asyncio.to_thread(
            planned, file.rows, wrong, context=self.context, epoch=epoch, known=known, tree=tree
        )

    def _outcome(self, file: ImportedRoster, plan: ImportPlan, *, dry_run: bool) -> ImportResult:
        counts, found = plan.counts, [*file.errors, *plan.errors]
        errors = sorted(found, key=lambda error: (error.row, error.column))[:SHOWN]
        warnings = sorted(plan.warnings, key=lambda warning: (warning.row, warning.field))[:SHOWN]
        differs = plan.differs[:SHOWN]
        return ImportResult(
            dry_run=dry_run,
            read=len(file.rows),
            entered=counts["entered"],
            established=counts["established"],
            unchanged=counts["unchanged"],
            skipped=counts["skipped"],
            difference_count=len(plan.differs),
            error_count=len(found),
            warning_count=len(plan.warnings),
            differs=[replace(each, recorded=cut(each.recorded), given=cut(each.given)) for each in differs],
            errors=[replace(each, value=cut(each.value)) for each in errors],
            warnings=[replace(each, value=cut(each.value)) for each in warnings],
        )

    async def _write(
        self, connection: AsyncConnection, account: Account, _file: ImportedRoster, plan: ImportPlan
    ) -> list[OrganizationRecord]:
        await _write(connection, self.context, account, plan)
        return list(plan.records.values())

    def _subject(self, _file: ImportedRoster) -> str:
        return "organizations"


async def _write(connection: AsyncConnection, context: ServiceContext, account: Account, plan: ImportPlan) -> None:
    new = [record for key, record in plan.records.items() if key not in plan.known]
    await add(connection, new)
    for key in plan.records.keys() & plan.known.keys():
        await save(connection, plan.records[key], before=plan.known[key].version)
    by = Recorder(account=account.name, account_role=Role.SYSTEM_ADMINISTRATOR, role=Role.SYSTEM_ADMINISTRATOR)
    for some in chunks(plan.events):  # other requests are served between two portions
        now = context.now()
        published = [
            organization_event(record, event, producer=record.keeper, by=by, now=now) for record, event in some
        ]
        await append_to_outbox(connection, published)
        rows = [journal_row(each, event, by) for each, (_, event) in zip(published, some, strict=True)]
        await write_journal(connection, rows)
