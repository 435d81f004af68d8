"""What lasts is logged when it begins, once a minute while it lasts, and when it has ended; not each time that it is noticed."""

import logging
import re
import time
from collections.abc import Callable, Sequence

import structlog

AGAIN_SECONDS = 60.0
_MOST = 500
_VARYING = re.compile(r"0x[0-9a-f]+|\d+")

_log = structlog.get_logger(__name__)


class Condition:
    """A failure of one kind of work. `event`: the event of the log."""

    def __init__(self, event: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.event = event
        self._clock = clock
        self._logged: float | None = None
        self._times = 0

    def failed(self, **fields: object) -> None:
        """Notes that it fails."""
        self._times += 1
        now = self._clock()
        if self._logged is None or now - self._logged >= AGAIN_SECONDS:
            self._logged = now
            _log.warning(self.event, times=self._times, **fields)

    def ended(self, **fields: object) -> None:
        """Notes that it works."""
        if self._logged is not None:
            _log.info("recovered", what=self.event, times=self._times, **fields)
        self._logged, self._times = None, 0


class Throttle(logging.Filter):
    """Lets one record a minute of each condition of some libraries through, and says in the next one how many were left out.

    Records are of one condition when logger, level and text are the same but for numbers: clients of Kafka write several of them a second
    while no broker answers.
    """

    def __init__(self, loggers: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._loggers = tuple(loggers)
        self._clock = clock
        self._seen: dict[tuple[str, int, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written."""
        if not any(record.name == name or record.name.startswith(f"{name}.") for name in self._loggers):
            return True
        text, now = record.getMessage(), self._clock()
        condition = (record.name, record.levelno, _VARYING.sub("#", text))
        since, left_out = self._seen.get(condition, (-AGAIN_SECONDS, 0))
        if now - since < AGAIN_SECONDS:
            self._seen[condition] = (since, left_out + 1)
            return False
        if len(self._seen) >= _MOST:
            self._seen.clear()
        self._seen[condition] = (now, 0)
        if left_out:
            record.msg, record.args = f"{text} ({left_out} more like it since)", ()
        return True
