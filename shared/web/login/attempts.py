"""The counted login attempts, their refusal while they have to wait, and its entry in the audit log."""

import math
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Column, ColumnElement, Integer, Row, String, Table, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.storage.database import Database, service_tables
from shared.storage.timestamps import Timestamp
from shared.web.accounts import accounts
from shared.web.audit_log.chain import AuditEntry, append
from shared.web.audit_log.vocabulary import AuditAction, AuditResult
from shared.web.problem import HttpRefusedError

LONGEST_SITE = 50
_LONGEST_KEY = 32
TOO_MANY = "too-many-attempts"

login_attempts = Table(
    "login_attempts",
    service_tables,
    Column("account_key", String(_LONGEST_KEY), primary_key=True),
    Column("site", String(LONGEST_SITE), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Timestamp, nullable=False, index=True),
    Column("locked_until", Timestamp),
    Column("known", Boolean, nullable=False),
    Column("recorded_until", Timestamp),
)
"""The failures of an account from an address, of an account (`site` empty), and of an address (`account_key` empty).

`recorded_until`: the end of the wait whose first refusal is in the audit log.

Accounts are stored as a keyed hash, because users type passwords into the field of the account by mistake.
"""


class AttemptCounter(NamedTuple):
    """What failures are counted under, and the number of failures after which attempts have to wait."""

    account: str
    site: str
    free: int

    @property
    def is_row(self) -> ColumnElement[bool]:
        """Returns the condition of its row."""
        return (login_attempts.c.account_key == self.account) & (login_attempts.c.site == self.site)


class TooManyAttemptsError(HttpRefusedError):
    """A login attempt that has to wait. `counted`, `until`: the row that it waits for; `is_recorded`: in the audit log already."""

    def __init__(self, row: Row[Any], now: datetime) -> None:
        detail, headers = _wait((row.locked_until - now).total_seconds())
        super().__init__(429, TOO_MANY, detail, headers)
        self.counted = AttemptCounter(row.account_key, row.site, 0)
        self.until: datetime = row.locked_until
        self.is_recorded = row.recorded_until == row.locked_until


def too_many_attempts(seconds: float) -> HttpRefusedError:
    """Returns the refusal of an attempt from an unknown address while the failures of all accounts are too many."""
    detail, headers = _wait(seconds)
    return HttpRefusedError(429, TOO_MANY, detail, headers)


def _wait(left: float) -> tuple[str, dict[str, str]]:
    seconds = max(1, math.ceil(left))
    return f"登录失败次数过多，请{seconds}秒后再试", {"Retry-After": str(seconds)}


async def record_refusal(database: Database, account: str, refused: TooManyAttemptsError, now: datetime) -> None:
    """Appends the first refusal of each wait to the audit log; further ones would fill it at the will of an attacker."""
    if refused.is_recorded:
        return
    table = login_attempts.c
    unrecorded = or_(table.recorded_until.is_(None), table.recorded_until != refused.until)
    same_wait = refused.counted.is_row & (table.locked_until == refused.until) & unrecorded
    async with database.transaction() as connection:
        changed = await connection.execute(update(login_attempts).where(same_wait).values(recorded_until=refused.until))
        if changed.rowcount:
            await append_failed_login(connection, account, now, details=TOO_MANY)


async def append_failed_login(connection: AsyncConnection, name: str, now: datetime, *, details: str = "") -> None:
    """Appends a failed login to the audit log, without the name where no account has it: it may be a mistyped password."""
    known = await connection.scalar(select(accounts.c.name).where(accounts.c.name == name)) or ""
    failure = AuditResult.FAILURE
    entry = AuditEntry(action=AuditAction.LOGIN, actor=known, subject=known, result=failure, details=details)
    await append(connection, entry, at=now)
