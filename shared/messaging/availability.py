"""The availability of Kafka to this process: one state, shared by all of its clients, for `/readyz` and for metrics."""

import time
from datetime import UTC, datetime

_FORGOTTEN_SECONDS = 90.0
"""Seconds after the last failed request until the state expires: a process without the lease sends no requests and has no state."""


class Availability:
    """The result of the latest requests for the cluster id. Safe to read from any thread."""

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._first = self._last = 0.0

    def answered(self) -> None:
        """Records that Kafka has answered."""
        self._since = None

    def failed(self) -> None:
        """Records that Kafka has not answered."""
        self._last = time.monotonic()
        if self._since is None:
            self._first, self._since = self._last, datetime.now(UTC)

    @property
    def waiting_since(self) -> datetime | None:
        """Returns the time of the first failed request since the last answer; None if Kafka answers or no request is made."""
        return self._since if time.monotonic() - self._last < _FORGOTTEN_SECONDS else None

    def state(self) -> dict[str, object]:
        """Returns the entry of `/readyz`: `state`, and `since` when Kafka does not answer."""
        since = self.waiting_since
        return {"state": "connected"} if since is None else {"state": "waiting", "since": since}

    def waiting_seconds(self) -> float:
        """Returns for how many seconds Kafka has not answered; 0 if it answers."""
        return 0.0 if self.waiting_since is None else time.monotonic() - self._first
