"""Authentication of requests. Every route declares its actor or that it is public; an application with another route does not start.

async def draft(body: Draft, account: Actor) -> Response: ...
@router.get("/board", dependencies=[Public])
@router.get("/") async def page(visitor: Visiting) -> Response: ...      # a page: shared.web.pages.visitor
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated

import structlog
from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain.errors import ForbiddenError, UnauthenticatedError
from shared.web.accounts import Account
from shared.web.cookies import session_token
from shared.web.dependencies import AppState, app_state
from shared.web.login.machine_tokens import PREFIX, find_token_session, record_token_use
from shared.web.login.sessions import LoginSession, find_session, record_use

FIRST_PASSWORD = "first-password"  # noqa: S105 - the code of an error
SECOND_FACTOR_MISSING = "second-factor-missing"
_SCHEME = HTTPBearer(auto_error=False, description="POST /api/v1/sessions给出的token")
"""The scheme in the OpenAPI document; `bearer_token` reads the header, because errors are problem documents here."""


def bearer_token(request: Request) -> str:
    """Returns the token of the `Authorization` header; raises `UnauthenticatedError` `not-logged-in` when there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise UnauthenticatedError("not-logged-in", "请先登录")
    return token.strip()


_REFRESH = "HX-Request"
"""The header of the requests by which an open page refreshes itself; they are no use of the session by somebody."""

_WITH_A_FIRST_PASSWORD = frozenset({"/password", "/logout", "/api/v1/accounts/me/password", "/api/v1/sessions"})
"""The paths that an account with a first password may request: to change it, and to log out."""

_WITHOUT_SECOND_FACTOR = _WITH_A_FIRST_PASSWORD | {
    "/second-factor",
    "/api/v1/accounts/me/second-factor",
    "/api/v1/accounts/me/second-factor/confirm",
}
"""The paths that an account may request that has to have a second factor and has none."""


async def session(request: Request, _shown: Annotated[object, Security(_SCHEME)]) -> LoginSession:
    """Returns the session of the bearer token; raises `UnauthenticatedError` without a valid one."""
    return await _session_of(request, bearer_token(request))


async def current_session(request: Request, token: str) -> LoginSession:
    """Returns the session of a token; see `valid_session`. Records its use, unless the page refreshes itself."""
    found = await valid_session(request, token)
    state = app_state(request)
    if _REFRESH not in request.headers:
        record = record_token_use if token.startswith(PREFIX) else record_use
        await record(state.database, found, state.now())
    return found


async def valid_session(request: Request, token: str) -> LoginSession:
    """Returns the session of a token, its account with every name of its unit; raises `UnauthenticatedError` without a valid one.

    Raises `ForbiddenError` `first-password` for an account that has to change its first password before anything else, and
    `second-factor-missing` for one that has to get a second factor.
    """
    state = app_state(request)
    async with state.database.read_one(short_statements=True) as connection:
        found = await _find(connection, state, token, method=request.method, path=request.url.path)
        account = found.account
        if account.first_password and request.url.path not in _WITH_A_FIRST_PASSWORD:
            raise ForbiddenError(FIRST_PASSWORD, "这是管理员发放的首次密码，请先修改密码")
        if _misses_second_factor(state, account) and request.url.path not in _WITHOUT_SECOND_FACTOR:
            raise ForbiddenError(SECOND_FACTOR_MISSING, "章程要求本账号使用双重验证，请先开通")
        return replace(found, account=await with_unit_names(connection, state, account))


def _misses_second_factor(state: AppState, account: Account) -> bool:
    return not account.second_factor and state.requires_second_factor(account)


async def is_logged_in(state: AppState, token: str) -> bool:
    """Returns whether the session of a token has not ended, for work that goes on after its request."""
    async with state.database.read_one() as connection:
        try:
            await _find(connection, state, token)
        except UnauthenticatedError:
            return False
    return True


async def _find(
    connection: AsyncConnection, state: AppState, token: str, *, method: str = "GET", path: str = "/api/v1/sessions"
) -> LoginSession:
    """Returns the session of a token; of a machine token, its account for a request with this method and path."""
    if token.startswith(PREFIX):
        return await find_token_session(connection, token, state.now(), method=method, path=path)
    return await find_session(connection, token, state.now(), limits=state.limits)


async def with_unit_names(connection: AsyncConnection, state: AppState, account: Account) -> Account:
    """Returns the account with every name of its unit."""
    if account.organization is None or account.unit is None:
        return account
    names = await state.unit_names(connection, account.organization, account.unit)
    return replace(account, other_unit_keys=names)


async def _session_of(request: Request, token: str) -> LoginSession:
    found = await current_session(request, token)
    structlog.contextvars.bind_contextvars(account=found.account.name)
    return found


async def actor(request: Request, _shown: Annotated[object, Security(_SCHEME)]) -> Account:
    """Returns the account of the bearer token; raises `UnauthenticatedError` without a valid session."""
    return (await _session_of(request, bearer_token(request))).account


def token_of(request: Request) -> str:
    """Returns the bearer token, or without an `Authorization` header the token of the cookie; raises `UnauthenticatedError`."""
    return bearer_token(request) if "Authorization" in request.headers else session_token(request)


async def anyone(request: Request, _shown: Annotated[object, Security(_SCHEME)]) -> Account:
    """Returns the account of a bearer token or of a cookie, for routes that only read; raises `UnauthenticatedError`."""
    return (await _session_of(request, token_of(request))).account


@dataclass(frozen=True, kw_only=True)
class StreamReader:
    """The account that reads a stream. `is_valid` returns whether its session is still valid."""

    account: Account
    is_valid: Callable[[], Awaitable[bool]]


async def stream_reader(request: Request, _shown: Annotated[object, Security(_SCHEME)]) -> StreamReader:
    """Returns the reader of a stream, which is no use of its session: a page that is left open does not keep it alive."""
    token = token_of(request)
    found = await valid_session(request, token)
    structlog.contextvars.bind_contextvars(account=found.account.name)

    return StreamReader(account=found.account, is_valid=partial(is_logged_in, app_state(request), token))


async def everybody() -> None:
    """Marks a route that needs no login."""


Actor = Annotated[Account, Depends(actor)]
Reading = Annotated[Account, Depends(anyone)]
Streaming = Annotated[StreamReader, Depends(stream_reader)]
CurrentSession = Annotated[LoginSession, Depends(session)]
Public = Depends(everybody)
