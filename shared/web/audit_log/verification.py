"""Verification of the audit log: every row is compared with the chain of hashes, and faults are reported; nothing is changed."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.storage.database import Database
from shared.web.audit_log.chain import FIRST_HASH, ChainEnds, ChainLink, row_hash
from shared.web.audit_log.table import audit_chain, audit_log
from shared.web.audit_log.vocabulary import AuditAction, AuditFault

_PORTION = 1000


class ChainFault(NamedTuple):
    """A fault: the numbers of the first and the last row that it concerns."""

    kind: AuditFault
    first: int
    last: int


@dataclass(kw_only=True)
class ChainVerification:
    """The result. `rows`: how many were read; `head`: the newest row according to the chain; `faults`: by the number of the row."""

    head: ChainLink
    rows: int = 0
    faults: list[ChainFault] = field(default_factory=list)

    def report(self, kind: AuditFault, first: int, last: int | None = None) -> None:
        """Adds a fault of one row, or of the rows from `first` to `last`."""
        self.faults.append(ChainFault(kind, first, first if last is None else last))


async def verify(database: Database, *, known: ChainLink | None = None) -> ChainVerification:
    """Returns the result of a verification of all rows. `known`: a row that was noted down earlier, with its hash."""
    async with database.reading() as connection:
        if not database.is_sqlite:  # all statements read one snapshot, while others append
            await connection.execution_options(isolation_level="REPEATABLE READ")
        chain = await _chain(connection)
        result = ChainVerification(head=chain.head)
        expected, previous = chain.anchor.sequence + 1, chain.anchor.hash
        trimmed = ChainLink(0, FIRST_HASH)
        async for row in all_rows(connection):
            result.rows += 1
            if row.sequence > chain.head.sequence:
                result.report(AuditFault.SURPLUS, row.sequence)
                continue
            if row.sequence > expected:
                kind = AuditFault.ANCHOR if result.rows == 1 else AuditFault.MISSING
                result.report(kind, expected, row.sequence - 1)
            elif row.sequence < expected or row_hash(previous, row._asdict()) != row.hash:
                result.report(AuditFault.CHANGED, row.sequence)
            if row.action == AuditAction.TRIMMED:
                trimmed = _trimmed(row)
            if known is not None and row.sequence == known.sequence and row.hash != known.hash:
                result.report(AuditFault.KNOWN, row.sequence)
            expected, previous = row.sequence + 1, row.hash
        _check_ends(result, chain, ChainLink(expected - 1, previous), trimmed)
        if known is not None and known.sequence > chain.head.sequence:
            result.report(AuditFault.KNOWN, known.sequence)
    return result


async def all_rows(connection: AsyncConnection) -> AsyncIterator[Row[Any]]:
    """Yields all rows in order, read in portions."""
    after = -1
    while True:
        query = select(audit_log).where(audit_log.c.sequence > after).order_by(audit_log.c.sequence).limit(_PORTION)
        rows = (await connection.execute(query)).all()
        for row in rows:
            yield row
        if len(rows) < _PORTION:
            return
        after = rows[-1].sequence


async def _chain(connection: AsyncConnection) -> ChainEnds:
    """Returns the stored ends of the chain; those of an empty chain where nothing was appended, or where they were deleted."""
    row = (await connection.execute(select(audit_chain))).first()
    if row is None:
        return ChainEnds(ChainLink(0, FIRST_HASH), ChainLink(0, FIRST_HASH))
    return ChainEnds(ChainLink(row.anchor_sequence, row.anchor_hash), ChainLink(row.head_sequence, row.head_hash))


def _check_ends(result: ChainVerification, chain: ChainEnds, last: ChainLink, trimmed: ChainLink) -> None:
    if last.sequence < chain.head.sequence:
        result.report(AuditFault.TRUNCATED, last.sequence + 1, chain.head.sequence)
    elif last.hash != chain.head.hash:
        result.report(AuditFault.CHANGED, last.sequence)
    if trimmed != chain.anchor:
        result.report(AuditFault.ANCHOR, trimmed.sequence + 1, max(chain.anchor.sequence, trimmed.sequence + 1))


def _trimmed(row: Row[Any]) -> ChainLink:
    """Returns the last trimmed row, as the entry of the trimming names it; an entry that names none is no anchor."""
    try:
        return ChainLink(int(row.subject), bytes.fromhex(row.details))
    except ValueError:
        return ChainLink(0, FIRST_HASH)
