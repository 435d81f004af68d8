"""The state of an application that requests use: the service database, the secret, the clock, the shutdown signal, limits."""

from asyncio import Event, Semaphore
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain.errors import LianxiError
from shared.storage.database import Database
from shared.web.accounts import Account
from shared.web.audit_log.retention import AUDIT_LOG_KEPT
from shared.web.forms_before_login import SuspendedForms
from shared.web.limits import DEFAULT_LIMITS, Limits
from shared.web.login.breached_passwords import BreachedPasswords
from shared.web.login.limits import LoginLimiter
from shared.web.login.second_factors import SecondFactors
from shared.web.login.shown_once import MadeAccount, ShownOnce
from shared.web.oidc.provider import IdentityProvider
from shared.web.request_limits import RequestLimiter
from shared.web.response_cache import ResponseCache
from shared.web.streams import Streams
from shared.web.titles import TitleOf, title_of


def _now() -> datetime:
    return datetime.now(UTC)


async def _wherever(_organization: str) -> None:
    """Permits accounts of every organization: the default of `account_scope`."""


async def _no_other_names(_connection: AsyncConnection, _organization: str, _unit: str) -> frozenset[str]:
    """Returns no name: the default of `unit_names`, without a register of units."""
    return frozenset()


async def _nothing_unread(_connection: AsyncConnection, _account: Account) -> int:
    """Returns 0: the default of `unread`, without notifications."""
    return 0


def _not_required(_account: Account) -> bool:
    """Requires no second factor: the default of `requires_second_factor`."""
    return False


async def _nothing_expires(_connection: AsyncConnection, _now: datetime) -> None:
    """Deletes nothing: the default of `purge`."""


@dataclass(frozen=True, kw_only=True)
class AppState:
    """The state that the composition root passes to `create_app`. `secret`: at least 32 bytes that only the service knows.

    `account_scope` raises `InvalidError` for an account of an organization that the service does not host.
    `unit_names` returns the comparison keys of all names of a unit of an organization, which its accounts act for.
    `unread` returns the number of notifications that an account has not read.
    `title_of` returns the titles of fields in error messages for users.
    `requires_second_factor` returns whether the rules of its organization require a second factor of an account.
    `purge` deletes, once an hour, the rows of the service that have expired.
    `public_url` is the address of the pages; with https://, cookies and headers are for HTTPS alone.
    `hsts_subdomains`: whether browsers use HTTPS for the hosts below the service's, too.
    `breached_passwords` are those that nobody may choose; None: there is no list besides that of common ones.
    `identity_provider` verifies logins by single sign-on; None: there are logins with passwords alone.
    `audit_log_kept` is the time for which entries of the audit log are kept.
    `stopping` is set when the process has to stop; an open stream must wait for it too.
    """

    database: Database
    secret: bytes
    now: Callable[[], datetime] = _now
    account_scope: Callable[[str], Awaitable[None]] = _wherever
    unit_names: Callable[[AsyncConnection, str, str], Awaitable[frozenset[str]]] = _no_other_names
    unread: Callable[[AsyncConnection, Account], Awaitable[int]] = _nothing_unread
    requires_second_factor: Callable[[Account], bool] = _not_required
    purge: Callable[[AsyncConnection, datetime], Awaitable[None]] = _nothing_expires
    stopping: Event = field(default_factory=Event)
    limits: Limits = DEFAULT_LIMITS
    public_url: str = ""
    hsts_subdomains: bool = False
    breached_passwords: BreachedPasswords | None = None
    identity_provider: IdentityProvider | None = None
    audit_log_kept: timedelta = AUDIT_LOG_KEPT
    forms_before_login: SuspendedForms = field(default_factory=SuspendedForms)
    made_passwords: ShownOnce[str] = field(default_factory=ShownOnce)
    made_recovery_codes: ShownOnce[tuple[str, ...]] = field(default_factory=ShownOnce)
    made_accounts: ShownOnce[tuple[MadeAccount, ...]] = field(default_factory=ShownOnce)
    form_refusals: ShownOnce[LianxiError] = field(default_factory=ShownOnce)
    title_of: TitleOf = title_of

    @property
    def is_https(self) -> bool:
        """Returns whether users reach the service by HTTPS alone, by `LIANXI_PUBLIC_URL`."""
        return self.public_url.startswith("https://")

    @cached_property
    def attempts(self) -> LoginLimiter:
        """Returns the limits of login attempts."""
        return LoginLimiter(self.database, self.secret, self.now)

    @cached_property
    def second_factors(self) -> SecondFactors:
        """Returns the second factors of the accounts."""
        return SecondFactors(self.database, self.secret, self.now)

    @cached_property
    def public_requests(self) -> RequestLimiter:
        """Returns the counted requests to the routes that need no login."""
        return RequestLimiter(self.limits.public_requests_per_minute)

    @cached_property
    def public_responses(self) -> ResponseCache:
        """Returns the cached responses of the routes that need no login."""
        return ResponseCache()

    @cached_property
    def streams(self) -> Streams:
        """Returns the open streams of the process."""
        return Streams(self.limits.streams_per_account)

    @cached_property
    def bodies(self) -> Counter[str]:
        """Returns account -> number of its bodies in memory, without small ones."""
        return Counter()

    @cached_property
    def large_bodies(self) -> Semaphore:
        """Returns the semaphore that each request with a possibly large body acquires while the body is in memory."""
        return Semaphore(self.limits.large_bodies)

    @cached_property
    def uploads(self) -> Semaphore:
        """Returns the semaphore that each upload of an attachment acquires while its temporary file exists."""
        return Semaphore(self.limits.uploads)


def app_state(request: Request) -> AppState:
    """Returns the state of the application that handles this request."""
    found: AppState = request.app.state.app_state
    return found
