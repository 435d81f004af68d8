"""Statements with many values go to the database in portions: a parameter list has an end."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

_PORTION = 500


def chunks(values: Iterable[T], size: int = _PORTION) -> Iterator[list[T]]:
    """The values in lists of at most `size`."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
