"""The use cases of the second factor of the own account; the API and the pages share them."""

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain.errors import ForbiddenError, UnauthenticatedError, invalid
from shared.web.accounts import Account
from shared.web.addresses import address_of
from shared.web.audit_log.chain import AuditEntry, append
from shared.web.audit_log.vocabulary import AuditAction
from shared.web.dependencies import AppState, app_state
from shared.web.login.passwords import LONGEST
from shared.web.login.second_factors import delete_second_factor
from shared.web.login.sessions import authenticate, end_sessions_of


async def verify_password(request: Request, account: Account, password: str) -> None:
    """Raises `InvalidError` when the password is not that of the account; failures count as failed logins."""
    state = app_state(request)
    if len(password) > LONGEST:
        raise invalid("password", None, "密码不正确")
    try:
        async with state.attempts.verifying(account.name, address_of(request)):
            await authenticate(state.database, account.name, password)
    except UnauthenticatedError as error:
        raise invalid("password", None, "密码不正确") from error


async def verify_code(request: Request, account: Account, code: str) -> None:
    """Uses up a code of the account; raises `InvalidError` when it is wrong. Failures count as failed logins."""
    state = app_state(request)
    try:
        async with state.attempts.verifying(account.name, address_of(request)):
            await state.second_factors.check(account, code)
    except UnauthenticatedError as error:
        raise invalid("code", None, error.detail) from error


async def confirm(
    connection: AsyncConnection, state: AppState, account: Account, code: str, token: str
) -> tuple[str, ...]:
    """Puts the second factor in force, ends the other sessions of the account, and returns the recovery codes."""
    codes = await state.second_factors.confirm(connection, account, code)
    await end_sessions_of(connection, account.name, but=token)
    await _record(connection, state, account, AuditAction.SECOND_FACTOR_SET)
    return codes


async def new_codes(connection: AsyncConnection, state: AppState, account: Account) -> tuple[str, ...]:
    """Returns new recovery codes in place of the old ones."""
    codes = await state.second_factors.make_codes(connection, account.name)
    await _record(connection, state, account, AuditAction.RECOVERY_CODES_MADE)
    return codes


async def remove(connection: AsyncConnection, state: AppState, account: Account) -> None:
    """Removes the second factor, a code of which was verified; raises `ForbiddenError` where the charter requires it."""
    if state.requires_second_factor(account):
        raise ForbiddenError("second-factor-needed", "章程要求本账号使用双重验证，不能关闭")
    await delete_second_factor(connection, account.name)
    await _record(connection, state, account, AuditAction.SECOND_FACTOR_REMOVED)


async def _record(connection: AsyncConnection, state: AppState, account: Account, action: AuditAction) -> None:
    await append(connection, AuditEntry(action=action, actor=account.name, subject=account.name), at=state.now())
