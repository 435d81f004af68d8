"""The operator lets an administrator in again whom no other administrator can help."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner, Result

from deploy.__main__ import app
from shared.contracts.vocabulary import Role
from shared.domain.errors import UnauthenticatedError
from shared.storage.database import Database
from shared.storage.migrations.migration import migrate
from shared.web.accounts import Account, change_account, create_account, find_account
from shared.web.audit_log.chain import OPERATOR
from shared.web.audit_log.table import audit_log
from shared.web.login.limits import PER_PAIR, LoginLimiter
from shared.web.login.passwords import hash_password
from shared.web.login.sessions import authenticate, open_session, sessions

SECRET = b"s" * 32
ONLY, MEMBER = "county-security-administrator", "522625-member"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Returns the folder of a county service with its only security administrator, and a member."""
    asyncio.run(_begin(tmp_path))
    (tmp_path / "county.secret").write_bytes(SECRET)
    return tmp_path


async def _begin(folder: Path) -> None:
    async with _opened(folder) as database:
        await migrate(database, "service")
        for name, role, organization in ((ONLY, Role.SECURITY_ADMINISTRATOR, None), (MEMBER, Role.MEMBER, "522625")):
            password_hash = await hash_password("Forgotten-1")
            async with database.transaction() as connection:
                await create_account(
                    connection,
                    name=name,
                    organization=organization,
                    roles=frozenset({role}),
                    unit=None,
                    password_hash=password_hash,
                )
        async with database.transaction() as connection:
            await change_account(connection, ONLY, second_factor=True)
            await open_session(connection, await find_account(connection, ONLY), "a token", datetime.now(UTC))


@asynccontextmanager
async def _opened(folder: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{folder / 'county.db'}")
    try:
        yield database
    finally:
        await database.close()


def reset(folder: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["reset-access", "county", *words], input=typed, env={"LIANXI_VAR": str(folder)})


async def _account_with(folder: Path, password: str) -> Account:
    async with _opened(folder) as database:
        return (await authenticate(database, ONLY, password)).account


async def _counts(folder: Path) -> tuple[int, list[str]]:
    """Returns the number of sessions, and the commands in the audit log."""
    async with _opened(folder) as database, database.reading() as connection:
        count = (await connection.execute(select(func.count()).select_from(sessions))).scalar_one()
        return count, list((await connection.execute(select(audit_log.c.subject))).scalars())


def test_the_new_password_is_a_first_one_and_ends_what_was_open(folder: Path) -> None:
    done = reset(folder, ONLY, "--yes")
    assert done.exit_code == 0, done.output
    account = asyncio.run(_account_with(folder, done.output.strip().rpartition("：")[2]))
    assert (account.first_password, account.second_factor, account.password_reset_by) == (True, True, OPERATOR)
    assert asyncio.run(_counts(folder)) == (0, [f"reset-access {ONLY}"])
    with pytest.raises(UnauthenticatedError):
        asyncio.run(_account_with(folder, "Forgotten-1"))


async def _locked_until(folder: Path, *, guesses: int = 0) -> datetime | None:
    """Returns until when the administrator has to wait, after that many wrong passwords."""
    async with _opened(folder) as database:
        attempts = LoginLimiter(database, SECRET, lambda: datetime.now(UTC))
        for _ in range(guesses):
            await attempts.begin(ONLY, "192.0.2.7")
        async with database.reading() as connection:
            return await attempts.locked_until(connection, ONLY)


def test_the_administrator_does_not_wait_after_failed_attempts(folder: Path) -> None:
    assert asyncio.run(_locked_until(folder, guesses=PER_PAIR)) is not None
    assert reset(folder, ONLY, "--yes").exit_code == 0
    assert asyncio.run(_locked_until(folder)) is None


def test_without_the_secret_of_the_service_the_password_is_reset_and_the_wait_remains(folder: Path) -> None:
    assert asyncio.run(_locked_until(folder, guesses=PER_PAIR)) is not None
    (folder / "county.secret").unlink()
    done = reset(folder, ONLY, "--yes")
    assert (done.exit_code, "连续输错后的等待没有解除" in done.output) == (0, True)
    assert asyncio.run(_locked_until(folder)) is not None


def test_a_lost_second_factor_is_removed_on_request(folder: Path) -> None:
    done = reset(folder, ONLY, "--second-factor", typed=f"{ONLY}\n")
    assert done.exit_code == 0, done.output
    assert not asyncio.run(_account_with(folder, done.output.strip().rpartition("：")[2])).second_factor


@pytest.mark.parametrize(
    ("account", "typed", "sentence"),
    [
        (ONLY, "no\n", "没有改变"),
        (MEMBER, f"{MEMBER}\n", "不是管理员账号，请由系统管理员在“账号”页重设"),
        ("nobody", "nobody\n", "没有账号nobody"),
    ],
)
def test_nothing_changes_without_consent_or_for_an_account_that_an_administrator_resets(
    folder: Path, account: str, typed: str, sentence: str
) -> None:
    refused = reset(folder, account, "--second-factor", typed=typed)
    assert (refused.exit_code, sentence in refused.output) == (1, True)
    assert asyncio.run(_account_with(folder, "Forgotten-1")).second_factor
    assert asyncio.run(_counts(folder)) == (1, [])
