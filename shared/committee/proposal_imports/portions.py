"""The processing of imports in portions: each is one transaction, so that a crash neither loses nor doubles a row."""

from asyncio import Event
from dataclasses import replace

import structlog
from sqlalchemy.exc import SQLAlchemyError

from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.imports.cells import RowError
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matters.repository import put_proposers
from shared.committee.matters.usecases import create_matter, execute
from shared.committee.proposal_imports import jobs
from shared.committee.proposal_imports.jobs import ImportJob, WaitingRow
from shared.contracts.vocabulary import Role
from shared.domain.errors import LianxiError
from shared.domain.proposals.review_commands import Submit
from shared.messaging.lease import Lease
from shared.messaging.service_task import pause
from shared.web.accounts import Account

PORTION = 10
"""The rows of one transaction; other writers wait for its end."""
EVERY_SECONDS = 2.0
_LATE = "按导入的文件补录"
_log = structlog.get_logger(__name__)


class ImportTask:
    """A service task that processes the stored imports while the lease is held."""

    def __init__(self, context: ServiceContext, lease: Lease) -> None:
        self.context = context
        self.lease = lease

    async def run(self, stop: Event) -> None:
        await self.lease.guard(self._watch, stop)

    async def _watch(self, stop: Event) -> None:
        while not stop.is_set():
            try:
                await self._process(stop)
            except (SQLAlchemyError, OSError) as error:  # the rows are still stored; the next attempt continues
                _log.warning("import_failed", error=str(error))
            await pause(EVERY_SECONDS, stop)

    async def _process(self, stop: Event) -> None:
        async with self.context.service.reading() as connection:
            found = await jobs.unfinished(connection)
        for job in found:
            while self.context.receives_for(job.organization) and not stop.is_set():
                if not await process_portion(self.context, job.id):
                    break


async def process_portion(context: ServiceContext, id: str) -> bool:
    """Imports the next rows of an import in one transaction; returns whether more wait."""
    tree = await context.directory.tree()
    async with context.service.transaction() as connection:
        job = await jobs.find(connection, id, lock=True)
        rows = await jobs.waiting_rows(connection, id, PORTION)
        tx = TransactionContext(connection, context, tree)
        for row in rows:
            job = await _import_row(tx, job, row)
        await jobs.advance(connection, job, rows, now=context.now())
    context.wake()
    return not job.result().finished


async def _import_row(tx: TransactionContext, job: ImportJob, row: WaitingRow) -> ImportJob:
    """Creates the proposal of a row in a savepoint; returns the job with its counters after it."""
    try:
        async with tx.connection.begin_nested():
            if not await jobs.claim(tx.connection, job.organization, row.key):
                return job._replace(unchanged=job.unchanged + 1)
            await _create(tx, job, row)
    except LianxiError as error:
        fields = error.fields[:1]
        column, rule = (fields[0].field, fields[0].rule) if fields else ("", error.detail)
        return jobs.with_problem(job, RowError(row=row.number, column=column, value="", rule=rule))
    return job._replace(entered=job.entered + 1)


async def _create(tx: TransactionContext, job: ImportJob, row: WaitingRow) -> None:
    """Drafts the proposal of a row, and submits it where the import submits."""
    importer = Account(name=job.account, organization=job.organization, roles=frozenset({Role(job.account_role)}))
    given = row.proposal
    late = _LATE if given.on is not None and given.on < tx.context.today() else None
    new, members = await PROPOSALS.prepare(tx, importer, job.organization, given)
    command = new.command(tx.tree.level(job.organization))
    command = replace(command, late_reason=late)
    matter = await create_matter(
        tx, PROPOSALS, job.organization, command, title=new.title, texts=new.texts(), by=job.by
    )
    await put_proposers(tx.connection, matter.id, members)
    if job.submits:
        await execute(tx, PROPOSALS, matter, Submit(on=given.on, late_reason=late), by=job.by)
