"""`/api/v1/sessions`: login, logout, and the account of the session. Programs and users log in with the same passwords and limits."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from shared.contracts.vocabulary import Role
from shared.domain.errors import UnauthenticatedError
from shared.web import sessions
from shared.web.accounts import LONGEST_NAME, Account, accounts
from shared.web.actor import CurrentSession, Public, bearer_token
from shared.web.audit_log.chain import AuditEntry, append
from shared.web.audit_log.vocabulary import AuditAction, AuditResult
from shared.web.dependencies import AppState, app_state
from shared.web.passwords import LONGEST
from shared.web.stored_response import stored_response

router = APIRouter(prefix="/api/v1/sessions", tags=["登录"])


class Login(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    account: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, examples=["522625-proposals_committee"])]
    password: Annotated[str, Field(min_length=1, max_length=LONGEST)]


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
    """Opens a session and returns its token. An `Idempotency-Key` has no effect: each login opens a session of its own."""
    token, session = await start_session(request, login.account, login.password)
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


async def start_session(
    request: Request, name: str, password: str, *, replaced: str | None = None
) -> tuple[str, sessions.LoginSession]:
    """Opens a session and returns it with its token, which is random and is not returned again; ends the session `replaced`.

    Raises `UnauthenticatedError` `login-failed`, or `HttpRefusedError` `too-many-attempts` after too many failures (decision 0041).
    """
    if len(name) > LONGEST_NAME or len(password) > LONGEST:
        raise sessions.login_failed()
    state = app_state(request)
    address = request.client.host if request.client else ""
    try:
        async with state.attempts.verifying(name, address):
            verified = await sessions.authenticate(state.database, name, password)
    except UnauthenticatedError:
        await _record_failure(state, name)
        raise
    token = sessions.new_token()
    async with state.database.transaction() as connection:
        await sessions.check_unchanged(connection, verified)
        if replaced is not None:
            await sessions.end_session(connection, replaced)
        origin = sessions.Origin(address=address, browser=request.headers.get("User-Agent", ""))
        opened = await sessions.open_session(
            connection, verified.account, token, state.now(), limits=state.limits, origin=origin
        )
        entry = AuditEntry(action=AuditAction.LOGIN, actor=name, subject=name, details=opened.id)
        await append(connection, entry, at=state.now())
    return token, opened


async def _record_failure(state: AppState, name: str) -> None:
    """Appends a failed login to the audit log, without the name where no account has it: it may be a mistyped password."""
    async with state.database.transaction() as connection:
        known = await connection.scalar(select(accounts.c.name).where(accounts.c.name == name)) or ""
        entry = AuditEntry(action=AuditAction.LOGIN, actor=known, subject=known, result=AuditResult.FAILURE)
        await append(connection, entry, at=state.now())
