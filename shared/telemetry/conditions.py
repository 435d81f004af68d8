"""Conditions, which are logged when they begin, once a minute while they last, and when they end; not at each occurrence."""

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
    """A lasting failure of one kind of work. `event`: the name of the log event."""

    def __init__(self, event: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.event = event
        self._clock = clock
        self._logged: float | None = None
        self._times = 0

    def failed(self, **fields: object) -> None:
        """Counts a failure; logs it unless it was logged less than `AGAIN_SECONDS` ago."""
        self._times += 1
        now = self._clock()
        if self._logged is None or now - self._logged >= AGAIN_SECONDS:
            self._logged = now
            _log.warning(self.event, times=self._times, **fields)

    def ended(self, **fields: object) -> None:
        """Ends the condition; logs `recovered` if a failure was logged."""
        if self._logged is not None:
            _log.info("recovered", what=self.event, times=self._times, **fields)
        self._logged, self._times = None, 0


class Throttle(logging.Filter):
    """A filter that passes one record a minute of each condition of some libraries, and appends to the next the number of omitted ones.

    Records are of one condition if logger, level and text are equal except for numbers: Kafka clients write several of them a second
    while no broker answers.
    """

    def __init__(self, loggers: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._loggers = tuple(loggers)
        self._clock = clock
        self._seen: dict[tuple[str, int, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Returns whether the record is written."""
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
