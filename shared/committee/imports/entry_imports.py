"""Imports of entries of a register: the plan of the rows and its result. What the register has already stays as it is."""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from shared.committee.files.reader import FileTable
from shared.committee.imports.cells import Cells, RowError, read_rows
from shared.committee.imports.outcome import SHOWN, FileRow, RowImportResult, RowPlan, cut
from shared.committee.imports.warnings import RowWarning, is_placeholder
from shared.committee.imports.whole_file import ImportedRows, RegisterImports
from shared.committee.registers.register import RegisterEntry
from shared.web.accounts import Account


@dataclass(frozen=True, kw_only=True)
class EntryDifference:
    """A row that differs from an entry, which the import does not change. `entry`: its id; `given`: the value in the file."""

    row: int
    entry: str
    column: str
    recorded: str
    given: str


@dataclass(frozen=True, kw_only=True)
class EntryImportResult(RowImportResult):
    """The result of an import into a register. `differs`: cells that differ from the register, which stays; `difference_count`: of all."""

    difference_count: int
    differs: list[EntryDifference]


class EntryRow(FileRow, Protocol):
    """A row of a file that names an entry of a register."""

    @property
    def name(self) -> str: ...


E = TypeVar("E", bound=EntryRow)


@dataclass(kw_only=True)
class EntryPlan(Generic[E]):
    """The entries to be made, and the results of the other rows. `doubts`, `errors`: besides those of the cells themselves."""

    new: list[E] = field(default_factory=list)
    unchanged: int = 0
    differs: list[EntryDifference] = field(default_factory=list)
    doubts: list[RowWarning] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    def keep(self, row: E, entry: RegisterEntry, **cells: tuple[str, str]) -> None:
        """Leaves an entry as it is. `cells`: column -> the recorded and the given value, where the file has a different one."""
        self.unchanged += 1
        self.differs += [
            EntryDifference(
                row=row.line.number, entry=entry.id, column=column, recorded=cut(recorded), given=cut(given)
            )
            for column, (recorded, given) in cells.items()
        ]

    def enter(self, row: E, *doubts: str, placeholder: str) -> None:
        """Adds an entry to be made. `doubts`: rules about its name; `placeholder`: the rule about a name that lacks characters."""
        rules = [*([placeholder] if is_placeholder(row.name) else []), *doubts]
        self.new.append(row)
        self.doubts += [RowWarning(row=row.line.number, field="name", value=row.name, rule=rule) for rule in rules]


class EntryImports(RegisterImports[ImportedRows[E], EntryPlan[E], EntryImportResult]):
    """The imports of entries of a register of one service."""

    @abstractmethod
    def _parser(self) -> Callable[[Cells], E]:
        """Returns the function that parses the rows of one file, in their order."""

    def _parsed(self, organization: str, _account: Account, tables: list[FileTable], sheet: str) -> ImportedRows[E]:
        rows, errors = read_rows(tables, self.header, self._parser(), sheet=sheet)
        return ImportedRows(organization, rows, errors)

    def _outcome(self, file: ImportedRows[E], plan: EntryPlan[E], *, dry_run: bool) -> EntryImportResult:
        rows = RowPlan(new=plan.new, unchanged=plan.unchanged, errors=[*file.errors, *plan.errors], doubts=plan.doubts)
        result = rows.result(read=len(file.rows), dry_run=dry_run)
        return EntryImportResult(**vars(result), difference_count=len(plan.differs), differs=plan.differs[:SHOWN])
