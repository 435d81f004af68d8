"""Everything that the service stores about a member, for the request of a person (decision 0109)."""

from pydantic import BaseModel
from sqlalchemy import ColumnElement, LargeBinary, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import autosaves, matter_texts
from shared.committee.context import ServiceContext
from shared.committee.matters.search_tables import search_keys
from shared.committee.members.erasure import OF_ACCOUNTS, PERMISSION
from shared.committee.members.links import accounts_of
from shared.committee.members.queries import read_member
from shared.committee.members.repository import MemberRecord
from shared.committee.members.schemas import MemberCommand, MemberView, NewMember
from shared.committee.registers.register import Register, find_visible
from shared.committee.registers.tables import matter_invitations, matter_members
from shared.domain.comparison import comparison_key
from shared.storage.database import service_tables
from shared.web.accounts import Account
from shared.web.audit_log.chain import AuditEntry, append
from shared.web.audit_log.vocabulary import AuditAction
from shared.web.permissions import allow

_BY_ACCOUNT = (*OF_ACCOUNTS, "sessions", "machine_tokens", "journal", "readings", "notification_reads")
_LEFT_OUT = ("password_hash", "fields", "row_key")
StoredRow = dict[str, str]


class PersonalData(BaseModel):
    """The entry of a member in the register, and the rows about the member, by table.

    `mentions`: matters whose texts contain the name, also that of somebody else of the same name.
    """

    register_entry: MemberView
    rows: dict[str, list[StoredRow]]
    mentions: list[str]


async def export_person(
    context: ServiceContext,
    account: Account,
    register: Register[MemberRecord, NewMember, MemberCommand, MemberView],
    id: str,
) -> PersonalData:
    """Returns the personal data of a member and records it as an export; raises `ForbiddenError` or `NotFoundError`."""
    tree = await context.directory.tree()
    async with context.service.transaction() as connection:
        member = await find_visible(register, connection, account, id, context=context, tree=tree)
        allow(account, PERMISSION, relation="foreign")
        found = PersonalData(
            register_entry=await read_member(connection, member, context.today(), tree),
            rows=await _rows(connection, member),
            mentions=await _mentions(connection, member),
        )
        entry = AuditEntry(action=AuditAction.EXPORT, actor=account.name, subject=f"members/{id}/personal-data")
        await append(connection, entry, at=context.now())
    return found


async def _rows(connection: AsyncConnection, member: MemberRecord) -> dict[str, list[StoredRow]]:
    """Returns the rows that name the member or one of its accounts, as texts, without hashes and sealed values."""
    names = (await accounts_of(connection, [member.id])).get(member.id, [])
    wanted = {
        "matter_members": matter_members.c.member_id == member.id,
        "matter_invitations": matter_invitations.c.member_id == member.id,
        "called_members": service_tables.tables["called_members"].c.member_id == member.id,
        "accounts": service_tables.tables["accounts"].c.name.in_(names),
        "audit_log": service_tables.tables["audit_log"].c.actor.in_(names),
        **{table: service_tables.tables[table].c.account.in_(names) for table in _BY_ACCOUNT},
    }
    found = {}
    for table, condition in wanted.items():
        rows = (await connection.execute(_readable(table, condition))).mappings()
        found[table] = [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]
    typed = await autosaves.read(connection, autosaves.autosaves.c.account.in_(names))
    found["autosaves"] = [{name: str(value) for name, value in row._asdict().items()} for row in typed]
    return found


def _readable(table: str, condition: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    columns = service_tables.tables[table].c
    shown = [each for each in columns if not isinstance(each.type, LargeBinary) and each.name not in _LEFT_OUT]
    return select(*shown).where(condition)


async def _mentions(connection: AsyncConnection, member: MemberRecord) -> list[str]:
    table = search_keys.c
    word = comparison_key(member.name)
    here = table.matter.startswith(f"{member.organization}-", autoescape=True)
    query = select(table.matter).where(here, table.key.contains(word, autoescape=True))
    found = set(await connection.scalars(query))
    for matter, texts in (await matter_texts.encrypted_of(connection, member.organization)).items():
        keys = map(comparison_key, texts)
        if any(word in form for key in keys for form in (key, key.replace(" ", ""))):
            found.add(matter)
    return sorted(found)
