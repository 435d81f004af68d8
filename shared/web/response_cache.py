"""The cached responses of public pages. In memory, per process, bounded by number and by bytes."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

MOST_RESPONSES = 500
MOST_BYTES = 16 * 1024 * 1024
LARGEST_BODY = 512 * 1024
"""The largest body that is cached, in bytes."""


class CachedResponse(NamedTuple):
    """A response. `until`: the time of the clock from which it is made again, in seconds."""

    body: bytes
    media_type: str
    etag: str
    until: float


class ResponseCache:
    """The newest responses by address; the oldest is dropped first. `clock`: a monotonic clock, in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._responses: OrderedDict[str, CachedResponse] = OrderedDict()
        self._bytes = 0

    def get(self, address: str) -> CachedResponse | None:
        """Returns the response that is still valid, or None."""
        found = self._responses.get(address)
        if found is not None and found.until <= self._clock():
            self._drop(address)
            return None
        return found

    def put(self, address: str, body: bytes, media_type: str, etag: str, *, seconds: float) -> CachedResponse:
        """Returns the response, stored for so many seconds unless its body is too large."""
        made = CachedResponse(body, media_type, etag, self._clock() + seconds)
        if len(body) > LARGEST_BODY:
            return made
        self._drop(address)
        self._responses[address] = made
        self._bytes += len(body)
        while len(self._responses) > MOST_RESPONSES or self._bytes > MOST_BYTES:
            self._drop(next(iter(self._responses)))
        return made

    def _drop(self, address: str) -> None:
        gone = self._responses.pop(address, None)
        if gone is not None:
            self._bytes -= len(gone.body)
