"""Objects made from other objects: rows into records, and records into the views of responses."""

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from inspect import signature
from typing import TypeVar, get_args, get_type_hints

V = TypeVar("V")


def from_attributes(cls: type[V], source: object, /, **given: object) -> V:
    """Returns an instance of a class whose fields are attributes of the same name of `source`, except those that are given.

    `cls`: a dataclass, a named tuple, a struct or a pydantic model. A word of an enumeration or a truth value, which databases store as a
    text or a number, becomes what the field is declared as. Raises `AttributeError` when `source` lacks a field, also one with a default,
    and `ValueError` for a text that is no word of the enumeration.
    """
    create: Callable[..., V] = cls
    taken = {name: (convert, getattr(source, name)) for name, convert in _fields(create) if name not in given}
    return create(
        **{
            name: convert(value) if convert and value is not None else value for name, (convert, value) in taken.items()
        },
        **given,
    )


@cache
def _fields(cls: Callable[..., object]) -> tuple[tuple[str, Callable[[object], object] | None], ...]:
    hints = get_type_hints(cls)
    return tuple((name, _converter(hints.get(name))) for name in signature(cls).parameters)


def _converter(declared: object) -> Callable[[object], object] | None:
    """Returns what a stored value becomes in a field of this type, also where the field can be None; None: it stays as it is."""
    types = [each for each in get_args(declared) or (declared,) if each is not type(None)]
    kind = types[0] if len(types) == 1 else None
    return kind if isinstance(kind, type) and (kind is bool or issubclass(kind, StrEnum)) else None
