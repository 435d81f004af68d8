"""A backup is complete or refused, and a restore replaces everything of a stopped service or nothing."""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from deploy.ops.backups import archive, attachments, postgres, restoration
from deploy.ops.backups.backup import back_up
from deploy.ops.backups.restoration import opened_backup
from deploy.ops.databases import databases
from deploy.ops.progress_bars import bars
from deploy.ops.refusals import CommandRefusedError
from deploy.settings import DeploySettings
from shared.committee.events.version import begin_epoch, epoch_of
from shared.contracts.vocabulary import Role
from shared.messaging.lease import COMMITTEE, Lease
from shared.storage.database import Database
from shared.storage.migrations.migration import NewerSchemaError, migrate
from shared.web.accounts import accounts, create_account
from shared.web.login.password_history import password_history
from tests.storage.tables import all_tables
from tests.support.file_modes import open_to_others
from tests.support.postgres import Postgres

SERVICE = "county"
PHRASE = "correct horse battery"
NAMES = [f"account-{number}" for number in range(10, 30)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Changes to an empty folder, in which there is no `.env`."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with Postgres() as started:
        yield started


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.full)])
async def given(request: pytest.FixtureRequest, folder: Path, monkeypatch: pytest.MonkeyPatch) -> DeploySettings:
    """Returns the settings of a service with tables, a key and 20 accounts."""
    monkeypatch.setenv("LIANXI_VAR", str(folder / "var"))
    if request.param == "postgresql":
        url = await request.getfixturevalue("server").database(f"{folder.name}_{SERVICE}")
        monkeypatch.setenv("LIANXI_DATABASE", url.replace(SERVICE, "{service}"))
    settings = DeploySettings()
    settings.folder.mkdir()
    (settings.folder / f"{SERVICE}.secret").write_bytes(b"k" * 32)
    async with databases(settings, SERVICE) as opened:
        await migrate(opened.service, "service")
        await migrate(opened.read, "read")
        async with opened.service.transaction() as connection:
            await begin_epoch(connection)
    await add_accounts(settings, *NAMES)
    return settings


async def names(settings: DeploySettings) -> list[str]:
    """Returns the sorted names of the accounts in the database."""
    async with databases(settings, SERVICE) as opened, opened.service.reading() as connection:
        return sorted(await connection.scalars(select(accounts.c.name)))


async def add_accounts(settings: DeploySettings, *added: str) -> None:
    """Creates accounts in one transaction."""
    async with databases(settings, SERVICE) as opened, opened.service.transaction() as connection:
        for name in added:
            await create_account(
                connection, name=name, organization=None, roles=[Role.SYSTEM_ADMINISTRATOR], password_hash="hash"
            )


async def restored(settings: DeploySettings, backup: Path, *, confirm: bool = True) -> object:
    with bars() as shown:
        return await restoration.restore_service(
            settings,
            SERVICE,
            opened_backup(backup, [SERVICE]),
            shown=shown,
            confirm=lambda _lines: confirm,
            kafka_lost=True,
        )


async def test_a_lost_database_is_as_it_was_when_it_was_backed_up_in_a_new_epoch(given: DeploySettings) -> None:
    backup = Path("backups/first")
    await back_up(given, backup, [SERVICE])
    async with databases(given, SERVICE) as opened, opened.service.reading() as connection:
        epoch = await epoch_of(connection)
    await add_accounts(given, "later")
    if given.database is None:
        (given.folder / f"{SERVICE}.db").unlink()
    assert await restored(given, backup)
    async with databases(given, SERVICE) as opened, opened.service.reading() as connection:
        assert await epoch_of(connection) > epoch
    assert await names(given) == NAMES
    assert not list(given.folder.glob("*.restore.db*"))


async def test_without_confirmation_nothing_changes(given: DeploySettings) -> None:
    await back_up(given, Path("first"), [SERVICE])
    await add_accounts(given, "later")
    assert await restored(given, Path("first"), confirm=False) is None
    assert await names(given) == [*NAMES, "later"]


