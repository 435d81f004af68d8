"""Who asks. Every route names its actor or says that it is public; one that does neither does not start.

async def draft(body: Draft, account: Actor) -> Response: ...
@router.get("/board", dependencies=[Public])
@router.get("/") async def page(visitor: Visiting) -> Response: ...      # a page: shared.web.pages.visitor
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import structlog
from fastapi import Depends, Request, Security
from fastapi.routing import APIRoute, RouteContext
from fastapi.security import HTTPBearer

from shared.domain.errors import UnauthenticatedError
from shared.web.accounts import Account
from shared.web.dependencies import app_state
from shared.web.pages.cookie import session_token
from shared.web.pages.visitor import submitted, uploaded, visitor
from shared.web.sessions import LoginSession, find_session

_SCHEME = HTTPBearer(auto_error=False, description="POST /api/v1/sessions给出的token，有效12小时")
"""For the OpenAPI document; we read the header ourselves, because our refusals are problem documents."""


class UnguardedRouteError(Exception):
    """A route says neither who may call it nor that everybody may."""


def bearer_token(request: Request) -> str:
    """The token of the `Authorization` header. `UnauthenticatedError` `not-logged-in`: there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise UnauthenticatedError("not-logged-in", "请先登录")
    return token.strip()


async def session(request: Request, _shown: Annotated[object, Security(_SCHEME)]) -> LoginSession:
    """The session of this request; `UnauthenticatedError` without a valid one."""
    return await _session_of(request, bearer_token(request))


async def _session_of(request: Request, token: str) -> LoginSession:
    state = app_state(request)
    async with state.database.read_one() as connection:
        found = await find_session(connection, token, state.now())
    structlog.contextvars.bind_contextvars(account=found.account.name)
    return found


async def actor(request: Request, _shown: Annotated[object, Security(_SCHEME)]) -> Account:
    """The account that asks."""
    return (await _session_of(request, bearer_token(request))).account


def token_of(request: Request) -> str:
    """The token of a program or, where there is no `Authorization` header, of a browser; `UnauthenticatedError`: none."""
    return bearer_token(request) if "Authorization" in request.headers else session_token(request)


async def anyone(request: Request, _shown: Annotated[object, Security(_SCHEME)]) -> Account:
    """The account that asks for something that only reads: a program with its bearer token, or a page with its cookie."""
    return (await _session_of(request, token_of(request))).account


def everybody() -> None:
    """Marks a route that needs no login."""


Actor = Annotated[Account, Depends(actor)]
Reading = Annotated[Account, Depends(anyone)]
CurrentSession = Annotated[LoginSession, Depends(session)]
Public = Depends(everybody)

_GUARDS = (actor, session, anyone, visitor, everybody)
_READING = {"GET", "HEAD"}


def check_guarded(routes: Iterable[RouteContext]) -> None:
    """Refuse to start with a route that forgot to say who may call it, or with a page that takes a form of anybody's making."""
    for route in routes:
        calls = set(_calls(route.dependant)) if isinstance(route.original_route, APIRoute) else set()
        if not calls.intersection(_GUARDS):
            raise UnguardedRouteError(f"{route.path}: name an `Actor`, or mark the route `Public`")
        by_cookie = calls & {visitor, anyone}
        if by_cookie and not calls & {submitted, uploaded} and set(route.methods or ()) - _READING:
            raise UnguardedRouteError(f"{route.path}: a form must be `Submitted` or `Uploaded`")


def _calls(dependant: Any) -> Iterator[Any]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from _calls(inner)
