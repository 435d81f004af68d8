"""The limit of requests from one address to the routes that need no login. In memory, per process."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from shared.web.addresses import site_of
from shared.web.problem import HttpRefusedError

SECONDS = 60.0
"""The length of the time window, in seconds."""

MOST_ADDRESSES = 20_000
"""Maximum number of addresses that are counted at once; the one with the oldest window is forgotten first."""


class RequestWindow(NamedTuple):
    """The requests of an address since `began`, in seconds of the clock."""

    began: float
    requests: int


class RequestLimiter:
    """The requests of the last minute by address. `most`: of one address; `clock`: a monotonic clock, in seconds."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._windows: OrderedDict[str, RequestWindow] = OrderedDict()

    def count(self, address: str, *, cost: int = 1) -> None:
        """Counts a request as `cost` requests; raises `HttpRefusedError` 429 `too-many-requests`, without counting it, beyond the limit."""
        site, now = site_of(address), self._clock()
        window = self._windows.get(site)
        if window is None or window.began + SECONDS <= now:
            window = RequestWindow(now, 0)
            self._windows.pop(site, None)
        if window.requests + cost > self._most:
            raise _refusal(window.began + SECONDS - now)
        self._windows[site] = RequestWindow(window.began, window.requests + cost)
        if len(self._windows) > MOST_ADDRESSES:
            self._windows.popitem(last=False)


def _refusal(left: float) -> HttpRefusedError:
    seconds = max(1, math.ceil(left))
    detail = f"访问过于频繁，请{seconds}秒后再试"
    return HttpRefusedError(429, "too-many-requests", detail, {"Retry-After": str(seconds)})
