"""`/api/v1/sessions`: login, logout, and the account of the session. Programs and users log in with the same passwords and limits."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.vocabulary import Role
from shared.domain.errors import UnauthenticatedError
from shared.web.accounts import LONGEST_NAME, Account
from shared.web.actor import CurrentSession, Public, bearer_token
from shared.web.addresses import address_of
from shared.web.audit_log.chain import AuditEntry, append
from shared.web.audit_log.vocabulary import AuditAction
from shared.web.dependencies import AppState, app_state
from shared.web.login import challenges as login_challenges
from shared.web.login import sessions
from shared.web.login.attempts import append_failed_login
from shared.web.login.passwords import LONGEST
from shared.web.login.second_factors import LONGEST_CODE, SecondFactorRequiredError
from shared.web.stored_response import stored_response

router = APIRouter(prefix="/api/v1/sessions", tags=["登录"])


class Login(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    account: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, examples=["522625-proposals_committee"])]
    password: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    code: Annotated[str, Field(max_length=LONGEST_CODE, description="双重验证的动态验证码或恢复码")] = ""


class SessionView(BaseModel):
    """The account of a session, and the instant at which the session expires."""

    account: str
    organization: str | None
    unit: str | None
    roles: list[Role]
    expires: datetime


class OpenedSession(SessionView):
    """A new session. `token` is for `Authorization: Bearer …`; it is returned only here."""

    token: str


def view(session: sessions.LoginSession) -> SessionView:
    """Returns the view of a session."""
    account = session.account
    return SessionView(
        account=account.name,
        organization=account.organization,
        unit=account.unit,
        roles=sorted(account.roles),
        expires=session.expires,
    )


@router.post("", status_code=201, summary="登录", dependencies=[Public], response_model=OpenedSession)
async def log_in(request: Request, login: Login) -> Response:
    """Opens a session and returns its token. An account with a second factor sends `code` too.

    An `Idempotency-Key` has no effect: each login opens a session of its own.
    """
    verified = await verify_login(request, login.account, login.password, login.code)
    token, session = await start_session(request, verified)
    return stored_response(201, OpenedSession(token=token, **dict(view(session)))).response()


@router.get("", summary="当前登录")
async def who_am_i(session: CurrentSession) -> SessionView:
    """Returns the account of the token."""
    return view(session)


@router.delete("", status_code=204, summary="退出登录")
async def log_out(request: Request, session: CurrentSession) -> None:
    """Ends the session of the token."""
    await end_current_session(request, session.account, bearer_token(request))


async def end_current_session(request: Request, account: Account, token: str) -> None:
    """Ends the session of the request."""
    state = app_state(request)
    async with state.database.transaction() as connection:
        await sessions.end_session(connection, token)
        entry = AuditEntry(action=AuditAction.LOGOUT, actor=account.name, subject=account.name)
        await append(connection, entry, at=state.now())


async def verify_login(request: Request, name: str, password: str, code: str) -> sessions.Verified:
    """Returns the account with this password and, where it has a second factor, this code.

    Raises `UnauthenticatedError` `login-failed` or `wrong-code`, `SecondFactorRequiredError` when only the code is missing, and
    `HttpRefusedError` `too-many-attempts` after too many failures (decision 0041).
    """
    if len(name) > LONGEST_NAME or len(password) > LONGEST:
        raise sessions.login_failed()
    state = app_state(request)
    async with _counted(request, name):
        verified = await sessions.authenticate(state.database, name, password)
        _check_first_password(state, verified.account)
        try:
            await state.second_factors.check(verified.account, code)
        except SecondFactorRequiredError as error:
            error.verified = verified
            raise
    return verified


def _check_first_password(state: AppState, account: Account) -> None:
    """Raises `UnauthenticatedError` `first-password-expired` for a password that was handed out too long ago."""
    lasting, since = state.limits.first_password_lasting, account.first_password_at
    if account.first_password and since is not None and state.now() >= since + lasting:
        raise UnauthenticatedError(
            "first-password-expired", f"首次密码只在{lasting.days}天内有效，现已过期，请管理员重设密码"
        )


async def begin_challenge(request: Request, verified: sessions.Verified) -> str:
    """Returns the token under which a login with a verified password waits for its code."""
    state = app_state(request)
    async with state.database.transaction() as connection:
        await sessions.check_unchanged(connection, verified)
        return await login_challenges.create_challenge(connection, verified, state.now())


async def answer_challenge(request: Request, challenge: str, code: str) -> sessions.Verified:
    """Returns the account of a login that waits for its code, which is verified; raises the same errors as `verify_login`."""
    state = app_state(request)
    async with state.database.reading() as connection:
        verified = await login_challenges.find_challenge(connection, challenge, state.now())
    async with _counted(request, verified.account.name):
        await state.second_factors.check(verified.account, code)
    async with state.database.transaction() as connection:
        await login_challenges.end_challenge(connection, challenge)
    return verified


async def start_session(
    request: Request, verified: sessions.Verified, *, replaced: str | None = None
) -> tuple[str, sessions.LoginSession]:
    """Opens a session and returns it with its token, which is random and is not returned again; ends the session `replaced`."""
    state, name = app_state(request), verified.account.name
    token = sessions.new_token()
    async with state.database.transaction() as connection:
        await sessions.check_unchanged(connection, verified)
        if replaced is not None:
            await sessions.end_session(connection, replaced)
        origin = sessions.Origin(address=address_of(request), browser=request.headers.get("User-Agent", ""))
        opened = await sessions.open_session(
            connection, verified.account, token, state.now(), limits=state.limits, origin=origin
        )
        entry = AuditEntry(action=AuditAction.LOGIN, actor=name, subject=name, details=opened.id)
        await append(connection, entry, at=state.now())
    return token, opened


@asynccontextmanager
async def _counted(request: Request, name: str) -> AsyncIterator[None]:
    """Counts a verification that fails, and records it in the audit log."""
    state = app_state(request)
    try:
        async with state.attempts.verifying(name, address_of(request)):
            yield
    except SecondFactorRequiredError:
        raise
    except UnauthenticatedError:
        async with state.database.transaction() as connection:
            await append_failed_login(connection, name, state.now())
        raise
