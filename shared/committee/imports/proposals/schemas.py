"""Response bodies of the import of proposals."""

from dataclasses import dataclass, field

from shared.committee.imports.cells import RowError
from shared.committee.imports.warnings import RowWarning


@dataclass(frozen=True, kw_only=True)
class RowRefusal:
    """A row that a rule refuses. `command`: `draft` when no proposal begins with it, `submit` when it can only be imported as a draft."""

    row: int
    column: str
    rule: str
    command: str


@dataclass(frozen=True, kw_only=True)
class ProposalImportResult:
    """The result of an import of proposals. `read`: rows of the file; `entered`: those that became proposals; `unchanged`: imported before.

    `waiting`: rows that are not done yet; `failed`: rows that a rule refused, with the reasons in `errors`; `import_id`: by which the
    progress is read, none for a dry run; `refusals`: of a dry run, the rows that will not be entered, or not be submitted. All errors,
    warnings and refusals are counted, the first are listed.
    """

    dry_run: bool
    import_id: str | None = None
    read: int
    entered: int
    unchanged: int
    waiting: int = 0
    failed: int = 0
    error_count: int = 0
    warning_count: int = 0
    refusal_count: int = 0
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowWarning] = field(default_factory=list)
    refusals: list[RowRefusal] = field(default_factory=list)

    @property
    def finished(self) -> bool:
        return self.waiting == 0
