"""Failed logins, counted by account and address: nobody tries passwords by the thousand. In memory, per process."""

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from shared.web.problem import RefusedError

FAILURES = RateLimitItemPerMinute(20, 5)
"""Twenty failures in five minutes."""


class Attempts:
    """The failed logins of the last minutes."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def check(self, account: str, address: str) -> None:
        """`RefusedError` 429 `too-many-attempts`: too many failures of this account from this address."""
        if self._limiter.test(FAILURES, account, address):
            return
        again = self._limiter.get_window_stats(FAILURES, account, address).reset_time
        seconds = max(1, math.ceil(again - time.time()))
        detail = f"登录失败次数过多，请{seconds}秒后再试"
        raise RefusedError(429, "too-many-attempts", detail, {"Retry-After": str(seconds)})

    def failed(self, account: str, address: str) -> None:
        self._limiter.hit(FAILURES, account, address)
