"""Proposals in the service database: a state is loaded, decided on, and saved only if nobody changed it in between."""

from typing import Any, NamedTuple

import msgspec
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.proposals.columns import columns
from shared.committee.tables import numbers, proposal_units, proposals
from shared.committee.version import changed_meanwhile
from shared.domain.errors import NotFoundError
from shared.domain.proposals.state import Proposal

_decode = msgspec.json.Decoder(Proposal).decode
_save = update(proposals).where(
    proposals.c.id == bindparam("of_id"),
    proposals.c.epoch == bindparam("of_epoch"),
    proposals.c.sequence == bindparam("of_sequence"),
)


class Kept(NamedTuple):
    """A proposal as it is kept: its identity, its version, its state."""

    id: str
    organization: str
    number: int
    title: str
    epoch: int
    sequence: int
    state: Proposal

    @property
    def version(self) -> tuple[int, int]:
        return self.epoch, self.sequence

    def after(self, state: Proposal, epoch: int) -> "Kept":
        return self._replace(state=state, epoch=epoch, sequence=state.sequence)


def kept(row: Any) -> Kept:
    """A row of `proposals` as a value."""
    return Kept(row.id, row.organization, row.number, row.title, row.epoch, row.sequence, _decode(row.state))


async def row_of(connection: AsyncConnection, id: str) -> Any:
    """The row of this id, with its columns; `unknown-proposal` when there is none."""
    row = (await connection.execute(select(proposals).where(proposals.c.id == id))).one_or_none()
    if row is None:
        raise NotFoundError("unknown-proposal", f"没有提案 {id}")
    return row


async def load(connection: AsyncConnection, id: str) -> Kept:
    """The proposal of this id; `unknown-proposal` when there is none."""
    return kept(await row_of(connection, id))


async def next_number(connection: AsyncConnection, organization: str, year: int) -> int:
    """Numbers rise by one for each organization and year; who asks at the same time waits for us."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    first = insert(numbers).values(organization=organization, year=year, last=1)
    again = first.on_conflict_do_update(index_elements=["organization", "year"], set_={"last": numbers.c.last + 1})
    number: int = (await connection.execute(again.returning(numbers.c.last))).scalar_one()
    return number


async def add(connection: AsyncConnection, proposal: Kept) -> None:
    identity = {"id": proposal.id, "organization": proposal.organization, "number": proposal.number}
    row = {**identity, "year": proposal.state.year, "title": proposal.title, **_saved(proposal)}
    await connection.execute(proposals.insert(), row)


async def save(connection: AsyncConnection, proposal: Kept, *, before: Kept) -> None:
    """Write the new state over the version it was decided on; `changed-meanwhile` when that is not there any more."""
    known = {"of_id": before.id, "of_epoch": before.epoch, "of_sequence": before.sequence}
    if (await connection.execute(_save, {**_saved(proposal), **known})).rowcount != 1:
        raise changed_meanwhile()
    if _units(proposal) != _units(before):
        await _assign(connection, proposal)


def _saved(proposal: Kept) -> dict[str, Any]:
    version = {"epoch": proposal.epoch, "sequence": proposal.sequence}
    return {**columns(proposal.state), **version, "state": msgspec.json.encode(proposal.state).decode()}


def _units(proposal: Kept) -> set[str]:
    return {assignment.unit for assignment in proposal.state.assignments}


async def _assign(connection: AsyncConnection, proposal: Kept) -> None:
    """The units it is assigned to, as rows."""
    here = proposal_units.c.proposal == proposal.id
    wanted = _units(proposal)
    known = set((await connection.execute(select(proposal_units.c.unit).where(here))).scalars())
    if known - wanted:
        await connection.execute(proposal_units.delete().where(here, proposal_units.c.unit.in_(known - wanted)))
    if wanted - known:
        rows = [{"proposal": proposal.id, "unit": unit} for unit in sorted(wanted - known)]
        await connection.execute(proposal_units.insert(), rows)
