"""Open streams (Server-Sent Events), limited per account, because each occupies a connection and costs work at every change."""

from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import aclosing

from shared.web.problem import HttpRefusedError


class Streams:
    """The open streams of a process. `most`: maximum number per account."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: Counter[str] = Counter()

    def check(self, account: str) -> None:
        """Raises `HttpRefusedError` 429 `too-many-streams` when the account has the maximum number of open streams."""
        if self._open[account] >= self._most:
            detail = f"同一账号最多同时接收{self._most}路更新，请关闭一些页面"
            raise HttpRefusedError(429, "too-many-streams", detail, {"Retry-After": "60"})

    async def counted(self, account: str, stream: AsyncGenerator[str, None]) -> AsyncGenerator[str, None]:
        """Yields from the stream and counts it while it is open; ends at once when the maximum was reached since `check`."""
        async with aclosing(stream):
            if self._open[account] >= self._most:
                return
            self._open[account] += 1
            try:
                async for each in stream:
                    yield each
            finally:
                self._open[account] -= 1
                if not self._open[account]:
                    del self._open[account]
