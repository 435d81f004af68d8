"""The processing of imports in portions: each is one transaction, so that a crash neither loses nor doubles a row."""

from asyncio import Event
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from time import monotonic

import structlog

from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.imports.proposals import jobs
from shared.committee.imports.proposals.jobs import ImportJob, WaitingRow
from shared.committee.imports.proposals.rows import new_matters, problem_of
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matters.creation import create_matters
from shared.committee.matters.record import MatterRecord
from shared.domain.errors import LianxiError
from shared.domain.proposals.state import Proposal
from shared.messaging.lease import Lease
from shared.messaging.service_task import repeat

LEAST, FIRST, MOST = 50, 50, 200
"""Rows. Smaller portions would not be quicker: most of their time is the index of the search, whose pages the rows share."""
SECONDS = 0.15
"""The aim for the time of a transaction, for which other writers wait."""


class PortionSize:
    """The rows of the next portion, by the time that the last one took."""

    def __init__(self) -> None:
        self.rows = FIRST

    def adjust(self, seconds: float) -> None:
        """Adjusts the size after a portion that took so long; it grows slowly and shrinks at once."""
        fitting = self.rows * SECONDS / max(seconds, 1e-3)
        self.rows = round(max(LEAST, min(fitting, 1.25 * self.rows, MOST)))


EVERY_SECONDS = 2.0
_LATE = "按导入的文件补录"
_log = structlog.get_logger(__name__)


@dataclass(eq=False)
class ImportTask:
    """A service task that processes the stored imports while the lease is held."""

    context: ServiceContext
    lease: Lease

    async def run(self, stop: Event) -> None:
        await self.lease.guard(self._watch, stop)

    async def _watch(self, stop: Event) -> None:
        await repeat(
            partial(self._process, stop), stop, seconds=EVERY_SECONDS, failed=partial(_log.warning, "import_failed")
        )

    async def _process(self, stop: Event) -> None:
        async with self.context.service.reading() as connection:
            found = await jobs.unfinished(connection)
        for job in found:
            size = PortionSize()
            while self.context.receives_for(job.organization) and not stop.is_set():
                if not await process_portion(self.context, job.id, size):
                    break


async def process_portion(context: ServiceContext, id: str, size: PortionSize) -> bool:
    """Imports the next rows of an import in one transaction, and adjusts the size of the next portion; returns whether more wait."""
    tree = await context.directory.tree()
    async with context.service.transaction() as connection:
        begun = monotonic()
        job = await jobs.find(connection, id, for_update=True)
        rows = await jobs.waiting_rows(connection, id, size.rows)
        job = await _import_rows(TransactionContext(connection, context, tree), job, rows)
        await jobs.advance(connection, job, rows, now=context.now())
    size.adjust(monotonic() - begun)
    context.wake()
    return not job.result().finished


async def _import_rows(tx: TransactionContext, job: ImportJob, rows: Sequence[WaitingRow]) -> ImportJob:
    """Creates the proposals of rows whose content is new; returns the job with its counters after them."""
    claimed = await jobs.claim(tx.connection, job.organization, [row.key for row in rows])
    new = [row for row in rows if row.key in claimed]
    job = job._replace(unchanged=job.unchanged + len(rows) - len(new))
    refused = list[WaitingRow]()
    for row, result in zip(new, await _create(tx, job, new), strict=True):
        if isinstance(result, LianxiError):
            refused.append(row)
            job = jobs.with_problem(job, problem_of(row.number, result))
    await jobs.release(tx.connection, job.organization, [row.key for row in refused])
    return job._replace(entered=job.entered + len(new) - len(refused))


async def _create(
    tx: TransactionContext, job: ImportJob, rows: Sequence[WaitingRow]
) -> list[LianxiError | MatterRecord[Proposal]]:
    """Drafts the proposals of rows, and submits them where the import submits; returns each, or why it is refused."""
    proposals = [row.proposal for row in rows]
    new = await new_matters(tx, job.organization, job.by, proposals, submits=bool(job.submits))
    accepted = [each for each in new if not isinstance(each, LianxiError)]
    created = iter(await create_matters(tx, PROPOSALS, job.organization, accepted, by=job.by))
    return [each if isinstance(each, LianxiError) else next(created) for each in new]
