"""Limits of login attempts against the guessing of passwords, stored in the database, so that every replica counts the same attempts.

An attempt is counted as a failure before its password is verified, so that parallel guesses do not exceed a limit. A successful
attempt is subtracted again. After some failures each further attempt has to wait: 30 seconds, doubled up to 15 minutes.
"""

import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Row,
    case,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain.errors import UnauthenticatedError
from shared.storage.database import Database
from shared.storage.statements import insert_into
from shared.web.addresses import site_of
from shared.web.login.attempts import (
    LONGEST_SITE,
    AttemptCounter,
    TooManyAttemptsError,
    login_attempts,
    record_refusal,
    too_many_attempts,
)
from shared.web.login.second_factors import SecondFactorRequiredError
from shared.web.service_secret import keyed_hash

PER_PAIR = 5
"""Failures of one account from one address after which attempts have to wait."""

PER_ACCOUNT = 20
"""Failures of one account from all addresses together after which attempts have to wait."""

PER_ADDRESS = 200
"""Failures of all accounts from one address, which a whole office may share, after which attempts have to wait."""

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=1)
"""The time without an attempt after which earlier failures do not count."""

KNOWN_FOR = timedelta(days=90)
"""The time for which an address is remembered from which an account has logged in."""

ALTOGETHER, SECONDS = 2000, 300.0
"""Failures of all accounts from all addresses, in a process within this many seconds, after which unknown addresses have to wait."""

_PURPOSE = b"login attempts"


@dataclass(frozen=True, kw_only=True)
class LoginAttempt:
    """A counted login attempt. `counted`: what it is counted under, the pair of account and address last."""

    counted: tuple[AttemptCounter, ...]
    is_known: bool


def wait_after(failures: int, free: int) -> timedelta:
    """Returns how long the next attempt has to wait after this many failures."""
    beyond = failures - free
    return timedelta(0) if beyond < 0 else min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(beyond, 10))


