"""The W3C trace that the work at hand belongs to, from a request through events to what they cause elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str | None] = ContextVar("traceparent", default=None)


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
