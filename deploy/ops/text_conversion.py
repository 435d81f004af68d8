"""The command `convert-texts`: encrypts the stored texts of restricted kinds, or decrypts them (decision 0118)."""

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from deploy.ops.command_log import record_command
from deploy.ops.databases import databases
from deploy.ops.progress_bars import Bar
from deploy.ops.refusals import CommandRefusedError
from deploy.ops.service_secret import read_secret
from deploy.settings import DeploySettings
from shared.committee import autosaves, matter_texts
from shared.committee.encryption.texts import TextEncryption
from shared.committee.kinds.catalogue import KINDS, RESTRICTED
from shared.committee.matters import search
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.repository import load
from shared.committee.matters.search_tables import search_grams, search_keys
from shared.committee.tables import matter_texts as texts
from shared.storage.database import Database
from shared.storage.migrations.migration import migrate
from shared.storage.preparation import UnusableDatabaseError

_PORTION = 20
"""Matters of one transaction, for which the commands of users wait."""


async def convert_texts(settings: DeploySettings, service: str, bar: Bar) -> int:
    """Stores all texts of restricted kinds as `LIANXI_ENCRYPT_TEXTS` demands, and their search index; returns how many texts changed.

    It can be interrupted and executed again. Raises `CommandRefusedError` if the secret of the service does not open the data keys.
    """
    encryption = TextEncryption(read_secret(settings, service), RESTRICTED if settings.encrypt_texts else ())
    async with databases(settings, service, options=encryption.options) as opened:
        database = opened.service
        await migrate(database, "service")
        async with database.reading() as connection:
            try:
                await encryption.check(connection)
            except UnusableDatabaseError as error:
                raise CommandRefusedError(str(error)) from error
        changed = 0
        for kind in (each for each in KINDS if each.restricted):
            changed += await _convert(database, kind, bar)
        if settings.encrypt_texts:
            await _remove_remnants(database)
        await record_command(database, f"convert-texts {service}")
    return changed


async def _convert(database: Database, kind: AnyKind, bar: Bar) -> int:
    """Converts the texts, the autosaved ones and the search index of all matters of a kind."""
    ids, changed, done, last = kind.table.c.id, 0, 0, ""
    async with database.reading() as connection:
        total = await connection.scalar(select(func.count()).select_from(kind.table)) or 0
    while True:
        async with database.transaction() as connection:
            portion = list(await connection.scalars(select(ids).where(ids > last).order_by(ids).limit(_PORTION)))
            for matter in portion:
                record = await load(connection, kind, matter, for_update=True)
                changed += await matter_texts.convert(connection, matter)
                await autosaves.convert(connection, matter)
                await search.put(connection, kind, record)
        if not portion:
            return changed
        last, done = portion[-1], done + len(portion)
        bar(done, max(total - done, 0))


async def _remove_remnants(database: Database) -> None:
    """Rewrites the tables that contained plain texts; raises `CommandRefusedError` while another process uses the file of SQLite."""
    try:
        await database.rewrite([texts, autosaves.autosaves, search_keys, search_grams])
    except OperationalError as error:
        raise CommandRefusedError(
            "文本已经加密，但数据库正在使用，文件中还有原来的内容：请停止该服务，再执行一次。"
        ) from error
