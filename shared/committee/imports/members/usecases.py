"""The use case of an import of members: a file is read, compared and entered, as a whole or not at all; for the API and for pages."""

from collections import defaultdict
from collections.abc import Callable
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.imports.cells import Cells, Repeats
from shared.committee.imports.entry_imports import EntryImports, EntryPlan
from shared.committee.imports.members.rows import MEMBER_HEADER, MemberRow, member_row
from shared.committee.imports.whole_file import ImportedRows
from shared.committee.members.repository import MemberRecord, add, all_of
from shared.committee.members.schemas import NewMember
from shared.committee.members.usecases import new_record
from shared.committee.registers.access import MEMBERS
from shared.domain.comparison import name_key
from shared.web.accounts import Account


class MemberImports(EntryImports[MemberRow]):
    """The imports of members of one service."""

    header, permission, register = MEMBER_HEADER, MEMBERS.manage, "members"

    def _parser(self) -> Callable[[Cells], MemberRow]:
        return partial(member_row, repeats=Repeats())

    async def _planned(self, connection: AsyncConnection, file: ImportedRows[MemberRow]) -> EntryPlan[MemberRow]:
        """Returns what becomes of each row; rows with errors are left out."""
        records = await all_of(connection, file.organization)
        known = {record.identity: record for record in records}
        names: dict[str, list[str]] = defaultdict(list)
        for member in records:
            names[member.name_key].append(member.sector)
        plan = EntryPlan[MemberRow]()
        for row in file.valid_rows():
            if record := known.get(row.identity):
                differs = bool(row.contact) and row.contact != record.contact
                plan.keep(row, record, **{"contact": (record.contact, row.contact)} if differs else {})
                continue
            same_name = names[name_key(row.name)]
            plan.enter(row, *_doubts(same_name), placeholder="姓名像是缺字或占位，请核对")
            same_name.append(row.sector)
        return plan

    async def _add(
        self,
        connection: AsyncConnection,
        _by: Account,
        file: ImportedRows[MemberRow],
        plan: EntryPlan[MemberRow],
    ) -> None:
        await add(connection, [await _new(connection, file.organization, row) for row in plan.new])


async def _new(connection: AsyncConnection, organization: str, row: MemberRow) -> MemberRecord:
    new = NewMember(name=row.name, member_class=row.member_class, sector=row.sector, term=row.term, contact=row.contact)
    return await new_record(connection, organization, new)


def _doubts(sectors: list[str]) -> list[str]:
    """Returns the doubt about a new member. `sectors`: those of the known members of the same name."""
    others = "、".join(sorted({each or "未填界别" for each in sectors}))
    return [f"已有同名委员（{others}），请核对是否同一人"] if sectors else []
