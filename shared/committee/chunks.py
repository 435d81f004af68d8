"""Portions of values for database statements, whose number of parameters is limited."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

_PORTION = 500


def chunks(values: Iterable[T], size: int = _PORTION) -> Iterator[list[T]]:
    """Yields the values in lists of at most `size`."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
