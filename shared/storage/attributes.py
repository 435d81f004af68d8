"""Objects made from other objects: rows into records, and records into the views of responses."""

from collections.abc import Callable
from functools import cache
from inspect import signature
from typing import TypeVar

V = TypeVar("V")


def from_attributes(cls: type[V], source: object, /, **given: object) -> V:
    """Returns an instance of a class whose fields are attributes of the same name of `source`, except those that are given.

    `cls`: a dataclass, a named tuple, a struct or a pydantic model. Raises `AttributeError` when `source` lacks a field, also one with a
    default.
    """
    create: Callable[..., V] = cls
    return create(**{name: getattr(source, name) for name in _fields(create) if name not in given}, **given)


@cache
def _fields(cls: Callable[..., object]) -> tuple[str, ...]:
    return tuple(signature(cls).parameters)
