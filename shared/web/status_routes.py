"""`/livez`, `/readyz`, `/version`: for launchers, load balancers and operators."""

import asyncio

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from shared.telemetry.build import REVISION, VERSION
from shared.telemetry.probes import Check, Details, no_details, readiness_body
from shared.web.actor import Public
from shared.web.dependencies import app_state

_PATIENCE = 2.0


class Version(BaseModel):
    service: str
    version: str
    revision: str


def status_router(service: str, ready: Check, details: Details = no_details) -> APIRouter:
    """Returns the router of the three routes. `ready`: returns the reason for 503, or None; `details`: for the body of `/readyz`."""
    router = APIRouter(dependencies=[Public], include_in_schema=False)

    @router.get("/livez")
    async def livez() -> Response:
        """Returns `ok` while the process answers requests."""
        return Response("ok\n", media_type="text/plain; charset=utf-8")

    @router.get("/readyz")
    async def readyz(request: Request) -> Response:
        """Returns 200 when the service can do its work, else 503 with the reason."""
        reason = ready() or await _database(request)
        return Response(
            readiness_body(reason, details()), 200 if reason is None else 503, media_type="application/json"
        )

    @router.get("/version")
    async def version() -> Version:
        """Returns the name, the version and the revision of the service."""
        return Version(service=service, version=VERSION, revision=REVISION)

    return router


async def _database(request: Request) -> str | None:
    try:
        async with asyncio.timeout(_PATIENCE), app_state(request).database.reading() as connection:
            await connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError) as error:
        return f"the database does not answer ({type(error).__name__})"
    return None
