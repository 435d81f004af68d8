"""Logs as events with fields: JSON lines in production, readable lines in development. Secrets are removed from them.

`structlog.contextvars.bound_contextvars(event_id=...)` adds a field to all events that are logged inside the block.
"""

import logging
import re
import sys
from functools import lru_cache
from typing import Any, Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from shared.telemetry.conditions import Throttle

Style = Literal["json", "text"]

_SECRET_FIELD = re.compile(r"password|passwd|secret|token|authorization|cookie|private_key", re.IGNORECASE)
_SECRET_TEXT = re.compile(r"(?i)(bearer\s+|://[^:/@\s]+:)[^@\s\"']+")
_HIDDEN = "…"
_NOISY = ("aiokafka", "aiosqlite", "asyncio", "faust", "mode", "multipart", "uvicorn")

_THROTTLED = (*_NOISY, "services.aggregation.consumer")
"""Loggers of libraries; Faust logs for our transport under the name of our module."""


def hide_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Returns the event with the values of fields named like a secret hidden, as are bearer tokens and passwords in URLs in texts."""
    return {name: _without_secrets(name, value) for name, value in event.items()}


def _without_secrets(name: str, value: Any) -> Any:
    if _is_secret(name):
        return _HIDDEN
    if isinstance(value, str):
        # most texts contain neither; the regular expression is slow on texts without a match
        return _SECRET_TEXT.sub(rf"\1{_HIDDEN}", value) if "://" in value or "bearer" in value.lower() else value
    if isinstance(value, dict):
        return {inner: _without_secrets(str(inner), each) for inner, each in value.items()}
    return value


@lru_cache(maxsize=1000)
def _is_secret(name: str) -> bool:
    return _SECRET_FIELD.search(name) is not None


def configure(service: str, *, style: Style = "text") -> None:
    """Routes all logging of this process, including libraries, to standard error in one format. `main` calls it once."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
        _named(service),
    ]
    handler = logging.StreamHandler(sys.stderr)
    last = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(style)]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    handler.addFilter(Throttle(_THROTTLED))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _named(service: str) -> Processor:
    def add(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event["service"] = service
        return event

    return add


def _rendering(style: Style) -> list[Processor]:
    """Returns the last processors; exceptions become text before secrets are hidden, because their messages may contain secrets."""
    if style == "json":
        renderer: Processor = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    else:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    return [structlog.processors.format_exc_info, hide_secrets, renderer]
