"""The use case of an import: a roster is read, planned and entered, all of it or nothing; for the interface and for pages alike."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.announcing import Recorder, announce
from shared.committee.chunks import chunks
from shared.committee.directory.places import Places
from shared.committee.files.reading import TableReader
from shared.committee.imports.doubts import RowWarning
from shared.committee.imports.plan import Difference, Plan, planned
from shared.committee.imports.rows import Row, RowError, read, title_of
from shared.committee.office import Office
from shared.committee.organizations.repository import Kept, add, all_kept, save
from shared.committee.version import epoch_of
from shared.contracts.vocabulary import Role
from shared.domain.errors import FieldError, InvalidError
from shared.web.accounts import Account
from shared.web.permissions import allow

RUN = "imports.run"
SHOWN = 200
"""As many errors, warnings and differences as anybody reads."""
_LONGEST_SHOWN = 40
"""Characters of a value in an answer."""


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What the rows came to. `skipped`: another service keeps their records; `differs`: the record says something else and stays.

    `warnings`: rows that can be entered and are probably not meant. Of errors, warnings and differences the first are listed, all counted.
    """

    dry_run: bool
    read: int
    entered: int
    established: int
    unchanged: int
    skipped: int
    difference_count: int
    error_count: int
    warning_count: int
    differs: list[Difference]
    errors: list[RowError]
    warnings: list[RowWarning]


class Roster(NamedTuple):
    """A file that was read: its rows, what is wrong with them, and the organizations that are known."""

    rows: list[Row]
    errors: list[RowError]
    places: Places


class Imports:
    """Imports of one service."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._reader = TableReader()

    async def read(self, account: Account, content: bytes, *, on: date | None = None, sheet: str = "") -> Roster:
        """Returns the roster of a file; `InvalidError` when the file as a whole cannot be read."""
        allow(account, RUN, relation="foreign")
        tables = await self._reader.read(content, sheet=sheet)
        rows, errors = await asyncio.to_thread(read, tables, on=on or self.office.today(), sheet=sheet)
        return Roster(rows, errors, await self.office.directory.places())

    async def check(self, connection: AsyncConnection, roster: Roster) -> Imported:
        """Returns what an import would come to."""
        plan = await self._planned(connection, roster)
        return _outcome(roster, plan, dry_run=True)

    async def enter(
        self, connection: AsyncConnection, account: Account, roster: Roster, *, accepted: bool
    ) -> tuple[Imported, list[Kept]]:
        """Enters the roster; returns what it came to and the records. `accepted`: the warnings are meant.

        `InvalidError` `import-refused` or `import-doubtful` with every cell that prevents it.
        """
        plan = await self._planned(connection, roster)
        outcome = _outcome(roster, plan, dry_run=False)
        _refuse(outcome)
        _refuse_warnings(outcome, accepted=accepted)
        await _write(connection, self.office, account, plan)
        return outcome, list(plan.records.values())

    async def _planned(self, connection: AsyncConnection, roster: Roster) -> Plan:
        """Returns the plan; it is made in a thread, so that others are answered meanwhile."""
        known, epoch = await all_kept(connection), await epoch_of(connection)
        wrong, places = {error.row for error in roster.errors}, roster.places
        return await asyncio.to_thread(
            planned, roster.rows, wrong, office=self.office, epoch=epoch, known=known, places=places
        )


def _outcome(roster: Roster, plan: Plan, *, dry_run: bool) -> Imported:
    counts, found = plan.counts, [*roster.errors, *plan.errors]
    errors = sorted(found, key=lambda error: (error.row, error.column))[:SHOWN]
    warnings = sorted(plan.warnings, key=lambda warning: (warning.row, warning.field))[:SHOWN]
    return Imported(
        dry_run=dry_run,
        read=len(roster.rows),
        entered=counts["entered"],
        established=counts["established"],
        unchanged=counts["unchanged"],
        skipped=counts["skipped"],
        difference_count=len(plan.differs),
        error_count=len(found),
        warning_count=len(plan.warnings),
        differs=[replace(each, recorded=_cut(each.recorded), given=_cut(each.given)) for each in plan.differs[:SHOWN]],
        errors=[replace(each, value=_cut(each.value)) for each in errors],
        warnings=[replace(each, value=_cut(each.value)) for each in warnings],
    )


def _cut(value: str) -> str:
    return value if len(value) <= _LONGEST_SHOWN else value[: _LONGEST_SHOWN - 1] + "…"


def _refuse(outcome: Imported) -> None:
    """Raises `InvalidError` `import-refused` with the first wrong cells, as `row 3 parent_code`, and the count of all."""
    errors, count = outcome.errors, outcome.error_count
    if not errors:
        return
    fields = tuple(FieldError(f"row {error.row} {error.column}", error.value, error.rule) for error in errors)
    first = errors[0]
    detail = f"{count}处有误，未导入任何一行。第{first.row}行“{title_of(first.column)}”：{first.rule}"
    raise InvalidError("import-refused", detail, fields=fields, count=count)


def _refuse_warnings(outcome: Imported, *, accepted: bool) -> None:
    """Raises `InvalidError` `import-doubtful` with the first doubtful cells, unless somebody has accepted them."""
    warnings, count = outcome.warnings, outcome.warning_count
    if accepted or not warnings:
        return
    fields = tuple(FieldError(f"row {each.row} {each.field}".strip(), each.value, each.rule) for each in warnings)
    first = warnings[0]
    detail = f"{count}处须核对，未导入任何一行。第{first.row}行：{first.rule}。核对无误的，请确认后再导入"
    raise InvalidError("import-doubtful", detail, fields=fields, count=count)


async def _write(connection: AsyncConnection, office: Office, account: Account, plan: Plan) -> None:
    new = [record for key, record in plan.records.items() if key not in plan.known]
    await add(connection, new)
    for key in plan.records.keys() & plan.known.keys():
        await save(connection, plan.records[key], before=plan.known[key].version)
    by = Recorder(account=account.name, account_role=Role.ADMINISTRATOR, role=Role.ADMINISTRATOR)
    for some in chunks(plan.news):  # others are answered between two portions
        await announce(connection, some, by=by, now=office.now())
