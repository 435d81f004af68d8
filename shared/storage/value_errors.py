"""Database errors that a value causes: storing the same value again fails again."""

from sqlalchemy.exc import DataError, DBAPIError

_DATA_EXCEPTION = "22"
_LIMIT_EXCEEDED = "54000"
"""SQLSTATE of a value that is too long for an index."""


def is_value_error(error: BaseException) -> bool:
    """Returns whether a value cannot be stored: too long, out of range, or with characters that the database refuses.

    asyncpg reports these as `DBAPIError` with an SQLSTATE, and never as `DataError`. Violated constraints are `IntegrityError` under both
    databases and are no value errors: another transaction may have caused them.
    """
    if isinstance(error, DataError):
        return True
    state = getattr(error.orig, "sqlstate", None) or "" if isinstance(error, DBAPIError) else ""
    return state.startswith(_DATA_EXCEPTION) or state == _LIMIT_EXCEEDED
