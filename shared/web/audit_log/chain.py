"""Appending to the audit log: each row contains a hash over the row before it, so that a changed or missing row is found.

    async with database.transaction() as connection:
        ...                                        # what is recorded
        await append(connection, AuditEntry(action=AuditAction.ACCOUNT_DISABLED, actor=admin.name, subject=name), at=now)

`append` comes last in its transaction: it locks the head of the chain until the commit, and later writers wait for it.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

import msgspec
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.storage.statements import insert_into
from shared.web.audit_log.table import LONGEST_ADDRESS, LONGEST_SUBJECT, audit_chain, audit_log
from shared.web.audit_log.vocabulary import AuditAction, AuditResult

FIRST_HASH = bytes(32)
"""The hash before the first row."""

OPERATOR = ":operator"
"""The actor of the commands of the operator. No account has this name."""

client_address: ContextVar[str] = ContextVar("client_address", default="")
"""The address of the client of the current request; empty outside of requests."""


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """An action to be recorded. `actor`: the name of an account, `OPERATOR`, or empty for an unknown account.

    `subject`: the identifier of what it concerns (an account, a matter, a list); `details`: further codes and counts. Neither contains
    secrets or texts of users.
    """

    action: AuditAction
    actor: str
    subject: str = ""
    result: AuditResult = AuditResult.SUCCESS
    details: str = ""


class ChainLink(NamedTuple):
    """A row of the chain: its number and hash."""

    sequence: int
    hash: bytes


class ChainEnds(NamedTuple):
    """The ends of the chain. `anchor`: the row before the first one; `head`: the newest row."""

    anchor: ChainLink
    head: ChainLink


async def append(connection: AsyncConnection, *entries: AuditEntry, at: datetime) -> None:
    """Appends entries in the transaction of what they record. Under PostgreSQL concurrent writers wait for the commit."""
    if not entries:
        return
    sequence, previous = (await locked_chain(connection)).head
    newest = await connection.scalar(select(func.max(audit_log.c.sequence)))
    sequence = max(sequence, newest or 0)  # beyond rows that somebody else inserted, which the verification reports
    rows = list[dict[str, object]]()
    for entry in entries:
        sequence += 1
        row: dict[str, object] = {
            "sequence": sequence,
            "recorded_at": at,
            "actor": entry.actor,
            "address": client_address.get()[:LONGEST_ADDRESS],
            "action": entry.action.value,
            "subject": entry.subject[:LONGEST_SUBJECT],
            "result": entry.result.value,
            "details": entry.details[:LONGEST_SUBJECT],
        }
        previous = row_hash(previous, row)
        rows.append({**row, "hash": previous})
    await connection.execute(insert(audit_log), rows)
    await connection.execute(update(audit_chain).values(head_sequence=sequence, head_hash=previous))


async def locked_chain(connection: AsyncConnection) -> ChainEnds:
    """Returns the ends of the chain and locks them until the end of the transaction; begins the chain of a new database."""
    query = select(audit_chain).with_for_update()
    row = (await connection.execute(query)).first()
    if row is None:
        ends = {"anchor_sequence": 0, "anchor_hash": FIRST_HASH, "head_sequence": 0, "head_hash": FIRST_HASH}
        await connection.execute(insert_into(connection, audit_chain).values(id=1, **ends).on_conflict_do_nothing())
        row = (await connection.execute(query)).one()
    return ChainEnds(ChainLink(row.anchor_sequence, row.anchor_hash), ChainLink(row.head_sequence, row.head_hash))


_HASHED = ("sequence", "recorded_at", "actor", "address", "action", "subject", "result", "details")


def row_hash(previous: bytes, row: Mapping[str, object]) -> bytes:
    """Returns the hash of a row: SHA-256 of the previous hash and of its values as a JSON array, the time in UTC with microseconds."""
    content = [_canonical(row[name]) for name in _HASHED]
    return sha256(previous + msgspec.json.encode(content)).digest()


def _canonical(value: object) -> object:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
