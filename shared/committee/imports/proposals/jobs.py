"""The stored imports of proposals: their rows wait in a table, and their counters are the progress that a page shows."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.events.journal import Recorder
from shared.committee.imports.cells import RowError
from shared.committee.imports.outcome import SHOWN
from shared.committee.imports.proposals.columns import ProposalLine
from shared.committee.imports.proposals.schemas import ProposalImportResult
from shared.committee.imports.proposals.tables import imported_proposals, proposal_import_rows, proposal_imports
from shared.committee.kinds.proposals.drafts import NewProposal
from shared.contracts.vocabulary import Role
from shared.domain.errors import NotFoundError
from shared.storage.statements import chunks, insert_into

_PROPOSAL = TypeAdapter(NewProposal)
_PROBLEMS = TypeAdapter(list[RowError])


class ImportJob(NamedTuple):
    """A row of the imports. `problems`: the first refusals as JSON."""

    id: str
    organization: str
    account: str
    account_role: str
    submits: int
    total: int
    entered: int
    unchanged: int
    failed: int
    problems: str
    created_at: datetime
    finished_at: datetime | None

    @property
    def by(self) -> Recorder:
        """Returns the recorder of the proposals: the account, on behalf of their proposers."""
        return Recorder(account=self.account, account_role=Role(self.account_role), role=Role.MEMBER)

    def result(self) -> ProposalImportResult:
        """Returns its progress, as a response contains it."""
        errors = _PROBLEMS.validate_json(self.problems)
        return ProposalImportResult(
            dry_run=False,
            import_id=self.id,
            read=self.total,
            entered=self.entered,
            unchanged=self.unchanged,
            failed=self.failed,
            waiting=self.total - self.entered - self.unchanged - self.failed,
            error_count=self.failed,
            errors=errors,
        )


class WaitingRow(NamedTuple):
    """A row that is not done yet."""

    number: int
    key: str
    proposal: NewProposal


_COLUMNS = tuple(proposal_imports.c[name] for name in ImportJob._fields)


async def store(  # noqa: PLR0913 - the columns of a job
    connection: AsyncConnection,
    organization: str,
    rows: Sequence[ProposalLine],
    *,
    total: int,
    by: Recorder,
    submits: bool,
    now: datetime,
) -> str:
    """Stores an import with the rows that it will enter, and returns its id; the others of `total` were imported before."""
    id = secrets.token_urlsafe(18)
    job = ImportJob(
        id=id,
        organization=organization,
        account=by.account,
        account_role=str(by.account_role),
        submits=int(submits),
        total=total,
        entered=0,
        unchanged=total - len(rows),
        failed=0,
        problems="[]",
        created_at=now,
        finished_at=None if rows else now,
    )
    await connection.execute(insert(proposal_imports), job._asdict())
    for some in chunks(rows):
        values = [
            {
                "import_id": id,
                "number": row.number,
                "key": row.key,
                "proposal": _PROPOSAL.dump_json(row.proposal).decode(),
            }
            for row in some
        ]
        await connection.execute(insert(proposal_import_rows), values)
    return id


def unknown_import() -> NotFoundError:
    """Returns the error for an id that no import has, and for one of another committee."""
    return NotFoundError("unknown-import", "没有这次导入")


async def find(connection: AsyncConnection, id: str, *, for_update: bool = False) -> ImportJob:
    """Returns the import of this id; raises `NotFoundError` when there is none. `for_update`: locked until the end of the transaction."""
    query = select(*_COLUMNS).where(proposal_imports.c.id == id)
    row = (await connection.execute(query.with_for_update() if for_update else query)).one_or_none()
    if row is None:
        raise unknown_import()
    return ImportJob._make(row)


async def unfinished(connection: AsyncConnection) -> list[ImportJob]:
    """Returns the imports with rows that are not done, the oldest first."""
    table = proposal_imports.c
    query = select(*_COLUMNS).where(table.finished_at.is_(None)).order_by(table.created_at, table.id)
    return [ImportJob._make(row) for row in await connection.execute(query)]


async def latest(connection: AsyncConnection, organization: str) -> list[ImportJob]:
    """Returns the last imports of a committee, the newest first."""
    table = proposal_imports.c
    query = select(*_COLUMNS).where(table.organization == organization).order_by(table.created_at.desc()).limit(5)
    return [ImportJob._make(row) for row in await connection.execute(query)]


async def waiting_rows(connection: AsyncConnection, id: str, most: int) -> list[WaitingRow]:
    """Returns the first rows that are not done."""
    table = proposal_import_rows.c
    query = select(table.number, table.key, table.proposal).where(table.import_id == id)
    rows = await connection.execute(query.order_by(table.number).limit(most))
    return [WaitingRow(row.number, row.key, _PROPOSAL.validate_json(row.proposal)) for row in rows]


async def claim(connection: AsyncConnection, organization: str, keys: Sequence[str]) -> set[str]:
    """Stores the digests of content that is imported; returns those that were not imported before."""
    table, claimed = imported_proposals.c, set[str]()
    for some in chunks(keys):
        rows = [{"organization": organization, "key": key} for key in some]
        insertion = insert_into(connection, imported_proposals).values(rows).on_conflict_do_nothing()
        claimed.update((await connection.execute(insertion.returning(table.key))).scalars())
    return claimed


async def release(connection: AsyncConnection, organization: str, keys: Sequence[str]) -> None:
    """Deletes the digests of content that was claimed in this transaction and is refused."""
    table = imported_proposals.c
    for some in chunks(keys):
        await connection.execute(
            delete(imported_proposals).where(table.organization == organization, table.key.in_(some))
        )


async def imported(connection: AsyncConnection, organization: str, keys: Sequence[str]) -> set[str]:
    """Returns those of the digests whose content was imported before."""
    table, found = imported_proposals.c, set[str]()
    for some in chunks(keys):
        query = select(table.key).where(table.organization == organization, table.key.in_(some))
        found.update((await connection.execute(query)).scalars())
    return found


async def advance(connection: AsyncConnection, job: ImportJob, done: Sequence[WaitingRow], *, now: datetime) -> None:
    """Stores the counters of a job after a portion and deletes its rows; the job is finished when none waits."""
    table, rows = proposal_imports.c, proposal_import_rows.c
    numbers = [row.number for row in done]
    await connection.execute(delete(proposal_import_rows).where(rows.import_id == job.id, rows.number.in_(numbers)))
    values = {
        "entered": job.entered,
        "unchanged": job.unchanged,
        "failed": job.failed,
        "problems": job.problems,
        "finished_at": now if job.result().finished else None,
    }
    await connection.execute(update(proposal_imports).where(table.id == job.id).values(values))


def with_problem(job: ImportJob, problem: RowError) -> ImportJob:
    """Returns the job with one more refused row, whose reason is kept if it is among the first."""
    known = _PROBLEMS.validate_json(job.problems)
    problems = _PROBLEMS.dump_json([*known, problem]).decode() if len(known) < SHOWN else job.problems
    return job._replace(failed=job.failed + 1, problems=problems)
