"""The outcome of every import: the refusal of a file with errors or unaccepted warnings, and the entry of the audit log."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter
from typing import Generic, Protocol, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.imports.cells import RowError
from shared.committee.imports.columns import ImportLine
from shared.committee.imports.warnings import RowWarning, hidden_row
from shared.domain.errors import FieldError, InvalidError
from shared.web.accounts import Account
from shared.web.audit_log.chain import AuditEntry, append
from shared.web.audit_log.vocabulary import AuditAction

SHOWN = 200
"""Maximum number of errors, warnings and differences in a response, each."""
_LONGEST_SHOWN = 40
"""Maximum number of characters of a value in a response."""


def cut(value: str) -> str:
    """Returns a value as a response contains it."""
    return value if len(value) <= _LONGEST_SHOWN else value[: _LONGEST_SHOWN - 1] + "…"


class ImportOutcome(Protocol):
    """The result of an import. `entered`: how many rows; `…_count`: of all errors and warnings, of which the first are listed."""

    @property
    def entered(self) -> int: ...

    @property
    def errors(self) -> Sequence[RowError]: ...

    @property
    def warnings(self) -> Sequence[RowWarning]: ...

    @property
    def error_count(self) -> int: ...

    @property
    def warning_count(self) -> int: ...


@dataclass(frozen=True, kw_only=True)
class RowImportResult:
    """The result of an import of rows. `unchanged`: rows that stand already and stay as they are.

    `warnings`: rows that can be entered but are doubtful. All errors and warnings are counted, the first are listed.
    """

    dry_run: bool
    read: int
    entered: int
    unchanged: int
    error_count: int
    warning_count: int
    errors: list[RowError]
    warnings: list[RowWarning]


class FileRow(Protocol):
    """A row of a file, with the line that it was read from."""

    @property
    def line(self) -> ImportLine: ...


Row = TypeVar("Row", bound=FileRow)


@dataclass(frozen=True, kw_only=True)
class RowPlan(Generic[Row]):
    """What becomes of the rows of a file. `new`: those to be entered, of which hidden ones are doubtful; `errors`: those of the others.

    `doubts`: further warnings about the new rows.
    """

    new: list[Row]
    unchanged: int
    errors: list[RowError]
    doubts: list[RowWarning] = field(default_factory=list)

    def result(self, *, read: int, dry_run: bool) -> RowImportResult:
        """Returns the result of a file with this number of rows, the errors in the order of its cells."""
        hidden = [hidden_row(each.line.number) for each in self.new if each.line.hidden]
        doubts = (replace(each, value=cut(each.value)) for each in self.doubts)
        warnings = sorted([*hidden, *doubts], key=attrgetter("row"))
        errors = sorted(self.errors, key=attrgetter("row", "column"))
        return RowImportResult(
            dry_run=dry_run,
            read=read,
            entered=len(self.new),
            unchanged=self.unchanged,
            error_count=len(errors),
            warning_count=len(warnings),
            errors=[replace(each, value=cut(each.value)) for each in errors[:SHOWN]],
            warnings=warnings[:SHOWN],
        )


def refuse(outcome: ImportOutcome, title_of: Callable[[str], str], *, accepted: bool) -> None:
    """Raises `InvalidError` `import-refused` for errors, or `import-doubtful` for warnings that nobody has accepted, with the cells."""
    _refuse_errors(outcome.errors, outcome.error_count, title_of)
    if not accepted:
        _refuse_warnings(outcome.warnings, outcome.warning_count)


async def record_import(connection: AsyncConnection, account: Account, file: str, rows: int, now: datetime) -> None:
    """Appends an import to the audit log. `file`: the kind of its rows, and the organization; `rows`: how many it entered."""
    entry = AuditEntry(action=AuditAction.IMPORT, actor=account.name, subject=file, details=str(rows))
    await append(connection, entry, at=now)


def _refuse_errors(errors: Sequence[RowError], count: int, title_of: Callable[[str], str]) -> None:
    """Raises `InvalidError` `import-refused` with the first wrong cells, as `row 3 parent_code`, and the count of all."""
    if not errors:
        return
    fields = tuple(FieldError(f"row {error.row} {error.column}", error.value, error.rule) for error in errors)
    first = errors[0]
    detail = f"{count}处有误，未导入任何一行。第{first.row}行“{title_of(first.column)}”：{first.rule}"
    raise InvalidError("import-refused", detail, fields=fields, count=count)


def _refuse_warnings(warnings: Sequence[RowWarning], count: int) -> None:
    """Raises `InvalidError` `import-doubtful` with the first doubtful cells."""
    if not warnings:
        return
    fields = tuple(FieldError(f"row {each.row} {each.field}".strip(), each.value, each.rule) for each in warnings)
    first = warnings[0]
    detail = f"{count}处须核对，未导入任何一行。第{first.row}行：{first.rule}。核对无误的，请确认后再导入"
    raise InvalidError("import-doubtful", detail, fields=fields, count=count)