@pytest.mark.full
async def test_a_running_service_is_not_restored(given: DeploySettings) -> None:
    await back_up(given, Path("first"), [SERVICE])
    await add_accounts(given, "later")
    async with databases(given, SERVICE) as opened:
        assert await Lease(opened.service, COMMITTEE, "a process", seconds=60).acquire()
        with pytest.raises(CommandRefusedError, match="正在运行"):
            await restored(given, Path("first"))
    assert await names(given) == [*NAMES, "later"]


async def test_a_backup_of_a_newer_program_is_refused_and_nothing_changes(given: DeploySettings) -> None:
    async with databases(given, SERVICE) as opened:
        await _set_version(opened.service, "9999")
        await back_up(given, Path("newer"), [SERVICE])
        await _set_version(opened.service, "0001")
    with pytest.raises(NewerSchemaError, match="9999"):
        await restored(given, Path("newer"))
    assert await names(given) == NAMES


async def _set_version(database: Database, version: str) -> None:
    async with database.transaction() as connection:
        await connection.execute(text("UPDATE service_version SET version_num = :version"), {"version": version})


async def test_rows_that_the_database_numbers_are_numbered_on_after_the_restore(given: DeploySettings) -> None:
    await _remember_password(given)
    await back_up(given, Path("first"), [SERVICE])
    await restored(given, Path("first"))
    assert await _remember_password(given) == 2


async def _remember_password(settings: DeploySettings) -> int:
    """Adds a replaced password, and returns the number of all."""
    async with databases(settings, SERVICE) as opened, opened.service.transaction() as connection:
        await connection.execute(insert(password_history).values(account=NAMES[0], password_hash="hash"))
        return len(list(await connection.scalars(select(password_history.c.id))))


async def test_a_backup_is_of_one_moment_while_the_service_writes(given: DeploySettings) -> None:
    """Every transaction creates two accounts: a copy contains both or neither."""
    stop = asyncio.Event()

    async def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            await add_accounts(given, f"{number}-a", f"{number}-b")

    writing = asyncio.create_task(write())
    for number in range(2):
        await back_up(given, Path(f"during-{number}"), [SERVICE])
    stop.set()
    await writing
    for number in range(2):
        await restored(given, Path(f"during-{number}"))
        assert len(await names(given)) % 2 == 0


@pytest.mark.full
async def test_all_tables_of_the_service_are_copied_and_no_other(server: Postgres, tmp_path: Path) -> None:
    database = Database(await server.database("complete"))
    try:
        await migrate(database, "service")
        await migrate(database, "read")
        copied = await postgres.export(database, tmp_path)
    finally:
        await database.close()
    assert {each.name for each in copied} == {*all_tables()["service"].tables, "service_version"}


# ---- what is in the folder


