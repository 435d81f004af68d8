"""A complete command of every class: each required field has a value of its type."""

from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from shared.domain.command import Command

C = TypeVar("C", bound=Command)
_VALUES: dict[Any, Any] = {str: "一", int: 1, bool: True, Decimal: Decimal(80), date: date(2026, 12, 1)}


def example_of(kind: type[C]) -> C:
    """Returns a command of a class with a value in every field that has no default."""
    hints = get_type_hints(kind)
    needed = (each for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING)
    return kind(**{field.name: _value(hints[field.name]) for field in needed})


def _value(hint: Any) -> Any:
    if hint in _VALUES:
        return _VALUES[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if get_origin(hint) is tuple:
        return (_value(get_args(hint)[0]),)
    first = get_args(hint)[0]
    return first if get_origin(hint) is Literal else _value(first)
