"""Converts the errors of commands into errors of the cells of a row."""

from datetime import date

from shared.committee.imports.cells import RowError
from shared.committee.imports.roster.rows import RosterRow
from shared.domain.errors import InvalidError, LianxiError
from shared.domain.organizations.commands import Establish, OrganizationCommand, Recode

_COLUMNS = {"title": "name", "parent": "parent_code", "on": "from", "key": "code"}
"""The column of the roster by field of a command."""

_DAYS = {Establish.name: "body_from", Recode.name: "code_until"}
"""The column of the day by command, where it is not `from`."""


def with_columns(error: InvalidError, command: OrganizationCommand) -> InvalidError:
    """Returns the error with the column of the command's day as its field."""
    column = _DAYS.get(command.name, "on")
    fields = (each._replace(field=column) if each.field == "on" else each for each in error.fields)
    return InvalidError(error.code, error.detail, fields=tuple(fields))


def row_errors(row: RosterRow, error: LianxiError) -> list[RowError]:
    """Returns the errors of a row, by column."""
    values = {
        "name": row.name,
        "parent_code": row.parent_code,
        "from": _iso(row.since),
        "body_from": _iso(row.body_since),
        "code_until": _iso(row.code_until),
        "level": str(row.level),
    }
    if not error.fields:
        column = "parent_code" if error.code == "unknown-organization" else "code"
        return [RowError(row=row.number, column=column, value=values.get(column, row.code), rule=error.detail)]
    columns = [(_COLUMNS.get(each.field, each.field), each) for each in error.fields]
    return [
        RowError(row=row.number, column=column, value=values.get(column, str(each.value)), rule=each.rule)
        for column, each in columns
    ]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
