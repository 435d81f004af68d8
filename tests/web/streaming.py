"""A process that serves streams: run by the tests of the server. Prints its two ports, then serves until SIGTERM."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import StreamingResponse

from shared.storage.database import Database
from shared.telemetry.logs import configure
from shared.web import server
from shared.web.actor import Public
from shared.web.app import create_app
from shared.web.dependencies import AppState, app_state
from shared.web.limits import Limits
from tests.support.ports import free_port

router = APIRouter(prefix="/api/v1", dependencies=[Public])


@router.get("/stream")
async def stream(request: Request) -> StreamingResponse:
    async def lines() -> AsyncIterator[str]:
        yield "data: begun\n\n"
        await app_state(request).stopping.wait()

    return StreamingResponse(lines(), media_type="text/event-stream")


@router.get("/broken")
async def broken() -> StreamingResponse:
    async def lines() -> AsyncIterator[str]:
        yield "begun"
        raise RuntimeError("too late")

    return StreamingResponse(lines())


@router.get("/address")
async def address(request: Request) -> list[str]:
    """Returns the address of the client, as the limits of logins see it."""
    assert request.client
    return [request.client.host, request.url.scheme]


def main(path: str, port: int, trusted_proxies: list[str]) -> None:
    configure("streaming", style="json")
    limits = Limits(connections=20, header_seconds=1, body_pause_seconds=1, body_seconds=3)
    state = AppState(database=Database(f"sqlite+aiosqlite:///{path}"), secret=b"s" * 32, limits=limits)
    port, metrics_port = port or free_port(), free_port()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        """Starts the application. The port listens already, so that whoever connects now gets a response."""
        sys.stdout.write(f"{port} {metrics_port}\n")
        sys.stdout.flush()
        yield
        await state.database.close()

    app = create_app("流", [router], service="streaming", state=state, lifespan=lifespan)
    server.serve(app, host="127.0.0.1", port=port, metrics_port=metrics_port, trusted_proxies=trusted_proxies)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
