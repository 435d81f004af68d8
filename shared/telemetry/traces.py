"""The W3C trace that the work at hand belongs to, from a request through events to what they cause elsewhere, and those events."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str | None] = ContextVar("traceparent", default=None)
_said: ContextVar[list[str] | None] = ContextVar("said", default=None)


def traceparent() -> str | None:
    """The trace of the work at hand; None where it was begun by nobody, as a duty is."""
    return _current.get()


@contextmanager
def working_in(parent: str | None) -> Iterator[None]:
    """What is done inside the block belongs to this trace."""
    token = _current.set(parent)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def listening() -> Iterator[list[str]]:
    """The ids of the events that the work inside the block says, as they come."""
    said: list[str] = []
    token = _said.set(said)
    try:
        yield said
    finally:
        _said.reset(token)


def said(event_id: str) -> None:
    """The work at hand says an event."""
    listener = _said.get()
    if listener is not None:
        listener.append(event_id)


def trace_id(parent: str | None) -> str | None:
    """The id of the trace alone, as logs and problems show it."""
    return parent.split("-")[1] if parent is not None and parent.count("-") > 1 else None
