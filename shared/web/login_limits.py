"""Limits of login attempts against the guessing of passwords. In memory, per process.

An attempt is counted before its password is verified, so that parallel guesses do not exceed the limit. A successful attempt is
subtracted again, so that only failed attempts and those in verification count.
"""

import math
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import NamedTuple

from shared.domain.errors import UnauthenticatedError
from shared.web.problem import HttpRefusedError

SECONDS = 300.0
"""The length of the time window of every limit, in seconds."""

PER_PAIR = 20
"""Maximum number of attempts for one account from one address."""

PER_ACCOUNT = 60
"""Maximum number of attempts for one account from all addresses together."""

PER_ADDRESS = 400
"""Maximum number of attempts for all accounts from one address, which a whole office may share."""

ALTOGETHER = 2000

KNOWN_PAIRS = 20_000
"""Maximum number of remembered pairs of account and address, those of the newest successful logins."""

_IPV6_SITE = 64  # prefix length of the IPv6 network of one site


class RateLimit(NamedTuple):
    """The maximum number of attempts that are counted under `key`."""

    key: tuple[str, ...]
    most: int


@dataclass(frozen=True, kw_only=True)
class LoginAttempt:
    """A counted login attempt, which is within the limits. `began`: clock time of its start."""

    number: int
    account: str
    address: str
    began: float

    @property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """Returns the keys under which it is counted: the pair, the account, the address, and all attempts."""
        return ("pair", self.account, self.address), ("account", self.account), ("address", self.address), ()


class LoginLimiter:
    """The attempts of the last five minutes. `clock`: a monotonic clock, in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._attempts: dict[int, LoginAttempt] = {}
        self._counts: Counter[tuple[str, ...]] = Counter()
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._number = 0

    def begin(self, account: str, address: str) -> LoginAttempt:
        """Counts and returns an attempt; raises `HttpRefusedError` 429 `too-many-attempts`, without counting it, when a limit is reached.

        For an account that has logged in from this address before, only the limit of the pair applies, so that attacks from other
        addresses do not lock its owner out.
        """
        self._forget_old()
        attempt = LoginAttempt(number=self._number, account=account, address=site_of(address), began=self._clock())
        for key, most in self._limits(attempt):
            if self._counts[key] >= most:
                raise self._refusal(key)
        self._number += 1
        self._attempts[attempt.number] = attempt
        self._counts.update(attempt.keys)
        return attempt

    @contextmanager
    def verifying(self, account: str, address: str) -> Iterator[None]:
        """Counts the verification of a password that raises `UnauthenticatedError`; raises `HttpRefusedError` like `begin`.

        After any other exception the attempt is not counted and the address is not remembered, since the password was not at fault.
        """
        attempt = self.begin(account, address)
        try:
            yield
        except UnauthenticatedError:
            raise
        except BaseException:
            self._discard(attempt)
            raise
        self.succeeded(attempt)

    def succeeded(self, attempt: LoginAttempt) -> None:
        """Subtracts a successful attempt from the counts, and remembers its pair of account and address."""
        self._discard(attempt)
        pair = attempt.account, attempt.address
        self._known[pair] = None
        self._known.move_to_end(pair)
        if len(self._known) > KNOWN_PAIRS:
            self._known.popitem(last=False)

    def _limits(self, attempt: LoginAttempt) -> Iterator[RateLimit]:
        pair, account, address, everything = attempt.keys
        yield RateLimit(pair, PER_PAIR)
        if (attempt.account, attempt.address) not in self._known:
            yield RateLimit(account, PER_ACCOUNT)
            yield RateLimit(address, PER_ADDRESS)
            yield RateLimit(everything, ALTOGETHER)

    def _forget_old(self) -> None:
        oldest = self._clock() - SECONDS
        old = []
        for attempt in self._attempts.values():  # in the order in which they began
            if attempt.began > oldest:
                break
            old.append(attempt)
        for attempt in old:
            self._discard(attempt)

    def _discard(self, attempt: LoginAttempt) -> None:
        if self._attempts.pop(attempt.number, None) is None:
            return
        self._counts.subtract(attempt.keys)
        for key in attempt.keys:
            if not self._counts[key]:
                del self._counts[key]

    def _refusal(self, key: tuple[str, ...]) -> HttpRefusedError:
        first = next(attempt for attempt in self._attempts.values() if key in attempt.keys)
        seconds = max(1, math.ceil(first.began + SECONDS - self._clock()))
        detail = f"登录失败次数过多，请{seconds}秒后再试"
        return HttpRefusedError(429, "too-many-attempts", detail, {"Retry-After": str(seconds)})


def site_of(address: str) -> str:
    """Returns the address, for IPv6 the /64 network of the site, because one host has many addresses there."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return str(known)
    return str(known.ipv4_mapped or ip_network((known, _IPV6_SITE), strict=False))
