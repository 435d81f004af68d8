"""The plan of an import: the decision on each row of a roster, parents first, without writing to the database."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.imports.cells import RowError
from shared.committee.imports.roster.doubts import Neighbours, doubled, doubts_in, gone
from shared.committee.imports.roster.row_errors import row_errors, with_columns
from shared.committee.imports.roster.rows import RosterRow
from shared.committee.imports.warnings import RowWarning
from shared.committee.organizations.checks import completed
from shared.committee.organizations.repository import OrganizationRecord
from shared.contracts.vocabulary import Level
from shared.domain.comparison import name_key
from shared.domain.errors import InvalidError, LianxiError
from shared.domain.organizations.commands import Enter, Establish, OrganizationCommand, Recode
from shared.domain.organizations.decisions import decide
from shared.domain.organizations.evolution import OrganizationEvent, evolve
from shared.domain.organizations.keepers import KEPT_ABOVE, LEVELS, keeper_of

_REASON = "名册导入"
_ORDER = (*LEVELS, Level.CONFERENCE)
"""The order of levels: parents before their children."""


@dataclass(frozen=True, kw_only=True)
class RecordDifference:
    """A row that differs from the organization's record, which the import does not change."""

    row: int
    code: str
    key: str
    column: str
    recorded: str
    given: str


@dataclass(kw_only=True)
class ImportPlan:
    """New or changed records, each event with the record after it, in order, and the results of the rows."""

    context: ServiceContext
    epoch: int
    known: dict[str, OrganizationRecord]
    tree: OrganizationTree
    files: dict[str, Level]
    records: dict[str, OrganizationRecord] = field(default_factory=dict)
    events: list[tuple[OrganizationRecord, OrganizationEvent]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    differs: list[RecordDifference] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowWarning] = field(default_factory=list)
    neighbours: Neighbours = field(init=False)

    def __post_init__(self) -> None:
        self.neighbours = Neighbours(tree=self.tree)

    def take(self, row: RosterRow) -> None:
        """Decides on one row; a refusal becomes an error of the plan."""
        try:
            key = self.tree.holder(row.code, row.since)
            if key is not None:
                self._known(row, key)
            elif self._is_ours(row):
                self._enter(row)
            else:
                self.counts["skipped"] += 1
        except LianxiError as error:
            self.errors.extend(row_errors(row, error))

    def _is_ours(self, row: RosterRow) -> bool:
        """Returns whether this service keeps the record; the parent may be known, or be in the file for another service."""
        context, above = self.context, row.parent_code
        if row.level not in KEPT_ABOVE:
            return context.keeps(row.level, keeper=row.code, keeper_level=row.level)
        parent = self.tree.holder(above, row.since) if above else None
        if parent is not None:
            return context.keeps(row.level, keeper=parent, keeper_level=self.tree.level(parent))
        if above in self.files:
            return context.keeps(row.level, keeper=above, keeper_level=self.files[above])
        return True  # the keeper is unknown: the row becomes an error and is not skipped silently

    def _enter(self, row: RosterRow) -> None:
        code = row.code if row.official else ""
        enter = Enter(
            title=row.name,
            level=row.level,
            parent=row.parent_code or None,
            code=code,
            on=row.since,
            late_reason=_REASON,
        )
        command = completed(row.code, row.level, enter, tree=self.tree, day=row.since)
        parent = command.parent if isinstance(command, Enter) else None
        other = self.neighbours.enter(row.code, row.name, parent, row.since) if parent else None
        self._record(row.code, keeper_of(row.code, row.level, parent), command)
        self.counts["entered"] += 1
        self.warnings.extend(doubts_in(row))
        if other is not None:
            self.warnings.append(doubled(row, other))
        self._complete(row, row.code)

    def _known(self, row: RosterRow, key: str) -> None:
        """Compares and completes the record of a known organization; skips it when another service keeps the record."""
        if key not in self.known and key not in self.records:
            self.counts["skipped"] += 1
            return
        left = self._left(key)
        if left is not None:
            self.warnings.append(gone(row, left))
        self._compare(row, key)
        if not self._complete(row, key):
            self.counts["unchanged"] += 1

    def _left(self, key: str) -> date | None:
        """Returns the day since which an organization is not on the roster; None while it is."""
        roster = [entry for entry in self.tree.facts(key).roster if entry.day <= self.context.today()]
        return roster[-1].day if roster and not roster[-1][1] else None

    def _compare(self, row: RosterRow, key: str) -> None:
        facts = self.tree.facts(key)
        names = [entry.name for entry in facts.names]
        if name_key(row.name) not in map(name_key, names):
            self._differs(row, key, "name", names[-1], row.name)
        if row.level is not facts.level:
            self._differs(row, key, "level", facts.level.title_zh, row.level.title_zh)
        above = self.tree.holder(row.parent_code, row.since) if row.parent_code else None
        parents = [entry.parent for entry in facts.parents]
        if above not in parents and (above or parents):
            self._differs(row, key, "parent_code", parents[-1] or "" if parents else "", row.parent_code)

    def _differs(self, row: RosterRow, key: str, column: str, recorded: str, given: str) -> None:
        self.differs.append(
            RecordDifference(row=row.number, code=row.code, key=key, column=column, recorded=recorded, given=given)
        )

    def _complete(self, row: RosterRow, key: str) -> bool:
        """Records the body and the end of the code where the record lacks them; returns whether it changed."""
        changed = False
        state = self._current(key).state
        if row.body_since and not state.body and state.on_roster:
            self._record(key, self._current(key).keeper, Establish(on=row.body_since, late_reason=_REASON))
            self.counts["established"] += 1
            changed = True
        last = state.facts().codes[-1:]
        if row.code_until and last and last[0].code == row.code:
            self._record(key, self._current(key).keeper, Recode(code="", on=row.code_until, late_reason=_REASON))
            changed = True
        return changed

    def _current(self, key: str) -> OrganizationRecord:
        return self.records.get(key) or self.known[key]

    def _record(self, key: str, keeper: str, command: OrganizationCommand) -> None:
        today = self.context.today()
        before = self.records.get(key) or self.known.get(key)
        charter = self.context.charters.on(command.on or today, keeper)
        try:
            event = decide(before.state if before else None, command, charter=charter, today=today)
        except InvalidError as error:
            raise with_columns(error, command) from error
        state = evolve(before.state if before else None, event)
        after = OrganizationRecord(key, keeper, self.epoch, state.sequence, state)
        self.records[key] = after
        self.events.append((after, event))
        self.tree.put(key, state.facts())


def planned(
    rows: Iterable[RosterRow],
    wrong: set[int],
    *,
    context: ServiceContext,
    epoch: int,
    known: dict[str, OrganizationRecord],
    tree: OrganizationTree,
) -> ImportPlan:
    """Returns the plan for a whole file; rows with a number in `wrong` are left out. `tree` is not changed."""
    rows = sorted(rows, key=lambda row: _ORDER.index(row.level))
    ours = tree.copy()
    for key, record in known.items():
        ours.put(key, record.state.facts())
    plan = ImportPlan(context=context, epoch=epoch, known=known, tree=ours, files={row.code: row.level for row in rows})
    for row in rows:
        if row.number not in wrong:
            plan.take(row)
    return plan
