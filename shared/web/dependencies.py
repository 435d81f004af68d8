"""What every request stands in: the service database, the secret, the clock, whether we are stopping."""

from asyncio import Event, Semaphore
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from fastapi import Request

from shared.domain.errors import LianxiError
from shared.storage.database import Database
from shared.web.limits import Limits
from shared.web.login_limits import LoginLimiter
from shared.web.pages.forms_before_login import KeptForms
from shared.web.pages.shown_once import ShownOnce
from shared.web.streams import Streams
from shared.web.titles import TitleOf, title_of


def _now() -> datetime:
    return datetime.now(UTC)


async def _wherever(_organization: str) -> None:
    """Where nobody says otherwise, accounts of every organization are kept."""


@dataclass(frozen=True, kw_only=True)
class AppState:
    """Given to `create_app` by the composition root. `secret`: 32 bytes that only the service knows.

    `belonging` refuses an account of an organization that does not work here (`InvalidError`).
    `title_of` names the fields of refusals for people.
    `stopping` is set when the process is asked to end: a stream that waits for news must wait for this as well.
    """

    database: Database
    secret: bytes
    now: Callable[[], datetime] = _now
    account_scope: Callable[[str], Awaitable[None]] = _wherever
    stopping: Event = field(default_factory=Event)
    attempts: LoginLimiter = field(default_factory=LoginLimiter)
    limits: Limits = field(default_factory=Limits)
    forms_before_login: KeptForms = field(default_factory=KeptForms)
    made_passwords: ShownOnce[str] = field(default_factory=ShownOnce)
    password_refusals: ShownOnce[LianxiError] = field(default_factory=ShownOnce)
    title_of: TitleOf = title_of

    @cached_property
    def streams(self) -> Streams:
        """Those that are open."""
        return Streams(self.limits.streams_per_account)

    @cached_property
    def bodies(self) -> Counter[str]:
        """How many bodies of each account, beyond small ones, are in memory."""
        return Counter()

    @cached_property
    def large_bodies(self) -> Semaphore:
        """Taken by each request whose body may be large, for as long as it is in memory."""
        return Semaphore(self.limits.large_bodies)


def app_state(request: Request) -> AppState:
    """Those of the application that answers this request."""
    found: AppState = request.app.state.surroundings
    return found
