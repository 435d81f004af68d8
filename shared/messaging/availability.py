"""Whether Kafka answers this process: one state for all of its clients, for `/readyz` and for metrics."""

import time
from datetime import UTC, datetime

_FORGOTTEN_SECONDS = 90.0
"""A process that has not asked for so long (another replica holds the lease) does not know any more."""


class Availability:
    """Changed by whoever asks Kafka for its cluster id; read from any thread."""

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._first = self._last = 0.0

    def answered(self) -> None:
        """Notes that Kafka has answered."""
        self._since = None

    def failed(self) -> None:
        """Notes that Kafka has not answered."""
        self._last = time.monotonic()
        if self._since is None:
            self._first, self._since = self._last, datetime.now(UTC)

    @property
    def waiting_since(self) -> datetime | None:
        """When Kafka was first asked in vain since its last answer; None: it answers, or nobody asks."""
        return self._since if time.monotonic() - self._last < _FORGOTTEN_SECONDS else None

    def state(self) -> dict[str, object]:
        """Returns what `/readyz` says: `state`, and `since` where it waits."""
        since = self.waiting_since
        return {"state": "connected"} if since is None else {"state": "waiting", "since": since}

    def waiting_seconds(self) -> float:
        """Returns for how long Kafka has not answered; 0: it answers."""
        return 0.0 if self.waiting_since is None else time.monotonic() - self._first
