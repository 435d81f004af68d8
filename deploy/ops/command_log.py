"""Entries of the audit log about the commands of the operator."""

from datetime import UTC, datetime
from getpass import getuser

from sqlalchemy.ext.asyncio import AsyncConnection

from deploy.ops.databases import SERVICES, databases
from deploy.settings import DeploySettings
from shared.storage.database import Database
from shared.web.audit_log.chain import OPERATOR, AuditEntry, append
from shared.web.audit_log.vocabulary import AuditAction


async def record_command(database: Database, command: str) -> None:
    """Appends a command, as typed after `python -m deploy`, with the user of the operating system."""
    async with database.transaction() as connection:
        await append_command(connection, command)


async def append_command(connection: AsyncConnection, command: str) -> None:
    """Appends a command in the transaction of its effect."""
    entry = AuditEntry(action=AuditAction.OPERATOR_COMMAND, actor=OPERATOR, subject=command, details=_user())
    await append(connection, entry, at=datetime.now(UTC))


async def record_in_every_service(settings: DeploySettings, command: str) -> None:
    """Appends a command that concerns all services to the audit log of each; one that has no SQLite file here is left out."""
    for service in SERVICES:
        is_missing = settings.database_of(service) is None and not (settings.folder / f"{service}.db").exists()
        if not is_missing:
            async with databases(settings, service) as opened:
                await record_command(opened.service, command)


def _user() -> str:
    """Returns the name of the user of the process; empty in a container without a name for its number."""
    try:
        return getuser()
    except (KeyError, OSError):
        return ""
