"""The operator verifies and exports the audit log of a service."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select
from typer.testing import CliRunner, Result

from deploy.commands.audit_log import app
from deploy.commands.migrate import migrate as migrate_command
from deploy.ops.command_log import record_command, record_in_every_service
from deploy.ops.databases import SERVICES
from deploy.settings import DeploySettings
from shared.storage.database import Database
from shared.storage.migrations.migration import migrate
from shared.web.audit_log.table import audit_log

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Returns the function that runs a command on a database with three entries."""
    _with(tmp_path, _begun)
    return lambda *arguments: CliRunner().invoke(app, arguments, env={"LIANXI_VAR": str(tmp_path)})


def _with(folder: Path, work: Callable[[Database], Coroutine[Any, Any, None]]) -> None:
    async def opened() -> None:
        database = Database(f"sqlite+aiosqlite:///{folder / 'county.db'}")
        try:
            await work(database)
        finally:
            await database.close()

    asyncio.run(opened())


async def _begun(database: Database) -> None:
    await migrate(database, "service")
    for command in ("accounts: 3", "replay events", "restored"):
        await record_command(database, command)


async def _second_removed(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(delete(audit_log).where(audit_log.c.sequence == 2))


def test_an_untouched_log_is_verified_and_its_newest_hash_can_be_noted_down(run: Run) -> None:
    result = run("verify", "county")
    assert result.exit_code == 0, result.output
    known = result.output.strip().rpartition(" ")[2]
    assert known.startswith("3:")
    assert run("verify", "county", "--known", known).exit_code == 0
    assert run("verify", "county", "--known", f"3:{'00' * 32}").exit_code == 1


def test_a_deleted_row_is_named(run: Run, tmp_path: Path) -> None:
    _with(tmp_path, _second_removed)
    result = run("verify", "county")
    assert result.exit_code == 1
    assert "第 2 条：缺少记录" in result.output


def test_an_export_contains_every_entry_and_its_own_and_overwrites_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    assert run("export", "county", "--output", str(file)).exit_code == 0
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[6] for line in lines[1:]] == [
        "accounts: 3",
        "replay events",
        "restored",
        "audit-log export",
    ]
    assert run("export", "county", "--output", str(file)).exit_code == 1
    assert run("verify", "county").output.startswith("county：4 条")


def _recorded(folder: Path, service: str) -> list[str]:
    """Returns the commands in the audit log of a service."""

    async def read() -> list[str]:
        database = Database(f"sqlite+aiosqlite:///{folder / service}.db")
        try:
            async with database.reading() as connection:
                return list(await connection.scalars(select(audit_log.c.subject).order_by(audit_log.c.sequence)))
        finally:
            await database.close()

    return asyncio.run(read())


def test_a_migration_and_a_command_for_all_services_are_recorded_in_each_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LIANXI_DATABASE", "LIANXI_DATABASE_PASSWORD_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LIANXI_VAR", str(tmp_path))
    migrate_command()
    asyncio.run(record_in_every_service(DeploySettings(var=tmp_path), "reconcile"))
    assert all(_recorded(tmp_path, service) == ["migrate", "reconcile"] for service in SERVICES)


def test_a_command_creates_no_database_of_a_service_that_is_elsewhere(tmp_path: Path) -> None:
    _with(tmp_path, _begun)
    asyncio.run(record_in_every_service(DeploySettings(var=tmp_path), "dead-letters retry: 2"))
    assert _recorded(tmp_path, "county")[-1] == "dead-letters retry: 2"
    assert [file.name for file in tmp_path.glob("*.db")] == ["county.db"]
