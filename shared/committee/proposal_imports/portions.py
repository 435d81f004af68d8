"""The processing of imports in portions: each is one transaction, so that a crash neither loses nor doubles a row."""

from asyncio import Event
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from time import monotonic

import structlog
from sqlalchemy.exc import SQLAlchemyError

from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.imports.cells import RowError
from shared.committee.kinds.proposals.drafts import NewProposal
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matters.creation import NewMatter, create_matters
from shared.committee.matters.kind import CompleteBody
from shared.committee.matters.record import MatterRecord
from shared.committee.proposal_imports import jobs
from shared.committee.proposal_imports.jobs import ImportJob, WaitingRow
from shared.committee.proposal_imports.portion_size import PortionSize
from shared.contracts.vocabulary import Level, Role
from shared.domain.errors import LianxiError
from shared.domain.proposals.commands import ProposalCommand
from shared.domain.proposals.review_commands import Submit
from shared.domain.proposals.state import Proposal
from shared.domain.transfers.commands import TransferCommand
from shared.messaging.lease import Lease
from shared.messaging.service_task import pause
from shared.web.accounts import Account

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
            size = PortionSize()
            while self.context.receives_for(job.organization) and not stop.is_set():
                if not await process_portion(self.context, job.id, size):
                    break


async def process_portion(context: ServiceContext, id: str, size: PortionSize) -> bool:
    """Imports the next rows of an import in one transaction, and adjusts the size of the next portion; returns whether more wait."""
    tree = await context.directory.tree()
    async with context.service.transaction() as connection:
        begun = monotonic()
        job = await jobs.find(connection, id, lock=True)
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


def problem_of(number: int, error: LianxiError) -> RowError:
    """Returns the refusal of a row by a rule, as the error of the cell that the rule names."""
    fields = error.fields[:1]
    column, rule = (fields[0].field, fields[0].rule) if fields else ("", error.detail)
    return RowError(row=number, column=column, value="", rule=rule)


async def _create(
    tx: TransactionContext, job: ImportJob, rows: Sequence[WaitingRow]
) -> list[LianxiError | MatterRecord[Proposal]]:
    """Drafts the proposals of rows, and submits them where the import submits; returns each, or why it is refused."""
    importer = Account(name=job.account, organization=job.organization, roles=frozenset({Role(job.account_role)}))
    complete = await PROPOSALS.prepare(tx, importer, job.organization, [row.proposal for row in rows])
    level, today = tx.tree.level(job.organization), tx.context.today()
    submits = bool(job.submits)
    new = [_new_matter(row.proposal, complete, level, today, submits=submits) for row in rows]
    created = iter(
        await create_matters(
            tx, PROPOSALS, job.organization, [each for each in new if not isinstance(each, LianxiError)], by=job.by
        )
    )
    return [each if isinstance(each, LianxiError) else next(created) for each in new]


def _new_matter(
    given: NewProposal,
    complete: CompleteBody[ProposalCommand | TransferCommand],
    level: Level,
    today: date,
    *,
    submits: bool,
) -> NewMatter[ProposalCommand | TransferCommand] | LianxiError:
    """Returns what the proposal of a row begins with, or why its proposers are refused."""
    try:
        body, members = complete(given)
    except LianxiError as error:
        return error
    late = _LATE if given.on is not None and given.on < today else None
    return NewMatter(
        command=replace(body.command(level), late_reason=late),
        title=body.title,
        texts=body.texts(),
        proposers=members,
        then=Submit(on=given.on, late_reason=late) if submits else None,
    )