class LoginLimiter:
    """The login attempts of a service. `secret`: that of the service; `clock`: a monotonic clock, in seconds."""

    def __init__(
        self,
        database: Database,
        secret: bytes,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database, self._secret, self._now, self._clock = database, secret, now, clock
        self._failed: deque[float] = deque(maxlen=ALTOGETHER)

    async def begin(self, account: str, address: str) -> LoginAttempt:
        """Counts and returns an attempt; raises `HttpRefusedError` 429 `too-many-attempts`, without counting it, while it has to wait.

        For an account that has logged in from this address before, only the failures of the pair count, so that attacks from other
        addresses do not lock its owner out.
        """
        name, site = self._name(account), site_of(address)[:LONGEST_SITE]
        counted = (
            AttemptCounter("", site, PER_ADDRESS),
            AttemptCounter(name, "", PER_ACCOUNT),
            AttemptCounter(name, site, PER_PAIR),
        )
        async with self._database.read_one() as connection:  # most refusals need no write lock
            self._check(await _rows(connection, counted), counted)
        async with self._database.transaction() as connection:
            return await self._reserve(connection, counted)

    @asynccontextmanager
    async def verifying(self, account: str, address: str) -> AsyncIterator[LoginAttempt]:
        """Counts the verification of a password that raises `UnauthenticatedError`; raises `HttpRefusedError` like `begin`.

        After any other exception the attempt is not counted and the address is not remembered, since the password was not at fault.
        """
        try:
            attempt = await self.begin(account, address)
        except TooManyAttemptsError as refused:
            await record_refusal(self._database, account, refused, self._now())
            raise
        try:
            yield attempt
        except SecondFactorRequiredError:
            await self._discard(attempt)
            raise
        except UnauthenticatedError:
            if not attempt.is_known:
                self._failed.append(self._clock())
            raise
        except BaseException:
            await self._discard(attempt)
            raise
        await self.succeeded(attempt)

    async def succeeded(self, attempt: LoginAttempt) -> None:
        """Subtracts a successful attempt, forgets the failures of its pair of account and address, and remembers the pair."""
        *others, pair = attempt.counted
        async with self._database.transaction() as connection:
            await _subtract(connection, others)
            forgotten = {"failures": 0, "locked_until": None, "known": True, "last_at": self._now()}
            await connection.execute(update(login_attempts).where(pair.is_row).values(**forgotten))

    async def _discard(self, attempt: LoginAttempt) -> None:
        async with self._database.transaction() as connection:
            await _subtract(connection, attempt.counted)

    async def unlock(self, connection: AsyncConnection, account: str) -> None:
        """Forgets the failures of an account from all addresses."""
        await unlock(connection, self._secret, account)

    async def locked_until(self, connection: AsyncConnection, account: str) -> datetime | None:
        """Returns the last instant until which attempts for an account have to wait from some address; None if there is none."""
        own = login_attempts.c.account_key == self._name(account)
        last = await connection.scalar(select(func.max(login_attempts.c.locked_until)).where(own))
        return last if isinstance(last, datetime) and last > self._now() else None

    async def _reserve(self, connection: AsyncConnection, counted: tuple[AttemptCounter, ...]) -> LoginAttempt:
        """Counts an attempt as a failure; the rows are locked in the order of their keys, so that attempts do not deadlock."""
        now = self._now()
        empty = {"failures": 0, "last_at": now, "known": False}
        new = [{"account_key": each.account, "site": each.site, **empty} for each in counted]
        await connection.execute(insert_into(connection, login_attempts).values(new).on_conflict_do_nothing())
        rows = await _rows(connection, counted, locked=True)
        is_known = self._check(rows, counted)
        counts = counted[-1:] if is_known else counted
        for attempt in counts:
            failures = _failures(rows[attempt], now) + 1
            wait = wait_after(failures, attempt.free)
            until = now + wait if wait else None
            changed = update(login_attempts).where(attempt.is_row)
            await connection.execute(changed.values(failures=failures, last_at=now, locked_until=until))
        return LoginAttempt(counted=counts, is_known=is_known)

    def _check(self, rows: Mapping[AttemptCounter, Row[Any]], counted: tuple[AttemptCounter, ...]) -> bool:
        """Returns whether the account has logged in from this address before; raises `HttpRefusedError` while it has to wait."""
        pair, now = counted[-1], self._now()
        is_known = pair in rows and rows[pair].known and rows[pair].last_at > now - KNOWN_FOR
        ends = [rows[each] for each in (counted[-1:] if is_known else counted) if each in rows]
        if waits := [row for row in ends if row.locked_until is not None and row.locked_until > now]:
            raise TooManyAttemptsError(max(waits, key=lambda row: row.locked_until), now)
        if not is_known and len(self._failed) == ALTOGETHER and self._failed[0] > self._clock() - SECONDS:
            raise too_many_attempts(self._failed[0] + SECONDS - self._clock())
        return is_known

    def _name(self, account: str) -> str:
        return _name(self._secret, account)


def _name(secret: bytes, account: str) -> str:
    """Returns the name under which the attempts of an account are stored."""
    return keyed_hash(secret, _PURPOSE, account).hex()


async def unlock(connection: AsyncConnection, secret: bytes, account: str) -> None:
    """Forgets the failures of an account from all addresses. `secret`: that of the service."""
    own = login_attempts.c.account_key == _name(secret, account)
    await connection.execute(update(login_attempts).where(own).values(failures=0, locked_until=None))


async def purge(connection: AsyncConnection, now: datetime) -> None:
    """Deletes the failures that are forgotten, and the addresses that no login came from for long."""
    table = login_attempts.c
    old = (table.last_at <= now - FORGOTTEN_AFTER) & ~table.known
    await connection.execute(delete(login_attempts).where(old | (table.last_at <= now - KNOWN_FOR)))


async def _rows(
    connection: AsyncConnection, counted: tuple[AttemptCounter, ...], *, locked: bool = False
) -> dict[AttemptCounter, Row[Any]]:
    query = select(login_attempts).where(or_(*(each.is_row for each in counted)))
    query = query.order_by(login_attempts.c.account_key, login_attempts.c.site)
    found = {
        (row.account_key, row.site): row
        for row in await connection.execute(query.with_for_update() if locked else query)
    }
    return {each: found[each.account, each.site] for each in counted if (each.account, each.site) in found}


def _failures(row: Row[Any], now: datetime) -> int:
    return int(row.failures) if row.last_at > now - FORGOTTEN_AFTER else 0


async def _subtract(connection: AsyncConnection, counted: list[AttemptCounter] | tuple[AttemptCounter, ...]) -> None:
    """Subtracts an attempt, and ends the wait that it led to."""
    table = login_attempts.c
    for each in counted:
        left = case((table.failures > 0, table.failures - 1), else_=0)
        until = case((table.failures - 1 < each.free, None), else_=table.locked_until)
        await connection.execute(update(login_attempts).where(each.is_row).values(failures=left, locked_until=until))
