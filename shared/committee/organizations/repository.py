"""The repository of the organization records that this service keeps."""

from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.events.version import changed_meanwhile
from shared.committee.tables import organization_codes, organizations
from shared.contracts.facts import OrganizationFacts
from shared.domain.organizations.state import Organization
from shared.storage.statements import chunks

_decode = msgspec.json.Decoder(Organization).decode


class OrganizationRecord(NamedTuple):
    """A stored record of an organization; `keeper`: the key of the organization that writes it."""

    key: str
    keeper: str
    epoch: int
    sequence: int
    state: Organization

    @property
    def version(self) -> tuple[int, int]:
        return self.epoch, self.sequence

    def facts(self) -> OrganizationFacts:
        """Returns the facts for the directory and for the event."""
        return self.state.facts()


async def find(connection: AsyncConnection, key: str, *, for_update: bool = False) -> OrganizationRecord | None:
    """Returns the record of this key; None when it is not stored here.

    `for_update`: a concurrent transaction that also changes the record waits for this one to end, and then reads what it has written.
    """
    query = select(organizations).where(organizations.c.key == key)
    row = (await connection.execute(query.with_for_update() if for_update else query)).one_or_none()
    return None if row is None else _record_of(row)


async def all_records(connection: AsyncConnection) -> dict[str, OrganizationRecord]:
    """Returns every record that this service keeps, by key."""
    return {row.key: _record_of(row) for row in await connection.execute(select(organizations))}


def _record_of(row: Row[Any]) -> OrganizationRecord:
    return OrganizationRecord(row.key, row.keeper, row.epoch, row.sequence, _decode(row.state))


async def add(connection: AsyncConnection, records: list[OrganizationRecord]) -> None:
    """Inserts new records and their codes in batches."""
    for some in chunks(records):
        await connection.execute(organizations.insert(), [{"key": record.key, **_saved(record)} for record in some])
    for codes in chunks(row for record in records for row in _codes(record)):
        await connection.execute(organization_codes.insert(), codes)


async def save(connection: AsyncConnection, record: OrganizationRecord, *, before: tuple[int, int]) -> None:
    """Saves the new state; raises `changed-meanwhile` when the stored version is no longer `before`."""
    epoch, sequence = before
    table = organizations.c
    known = (table.key == record.key) & (table.epoch == epoch) & (table.sequence == sequence)
    if (await connection.execute(update(organizations).where(known).values(**_saved(record)))).rowcount != 1:
        raise changed_meanwhile()
    await connection.execute(organization_codes.delete().where(organization_codes.c.key == record.key))
    if rows := _codes(record):
        await connection.execute(organization_codes.insert(), rows)


def _saved(record: OrganizationRecord) -> dict[str, object]:
    return {
        "keeper": record.keeper,
        "level": str(record.state.level),
        "name": record.state.names[-1].value,
        "epoch": record.epoch,
        "sequence": record.sequence,
        "state": msgspec.json.encode(record.state).decode(),
    }


def _codes(record: OrganizationRecord) -> list[dict[str, object]]:
    codes = record.state.facts().codes
    dated_codes = {(entry.code, entry.day) for entry in codes if entry.code}
    return [{"code": code, "key": record.key, "valid_from": day} for code, day in sorted(dated_codes)]