@pytest.fixture
async def backup(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Returns a backup of one service in SQLite."""
    monkeypatch.setenv("LIANXI_VAR", str(folder / "var"))
    settings = DeploySettings()
    settings.folder.mkdir()
    (settings.folder / f"{SERVICE}.secret").write_bytes(b"k" * 32)
    async with databases(settings, SERVICE) as opened:
        await migrate(opened.service, "service")
    await back_up(settings, Path("backup"), [SERVICE])
    return Path("backup")


def _cut(backup: Path) -> None:
    file = backup / f"{SERVICE}.db"
    file.write_bytes(file.read_bytes()[:-1])


def _remove(backup: Path) -> None:
    (backup / f"{SERVICE}.db").unlink()


def _add(backup: Path) -> None:
    (backup / "city.db").touch()


def _forget_sums(backup: Path) -> None:
    (backup / archive.SUMS).unlink()


def _change_manifest(backup: Path) -> None:
    manifest = backup / archive.MANIFEST
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("0001", "0000"), encoding="utf-8")


@pytest.mark.parametrize("damage", [_cut, _remove, _add, _forget_sums, _change_manifest])
async def test_a_damaged_backup_is_refused(backup: Path, damage: Callable[[Path], None]) -> None:
    damage(backup)
    with pytest.raises(CommandRefusedError, match="备份"):
        opened_backup(backup, [SERVICE])


async def test_a_service_that_was_not_backed_up_is_named(backup: Path) -> None:
    with pytest.raises(CommandRefusedError, match="备份里没有 city：其中有 county"):
        opened_backup(backup, ["city"])


async def test_a_backup_is_closed_to_others_and_never_overwritten(backup: Path) -> None:
    assert open_to_others(backup) == []
    with pytest.raises(CommandRefusedError, match="已存在"):
        await back_up(DeploySettings(), backup, [SERVICE])


@pytest.mark.usefixtures("backup")
async def test_a_damaged_database_is_not_backed_up_and_leaves_no_folder(folder: Path) -> None:
    (folder / "var" / "city.db").write_bytes(b"no database" * 1000)
    with pytest.raises((CommandRefusedError, sqlite3.DatabaseError)):
        await back_up(DeploySettings(), folder / "another", ["city"])
    assert [name for name in os.listdir(folder) if name.startswith("another")] == []  # noqa: PTH208 - a loop is running


async def test_a_damaged_database_is_moved_away_before_a_restore(folder: Path, backup: Path) -> None:
    database = folder / "var" / f"{SERVICE}.db"
    database.write_bytes(b"no database" * 1000)
    with pytest.raises(CommandRefusedError, match=r"已损坏.*移到别处"):
        await restored(DeploySettings(), backup)
    database.unlink()
    assert await restored(DeploySettings(), backup)
    with closing(sqlite3.connect(database)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)


# ---- keys


async def _keys_of(backup: Path, phrase: Path | None = None) -> list[Path]:
    opened = opened_backup(backup, [SERVICE])
    return restoration.restore_keys(DeploySettings(), opened, [SERVICE], secrets=None, passphrase_file=phrase)


async def test_a_lost_key_is_put_back_and_a_different_one_is_kept(folder: Path, backup: Path) -> None:
    key = folder / "var" / f"{SERVICE}.secret"
    assert await _keys_of(backup) == []
    key.unlink()
    assert await _keys_of(backup) == [key]
    assert (key.read_bytes(), key.stat().st_mode & 0o777) == (b"k" * 32, 0o600)
    key.write_bytes(b"another")
    with pytest.raises(CommandRefusedError, match="与备份中的不同"):
        await _keys_of(backup)
    assert key.read_bytes() == b"another"


@pytest.mark.full
@pytest.mark.usefixtures("backup")
async def test_sealed_keys_are_opened_by_their_passphrase_alone(folder: Path) -> None:
    phrase, wrong, short = folder / "phrase", folder / "wrong", folder / "short"
    for file, content in ((phrase, PHRASE), (wrong, PHRASE.upper()), (short, "short")):
        file.write_text(content, encoding="ascii")
    sealed = folder / "sealed"
    await back_up(DeploySettings(), sealed, [SERVICE], passphrase_file=phrase)
    assert not any(b"k" * 32 in file.read_bytes() for file in sealed.rglob("*") if file.is_file())
    key = folder / "var" / f"{SERVICE}.secret"
    key.unlink()
    for given, refusal in ((None, "--passphrase-file"), (wrong, "打不开"), (short, "太短")):
        with pytest.raises(CommandRefusedError, match=refusal):
            await _keys_of(sealed, given)
    assert await _keys_of(sealed, phrase) == [key]


def test_attachments_are_copied_once_and_unfinished_ones_never(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    (source / "ab").mkdir(parents=True)
    (source / "ab" / "ab12").write_bytes(b"content")
    (source / "ab" / "ab34.0f.part").write_bytes(b"con")
    assert [attachments.copy_missing(source, target) for _ in range(2)] == [1, 0]
    assert [file.name for file in target.rglob("*") if file.is_file()] == ["ab12"]
