"""Who asks. Every route names its actor or says that it is public; one that does neither does not start.

async def draft(body: Draft, account: Actor) -> Response: ...
@router.get("/board", dependencies=[Public])
"""

from collections.abc import Iterable
from typing import Annotated, Any

import structlog
from fastapi import Depends, Request, Security
from fastapi.routing import APIRoute, RouteContext
from fastapi.security import HTTPBearer

from shared.domain.errors import UnauthenticatedError
from shared.web.accounts import Account
from shared.web.sessions import Session, find_session
from shared.web.surroundings import surroundings

_SCHEME = HTTPBearer(auto_error=False, description="POST /api/v1/sessions给出的token，有效12小时")
"""For the OpenAPI document; we read the header ourselves, because our refusals are problem documents."""


class UnguardedRouteError(Exception):
    """A route says neither who may call it nor that everybody may."""


def bearer_token(request: Request) -> str:
    """The token of the `Authorization` header. `UnauthenticatedError` `not-logged-in`: there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise UnauthenticatedError("not-logged-in", "请先登录：POST /api/v1/sessions，再带上Authorization: Bearer …")
    return token.strip()


async def session(request: Request, _shown: Annotated[object, Security(_SCHEME)]) -> Session:
    """The session of this request; `UnauthenticatedError` without a valid one."""
    around = surroundings(request)
    token = bearer_token(request)
    async with around.database.reading() as connection:
        found = await find_session(connection, token, around.now())
    structlog.contextvars.bind_contextvars(account=found.account.name)
    return found


async def actor(session: Annotated[Session, Depends(session)]) -> Account:
    """The account that asks."""
    return session.account


def everybody() -> None:
    """Marks a route that needs no login."""


Actor = Annotated[Account, Depends(actor)]
CurrentSession = Annotated[Session, Depends(session)]
Public = Depends(everybody)

_GUARDS = (actor, session, everybody)


def check_guarded(routes: Iterable[RouteContext]) -> None:
    """Refuse to start with a route that forgot to say who may call it."""
    for route in routes:
        if not isinstance(route.original_route, APIRoute) or not _is_guarded(route.dependant):
            raise UnguardedRouteError(f"{route.path}: name an `Actor`, or mark the route `Public`")


def _is_guarded(dependant: Any) -> bool:
    return any(inner.call in _GUARDS or _is_guarded(inner) for inner in dependant.dependencies)
