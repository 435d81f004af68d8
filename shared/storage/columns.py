"""Groups of columns of a table, by name and type: those of its primary key, and those that are never null."""

from typing import Any

from sqlalchemy import Column
from sqlalchemy.types import TypeEngine

ColumnType = TypeEngine[Any] | type[TypeEngine[Any]]


def keys(**types: ColumnType) -> tuple[Column[Any], ...]:
    """Returns the columns of a primary key of several columns, in this order."""
    return tuple(Column(name, type_, primary_key=True) for name, type_ in types.items())


def required(**types: ColumnType) -> tuple[Column[Any], ...]:
    """Returns columns that are never null, in this order."""
    return tuple(Column(name, type_, nullable=False) for name, type_ in types.items())
