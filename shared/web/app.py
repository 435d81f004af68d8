"""The application of a service: its routers, and the routes, middleware and error handlers that all services share."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from datetime import timedelta
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import SQLAlchemyError
from starlette.routing import BaseRoute

from shared.telemetry.build import VERSION
from shared.telemetry.probes import Check, Details, all_is_well, no_details
from shared.web import audit_routes, idempotency
from shared.web.account_management import (
    identity_routes,
    machine_token_routes,
    own_sessions,
    second_factor_routes,
    session_routes,
)
from shared.web.account_management import routes as account_routes
from shared.web.actor import Public
from shared.web.audit_log.retention import trim
from shared.web.bodies import BodyGate
from shared.web.dependencies import AppState
from shared.web.exception_handlers import add_handlers
from shared.web.login import challenges, machine_tokens, sessions
from shared.web.login import limits as login_limits
from shared.web.openapi import Application, docs_router
from shared.web.pages import assets, pending_forms
from shared.web.request_context import RequestContextMiddleware, by_https
from shared.web.route_guards import check_guarded
from shared.web.status_routes import status_router

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

_PURGE_EVERY = timedelta(hours=1)
_log = structlog.get_logger(__name__)


def create_app(  # noqa: PLR0913 - the differences between services
    title: str,
    routers: Sequence[APIRouter],
    *,
    service: str,
    state: AppState,
    lifespan: Lifespan | None = None,
    ready: Check = all_is_well,
    details: Details = no_details,
) -> FastAPI:
    """Returns an application with the routers of a service (each with its full prefix), sessions, accounts, docs and probes.

    `ready` returns a sentence why the service is not ready, or None; it is called often, also from other threads. `details` returns
    members for the body of `/readyz`.
    Raises `UnguardedRouteError` when a route declares neither an actor nor that it is public.
    """
    app = Application(
        title=title,
        version=VERSION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan(state, lifespan),
    )
    app.state.app_state = state
    app.state.service = service
    own = [
        status_router(service, ready, details),
        session_routes.router,
        own_sessions.router,
        second_factor_routes.router,
        machine_token_routes.router,
        account_routes.router,
        identity_routes.router,
        audit_routes.router,
        docs_router,
        assets.router,
        _openapi_router(app),
    ]
    for router in [*own, *routers]:
        # Their paths are complete, and `include_router` would build each route again.
        app.router.routes.extend(router.routes)
    contexts = list(iter_route_contexts(app.routes))
    check_guarded(contexts)
    templates = {id(context.original_route): context.path or "" for context in contexts}
    add_handlers(app)
    app.add_middleware(BodyGate)
    https = by_https(subdomains=state.hsts_subdomains) if state.is_https else {}
    app.add_middleware(RequestContextMiddleware, template=_template(templates), headers=https)
    return app


def _openapi_router(app: FastAPI) -> APIRouter:
    router = APIRouter(include_in_schema=False, dependencies=[Public])

    @router.get("/api/v1/openapi.json")
    async def openapi() -> dict[str, Any]:
        """Returns the OpenAPI document of this service."""
        return app.openapi()

    return router


def _template(templates: dict[int, str]) -> Callable[[BaseRoute | None], str]:
    def template(route: BaseRoute | None) -> str:
        return templates.get(id(route), "unknown")

    return template


def _lifespan(state: AppState, inner: Lifespan | None) -> Lifespan:
    """Returns the lifespan of the service together with an hourly purge of expired rows."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with inner(app) if inner else nullcontext():
            purging = asyncio.create_task(_purge(state), name="purge")
            try:
                yield
            finally:
                state.stopping.set()
                purging.cancel()
                with suppress(asyncio.CancelledError):
                    await purging

    return lifespan


async def _purge(state: AppState) -> None:
    while True:
        try:
            async with state.database.transaction() as connection:
                await sessions.purge(connection, state.now(), limits=state.limits)
                await machine_tokens.purge(connection, state.now())
                await challenges.purge(connection, state.now())
                await login_limits.purge(connection, state.now())
                await idempotency.purge(connection, state.now())
                await pending_forms.purge(connection, state.now())
                await state.purge(connection, state.now())
                await trim(connection, state.now(), state.audit_log_kept)
        except (SQLAlchemyError, OSError) as error:
            _log.warning("purge_failed", error=str(error))
        await asyncio.sleep(_PURGE_EVERY.total_seconds())
