"""The links of accounts to persons of the identity provider, made by administrators; the API and the pages share them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain.errors import ConflictError, invalid
from shared.domain.lines import is_line
from shared.web.account_management.administration import manageable
from shared.web.account_management.single_sign_on import provider_of
from shared.web.accounts import Account, accounts, change_account, find_account
from shared.web.audit_log.chain import AuditEntry, append
from shared.web.audit_log.vocabulary import AuditAction
from shared.web.dependencies import AppState
from shared.web.login.challenges import end_challenges_of
from shared.web.login.sessions import end_sessions_of
from shared.web.oidc.settings import LONGEST_SUBJECT


async def link(connection: AsyncConnection, admin: Account, name: str, subject: str, state: AppState) -> Account:
    """Links an account to a person and returns it; ends the sessions of the account where another person was linked.

    Raises `ForbiddenError`, `InvalidError`, `NotFoundError` `no-identity-provider`, or `ConflictError` `own-account` or `identity-linked`.
    """
    found = await _other(connection, admin, name)
    issuer, subject = provider_of(state).issuer, subject.strip()
    if not is_line(subject) or len(subject) > LONGEST_SUBJECT:
        raise invalid("subject", subject, f"须为一行、不超过{LONGEST_SUBJECT}个字符的标识")
    table = accounts.c
    same = (table.identity_issuer == issuer) & (table.identity_subject == subject) & (table.name != name)
    if other := await connection.scalar(select(table.name).where(same)):
        raise ConflictError("identity-linked", f"这个统一身份已经关联到账号{other}")
    if found.identity is not None:
        await _end_logins(connection, name)
    try:
        await change_account(connection, name, identity_issuer=issuer, identity_subject=subject)
    except IntegrityError as error:  # another transaction has linked the person since
        raise ConflictError("identity-linked", "这个统一身份刚刚关联到另一个账号") from error
    entry = AuditEntry(action=AuditAction.IDENTITY_LINKED, actor=admin.name, subject=name)
    await append(connection, entry, at=state.now())
    return await find_account(connection, name)


async def unlink(connection: AsyncConnection, admin: Account, name: str, now: datetime) -> Account:
    """Removes the link of an account and ends its sessions; raises the errors of `link`, or `ConflictError` `identity-not-linked`."""
    if (await _other(connection, admin, name)).identity is None:
        raise ConflictError("identity-not-linked", "这个账号没有关联统一身份")
    await change_account(connection, name, identity_issuer=None, identity_subject=None)
    await _end_logins(connection, name)
    entry = AuditEntry(action=AuditAction.IDENTITY_UNLINKED, actor=admin.name, subject=name)
    await append(connection, entry, at=now)
    return await find_account(connection, name)


async def _other(connection: AsyncConnection, admin: Account, name: str) -> Account:
    """Returns an account that the administrator manages; raises `ConflictError` `own-account` for the own one."""
    found = await manageable(connection, admin, name)
    if name == admin.name:
        raise ConflictError("own-account", "不能更改自己账号的统一身份，请由另一位管理员办理")
    return found


async def _end_logins(connection: AsyncConnection, name: str) -> None:
    await end_challenges_of(connection, name)
    await end_sessions_of(connection, name)
