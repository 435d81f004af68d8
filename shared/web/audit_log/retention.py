"""Retention of the audit log: expired rows are deleted once a day, and the rest stays verifiable."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.web.audit_log.chain import AuditEntry, append, locked_chain
from shared.web.audit_log.table import audit_chain, audit_log
from shared.web.audit_log.vocabulary import AuditAction

SHORTEST = timedelta(days=180)
"""The least time that rows are kept: the six months of the Cybersecurity Law of 2016, article 21, rounded down."""

AUDIT_LOG_KEPT = timedelta(days=400)
"""The time that rows are kept unless a setting changes it."""

_EVERY = timedelta(days=1)
_log = structlog.get_logger(__name__)


async def trim(connection: AsyncConnection, now: datetime, kept: timedelta) -> None:
    """Deletes the rows that are older than `kept`, when the oldest one has been so for a day.

    The anchor of the chain becomes the last deleted row, and an entry of the chain names it, so that a row deleted otherwise is found.
    """
    log = audit_log.c
    oldest = await connection.scalar(select(func.min(log.recorded_at)))
    if oldest is None or oldest > now - kept - _EVERY:
        return
    chain = await locked_chain(connection)
    first_kept = await connection.scalar(select(func.min(log.sequence)).where(log.recorded_at > now - kept))
    last = (first_kept or chain.head.sequence + 1) - 1
    hash = await connection.scalar(select(log.hash).where(log.sequence == last))
    if hash is None:
        _log.warning("audit_log_not_trimmed", sequence=last)  # a row is missing: the verification reports it
        return
    await connection.execute(delete(audit_log).where(log.sequence <= last))
    await connection.execute(update(audit_chain).values(anchor_sequence=last, anchor_hash=hash))
    entry = AuditEntry(action=AuditAction.TRIMMED, actor=":service", subject=str(last), details=hash.hex())
    await append(connection, entry, at=now)
