"""The use cases of the machine tokens of the own account, which the audit log records; the API and the pages share them."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.web.accounts import Account
from shared.web.audit_log.chain import AuditEntry, append
from shared.web.audit_log.vocabulary import AuditAction
from shared.web.login import machine_tokens
from shared.web.login.machine_tokens import NewMachineToken


async def create_token(connection: AsyncConnection, account: Account, new: NewMachineToken, now: datetime) -> str:
    """Stores and returns a machine token of the account; raises `InvalidError` or `ConflictError` (`machine_tokens.create_token`)."""
    token = await machine_tokens.create_token(connection, account, new, now)
    details = f"{','.join(sorted(new.scopes))} {new.days}"
    await append(connection, _entry(AuditAction.TOKEN_CREATED, account, details), at=now)
    return token


async def revoke_token(connection: AsyncConnection, account: Account, id: str, now: datetime) -> None:
    """Revokes a machine token of the account; raises `NotFoundError` `unknown-token`."""
    await machine_tokens.revoke_token(connection, account.name, id)
    await append(connection, _entry(AuditAction.TOKEN_REVOKED, account, id), at=now)


def _entry(action: AuditAction, account: Account, details: str) -> AuditEntry:
    return AuditEntry(action=action, actor=account.name, subject=account.name, details=details)
