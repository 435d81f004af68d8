"""What a roster means for the records this service keeps: decided row by row, parents first, nothing written yet."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from shared.committee.announcing import News
from shared.committee.directory.places import Places
from shared.committee.imports.doubts import Neighbours, RowWarning, doubled, doubts_in, gone
from shared.committee.imports.refusals import row_errors, with_columns
from shared.committee.imports.rows import Row, RowError
from shared.committee.office import Office
from shared.committee.organizations.checks import completed
from shared.committee.organizations.keeping import KEPT_ABOVE, LEVELS, keeper_of
from shared.committee.organizations.recording import news_of
from shared.committee.organizations.repository import Kept
from shared.contracts.vocabulary import Level
from shared.domain.comparison import name_key
from shared.domain.errors import InvalidError, LianxiError
from shared.domain.organizations.commands import Enter, Establish, OrganizationCommand, Recode
from shared.domain.organizations.decisions import decide
from shared.domain.organizations.evolution import evolve

_REASON = "名册导入"
_ORDER = (*LEVELS, Level.CONFERENCE)
"""Parents before those below them."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A row that says something else of an organization than its record; an import changes no record."""

    row: int
    code: str
    key: str
    column: str
    recorded: str
    given: str


@dataclass(kw_only=True)
class Plan:
    """Records that are new or changed, what is announced of them in order, and what the rows came to."""

    office: Office
    epoch: int
    known: dict[str, Kept]
    places: Places
    files: dict[str, Level]
    records: dict[str, Kept] = field(default_factory=dict)
    news: list[News] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    differs: list[Difference] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowWarning] = field(default_factory=list)
    neighbours: Neighbours = field(init=False)

    def __post_init__(self) -> None:
        self.neighbours = Neighbours(places=self.places)

    def take(self, row: Row) -> None:
        """Decide on one row; what is wrong with it is an error of the plan, and the next row goes on."""
        try:
            key = self.places.holder(row.code, row.since)
            if key is not None:
                self._known(row, key)
            elif self._is_ours(row):
                self._enter(row)
            else:
                self.counts["skipped"] += 1
        except LianxiError as error:
            self.errors.extend(row_errors(row, error))

    def _is_ours(self, row: Row) -> bool:
        """Whether this service keeps the record: the one above may be known, or may stand in the file for another service."""
        office, above = self.office, row.parent_code
        if row.level not in KEPT_ABOVE:
            return office.keeps(row.level, keeper=row.code, keeper_level=row.level)
        parent = self.places.holder(above, row.since) if above else None
        if parent is not None:
            return office.keeps(row.level, keeper=parent, keeper_level=self.places.level(parent))
        if above in self.files:
            return office.keeps(row.level, keeper=above, keeper_level=self.files[above])
        return True  # whose it is nobody knows: it becomes an error, never a row left out in silence

    def _enter(self, row: Row) -> None:
        code = row.code if row.official else ""
        enter = Enter(
            title=row.name,
            level=row.level,
            parent=row.parent_code or None,
            code=code,
            on=row.since,
            late_reason=_REASON,
        )
        command = completed(row.code, row.level, enter, places=self.places, day=row.since)
        parent = command.parent if isinstance(command, Enter) else None
        other = self.neighbours.enter(row.code, row.name, parent, row.since) if parent else None
        self._record(row.code, keeper_of(row.code, row.level, parent), command)
        self.counts["entered"] += 1
        self.warnings.extend(doubts_in(row))
        if other is not None:
            self.warnings.append(doubled(row, other))
        self._complete(row, row.code)

    def _known(self, row: Row, key: str) -> None:
        """The organization is on record: here, or at another service."""
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
        """Returns the day since which an organization is not on the roster; `None` while it is."""
        roster = [entry for entry in self.places.facts(key).roster if entry.day <= self.office.today()]
        return roster[-1].day if roster and not roster[-1][1] else None

    def _compare(self, row: Row, key: str) -> None:
        facts = self.places.facts(key)
        names = [entry.name for entry in facts.names]
        if name_key(row.name) not in map(name_key, names):
            self._differs(row, key, "name", names[-1], row.name)
        if row.level is not facts.level:
            self._differs(row, key, "level", facts.level.title_zh, row.level.title_zh)
        above = self.places.holder(row.parent_code, row.since) if row.parent_code else None
        parents = [entry.parent for entry in facts.parents]
        if above not in parents and (above or parents):
            self._differs(row, key, "parent_code", parents[-1] or "" if parents else "", row.parent_code)

    def _differs(self, row: Row, key: str, column: str, recorded: str, given: str) -> None:
        self.differs.append(
            Difference(row=row.number, code=row.code, key=key, column=column, recorded=recorded, given=given)
        )

    def _complete(self, row: Row, key: str) -> bool:
        """What a row says beyond the name, where the record has not said it yet."""
        changed = False
        state = self._kept(key).state
        if row.body_since and not state.body and state.on_roster:
            self._record(key, self._kept(key).keeper, Establish(on=row.body_since, late_reason=_REASON))
            self.counts["established"] += 1
            changed = True
        last = state.facts().codes[-1:]
        if row.code_until and last and last[0].code == row.code:
            self._record(key, self._kept(key).keeper, Recode(code="", on=row.code_until, late_reason=_REASON))
            changed = True
        return changed

    def _kept(self, key: str) -> Kept:
        return self.records.get(key) or self.known[key]

    def _record(self, key: str, keeper: str, command: OrganizationCommand) -> None:
        today = self.office.today()
        before = self.records.get(key) or self.known.get(key)
        charter = self.office.charters.on(command.on or today, keeper)
        try:
            (event,) = decide(before.state if before else None, command, charter=charter, today=today)
        except InvalidError as error:
            raise with_columns(error, command) from error
        state = evolve(before.state if before else None, event)
        after = Kept(key, keeper, self.epoch, state.sequence, state)
        self.records[key] = after
        self.news.append(news_of(after, keeper, event))
        self.places.put(key, state.facts())


def planned(
    rows: Iterable[Row], wrong: set[int], *, office: Office, epoch: int, known: dict[str, Kept], places: Places
) -> Plan:
    """The plan for a whole file; the rows with these numbers are already known to be wrong. `places` is not changed."""
    rows = sorted(rows, key=lambda row: _ORDER.index(row.level))
    ours = places.copy()
    for key, record in known.items():
        ours.put(key, record.state.facts())
    plan = Plan(office=office, epoch=epoch, known=known, places=ours, files={row.code: row.level for row in rows})
    for row in rows:
        if row.number not in wrong:
            plan.take(row)
    return plan
