"""What every request stands in: the service database, the secret, the clock, whether we are stopping."""

from asyncio import Event
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fastapi import Request

from shared.storage.database import Database
from shared.web.attempts import Attempts


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Given to `create_app` by the composition root. `secret`: 32 bytes that only the service knows.

    `stopping` is set when the process is asked to end: a stream that waits for news must wait for this as well.
    """

    database: Database
    secret: bytes
    now: Callable[[], datetime] = _now
    stopping: Event = field(default_factory=Event)
    attempts: Attempts = field(default_factory=Attempts)


def surroundings(request: Request) -> Surroundings:
    """Those of the application that answers this request."""
    found: Surroundings = request.app.state.surroundings
    return found
