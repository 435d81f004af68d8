"""The use case of an import of members: a file is read, compared and entered, as a whole or not at all; for the API and for pages."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.files.reader import FileTable
from shared.committee.imports.cells import RowError
from shared.committee.imports.member_rows import MEMBER_HEADER, MemberRow, read_members
from shared.committee.imports.outcome import SHOWN, cut
from shared.committee.imports.warnings import RowWarning, hidden_row, is_placeholder
from shared.committee.imports.whole_file import ImportedRows, RegisterImports
from shared.committee.members.repository import MemberRecord, add, all_of
from shared.committee.members.schemas import NewMember
from shared.committee.members.usecases import new_record
from shared.committee.register_access import MEMBERS
from shared.domain.comparison import name_key
from shared.web.accounts import Account


@dataclass(frozen=True, kw_only=True)
class MemberDifference:
    """A row that differs from the register, which the import does not change. `recorded`: the value there; `given`: that of the file."""

    row: int
    member: str
    column: str
    recorded: str
    given: str


@dataclass(frozen=True, kw_only=True)
class MemberImportResult:
    """The result of an import of members. `differs`: rows whose contact differs from the register, which stays.

    `warnings`: rows that can be entered but are doubtful. All errors, warnings and differences are counted, the first are listed.
    """

    dry_run: bool
    read: int
    entered: int
    unchanged: int
    difference_count: int
    error_count: int
    warning_count: int
    differs: list[MemberDifference]
    errors: list[RowError]
    warnings: list[RowWarning]


ImportedMembers = ImportedRows[MemberRow]


@dataclass(kw_only=True)
class MemberPlan:
    """The members to be entered, and the results of the other rows."""

    new: list[MemberRow] = field(default_factory=list)
    unchanged: int = 0
    differs: list[MemberDifference] = field(default_factory=list)
    warnings: list[RowWarning] = field(default_factory=list)


class MemberImports(RegisterImports[ImportedMembers, MemberPlan, MemberImportResult]):
    """The imports of members of one service."""

    header, permission, register = MEMBER_HEADER, MEMBERS.manage, "members"

    async def _planned(self, connection: AsyncConnection, file: ImportedMembers) -> MemberPlan:
        """Returns what becomes of each row; rows with errors are left out."""
        records = await all_of(connection, file.organization)
        known = {record.identity: record for record in records}
        names: dict[str, list[str]] = defaultdict(list)
        for member in records:
            names[member.name_key].append(member.sector)
        plan, wrong = MemberPlan(), {error.row for error in file.errors}
        for row in (row for row in file.rows if row.number not in wrong):
            record = known.get(row.identity)
            if record is not None:
                plan.unchanged += 1
                if row.contact and row.contact != record.contact:
                    plan.differs.append(_difference(row, record))
                continue
            plan.new.append(row)
            plan.warnings.extend(_doubts(row, names[name_key(row.name)]))
            names[name_key(row.name)].append(row.sector)
        return plan

    def _outcome(self, file: ImportedMembers, plan: MemberPlan, *, dry_run: bool) -> MemberImportResult:
        errors = sorted(file.errors, key=lambda error: (error.row, error.column))[:SHOWN]
        return MemberImportResult(
            dry_run=dry_run,
            read=len(file.rows),
            entered=len(plan.new),
            unchanged=plan.unchanged,
            difference_count=len(plan.differs),
            error_count=len(file.errors),
            warning_count=len(plan.warnings),
            differs=plan.differs[:SHOWN],
            errors=[replace(each, value=cut(each.value)) for each in errors],
            warnings=[replace(each, value=cut(each.value)) for each in plan.warnings[:SHOWN]],
        )

    async def _add(self, connection: AsyncConnection, _by: Account, file: ImportedMembers, plan: MemberPlan) -> None:
        await add(connection, [await _new(connection, file.organization, row) for row in plan.new])

    def _parsed(self, organization: str, _account: Account, tables: list[FileTable], sheet: str) -> ImportedMembers:
        return ImportedMembers(organization, *read_members(tables, sheet=sheet))


async def _new(connection: AsyncConnection, organization: str, row: MemberRow) -> MemberRecord:
    new = NewMember(name=row.name, member_class=row.member_class, sector=row.sector, term=row.term, contact=row.contact)
    return await new_record(connection, organization, new)


def _difference(row: MemberRow, record: MemberRecord) -> MemberDifference:
    return MemberDifference(
        row=row.number, member=record.id, column="contact", recorded=cut(record.contact), given=cut(row.contact)
    )


def _doubts(row: MemberRow, sectors: list[str]) -> list[RowWarning]:
    """Returns the warnings about a new member. `sectors`: those of the known members of the same name."""
    found = [hidden_row(row.number)] if row.hidden else []
    if is_placeholder(row.name):
        rule = "姓名像是缺字或占位，请核对"
        found.append(RowWarning(row=row.number, field="name", value=row.name, rule=rule))
    if sectors:
        others = "、".join(sorted({each or "未填界别" for each in sectors}))
        rule = f"已有同名委员（{others}），请核对是否同一人"
        found.append(RowWarning(row=row.number, field="name", value=row.name, rule=rule))
    return found
