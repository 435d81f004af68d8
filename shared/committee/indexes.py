"""Indexes of the rows of an organization for which a condition is true, and the conditions that read them."""

from sqlalchemy import Column, ColumnElement, Index, literal_column, text

_NONE = "'none'"


def partial_index(name: str, condition: str, *columns: str) -> Index:
    """Returns an index of the rows of an organization for which the condition is true."""
    return Index(name, "organization", *columns, sqlite_where=text(condition), postgresql_where=text(condition))


def flag_index(table: str, flag: str, *columns: str) -> Index:
    """Returns the index of the rows with a flag, by year and number; with these further columns, so that their filters read no row."""
    day = f"{flag}_on"
    return partial_index(f"ix_{table}_{flag}", f"{day} IS NOT NULL", "year", "number", *columns, day)


def decision_index(table: str) -> Index:
    """Returns the index of the rows that wait for a decision before the regular next step."""
    return partial_index(f"ix_{table}_decision", f"decision <> {_NONE}", "status", "decision")


def is_due(decision: Column[str]) -> ColumnElement[bool]:
    """Returns the condition that a decision is due, with a literal, without which the databases do not use the index."""
    return decision != literal_column(_NONE)
