"""The W3C trace of the current task, and the ids of the events that it inserts into the outbox.

The trace is passed from a request through events to their effects elsewhere.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str | None] = ContextVar("traceparent", default=None)
_collected: ContextVar[list[str] | None] = ContextVar("collected", default=None)


def traceparent() -> str | None:
    """Returns the trace of the current task; None where no request or event caused it, as in a periodic service task."""
    return _current.get()


@contextmanager
def working_in(parent: str | None) -> Iterator[None]:
    """Sets the trace of all work inside the block."""
    token = _current.set(parent)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def collecting_events() -> Iterator[list[str]]:
    """Yields a list to which the ids of the events are appended that the work inside the block inserts into the outbox."""
    event_ids: list[str] = []
    token = _collected.set(event_ids)
    try:
        yield event_ids
    finally:
        _collected.reset(token)


def collect_event(event_id: str) -> None:
    """Appends the id of an event in the outbox to the list of the enclosing `collecting_events`, if there is one."""
    event_ids = _collected.get()
    if event_ids is not None:
        event_ids.append(event_id)


def trace_id(parent: str | None) -> str | None:
    """Returns the trace id alone, as logs and problem responses show it."""
    return parent.split("-")[1] if parent is not None and parent.count("-") > 1 else None
