"""The repository of transfers and of the derived matters that notices are about."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.messages.message import Dispatch, Notice, Side
from shared.committee.messages.tables import derived, origin_notices, transfers
from shared.contracts.dated import Sending
from shared.contracts.subjects import organization_of
from shared.contracts.transfer_facts import NoticeFacts
from shared.contracts.version_bounds import Version
from shared.contracts.vocabulary import TransferState
from shared.domain.errors import NotFoundError
from shared.storage.statements import chunks

_notice = msgspec.json.Decoder(NoticeFacts).decode


class Transfer(NamedTuple):
    """One side of a transfer: the columns of its row."""

    id: str
    side: Side
    organization: str
    counterpart: str
    kind: str
    matter: str | None
    sent_on: date
    limit_on: date
    status: TransferState
    reason: str | None
    epoch: int
    sequence: int
    urgings: int

    @property
    def version(self) -> Version:
        return self.epoch, self.sequence


class Derived(NamedTuple):
    """A derived matter of one of our matters, by its newest notice."""

    origin: str
    matter: str
    organization: str
    transfer: str
    state: str
    epoch: int
    sequence: int
    facts: NoticeFacts


def _transfer(row: Any) -> Transfer:
    found = Transfer(*row)
    return found._replace(status=TransferState(found.status))


async def find(connection: AsyncConnection, id: str, side: Side) -> Transfer | None:
    """Returns this side of the transfer; None when it is not stored here."""
    query = select(transfers).where(transfers.c.id == id, transfers.c.side == side)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _transfer(row)


async def load(connection: AsyncConnection, id: str, side: Side) -> Transfer:
    """Returns this side of the transfer; raises `unknown-transfer` when it is not stored here."""
    found = await find(connection, id, side)
    if found is None:
        raise unknown_transfer(id)
    return found


def unknown_transfer(id: str) -> NotFoundError:
    """Returns the error of a transfer that does not exist, or that belongs to another organization than the account."""
    return NotFoundError("unknown-transfer", f"没有报送记录 {id}")


async def of_matter(connection: AsyncConnection, matter: str, side: Side) -> list[Transfer]:
    """Returns the transfers by which this matter was sent (`out`) or received (`in`)."""
    query = select(transfers).where(transfers.c.matter == matter, transfers.c.side == side).order_by(transfers.c.id)
    return [_transfer(row) for row in await connection.execute(query)]


async def put_dispatch(connection: AsyncConnection, dispatch: Dispatch, side: Side, status: TransferState) -> None:
    """Stores the newest dispatch in the row of this side; the receiver's matter is unchanged."""
    facts, (epoch, sequence), sending = dispatch.facts, dispatch.version, side == "out"
    changed: dict[str, object] = {
        "sent_on": facts.sent,
        "limit_on": facts.limit,
        "status": str(status),
        "reason": None,
        "epoch": epoch,
        "sequence": sequence,
        "urgings": 0,
    }
    known = (transfers.c.id == dispatch.id) & (transfers.c.side == side)
    if (await connection.execute(update(transfers).where(known).values(**changed))).rowcount:
        return
    identity = {
        "id": dispatch.id,
        "side": side,
        "organization": dispatch.sender if sending else facts.to,
        "counterpart": facts.to if sending else dispatch.sender,
        "kind": facts.kind,
        "matter": dispatch.matter if sending else None,
    }
    await connection.execute(transfers.insert(), {**identity, **changed})


async def put_days(connection: AsyncConnection, sendings: Iterable[Sending]) -> None:
    """Stores the corrected day and limit of the newest dispatch in the sender's row of each transfer."""
    for sending in sendings:
        newest = sending.limits[-1]
        known = (transfers.c.id == sending.transfer) & (transfers.c.side == "out")
        changed = {"sent_on": newest.day, "limit_on": newest.limit}
        await connection.execute(update(transfers).where(known).values(**changed))


async def put_urgings(connection: AsyncConnection, id: str, side: Side, urgings: int) -> None:
    """Stores in the row of this side how often the addressee was urged since the newest dispatch."""
    known = (transfers.c.id == id) & (transfers.c.side == side)
    await connection.execute(update(transfers).where(known).values(urgings=urgings))


async def store_answer(connection: AsyncConnection, notice: Notice, side: Side, reason: str | None) -> bool:
    """Stores the receiver's answer in the row of this side; returns whether there is such a row."""
    row = transfers.c
    changed: dict[str, object] = {"reason": reason}
    if notice.facts.steps:
        changed["status"] = str(notice.facts.steps[-1].state)
    if side == "in":
        known = row.organization == notice.sender
        changed["matter"] = notice.matter
    else:
        known = row.counterpart == notice.sender
    where = (row.id == notice.facts.transfer) & (row.side == side) & known
    return bool((await connection.execute(update(transfers).where(where).values(**changed))).rowcount)


async def notice_version(connection: AsyncConnection, origin: str, matter: str) -> Version:
    """Returns the version of the newest notice about this derived matter; (0, 0) when there is none yet."""
    known = (derived.c.origin == origin) & (derived.c.matter == matter)
    row = (await connection.execute(select(derived.c.epoch, derived.c.sequence).where(known))).one_or_none()
    return (0, 0) if row is None else (row.epoch, row.sequence)


async def message_versions(connection: AsyncConnection, subjects: Collection[str]) -> dict[str, Version]:
    """Returns the newest stored version of each dispatch to us and of each notice, by subject; without those that are not stored."""
    found: dict[str, Version] = {}
    for some in chunks(subjects):
        dispatches = select(transfers.c.id, transfers.c.epoch, transfers.c.sequence).where(
            transfers.c.id.in_(some), transfers.c.side == "in"
        )
        notices = select(derived.c.matter, derived.c.epoch, derived.c.sequence).where(derived.c.matter.in_(some))
        origins = select(origin_notices.c.origin, origin_notices.c.epoch, origin_notices.c.sequence).where(
            origin_notices.c.origin.in_(some)
        )
        for query in (dispatches, notices, origins):
            for subject, epoch, sequence in await connection.execute(query):
                found[subject] = max(found.get(subject, (0, 0)), (epoch, sequence))
    return found


async def put_notice(connection: AsyncConnection, notice: Notice, origin: str) -> None:
    """Stores a notice of the derived matter for one of its origins."""
    facts, (epoch, sequence) = msgspec.structs.replace(notice.facts, sealed={}), notice.version
    changed = {
        "organization": notice.sender,
        "transfer": facts.transfer,
        "state": facts.state,
        "epoch": epoch,
        "sequence": sequence,
        "body": msgspec.json.encode(facts).decode(),
    }
    known = (derived.c.origin == origin) & (derived.c.matter == notice.matter)
    if not (await connection.execute(update(derived).where(known).values(**changed))).rowcount:
        await connection.execute(derived.insert(), {"origin": origin, "matter": notice.matter, **changed})


async def derived_of(connection: AsyncConnection, origin: str) -> list[Derived]:
    """Returns the derived matters of this matter, the shortest chain first."""
    rows = await connection.execute(select(derived).where(derived.c.origin == origin))
    return sorted(map(_derived, rows), key=lambda each: (len(each.facts.chain), each.matter))


def _derived(row: Any) -> Derived:
    named = {**row._asdict(), "facts": _notice(row.body)}
    del named["body"]
    return Derived(**named)


async def transfers_to(connection: AsyncConnection, matter: str, to: str) -> list[str]:
    """Returns the ids of the transfers by which this matter was sent to that organization."""
    return [each.id for each in await of_matter(connection, matter, "out") if each.counterpart == to]


def follower(notice: Notice, origin: str) -> str:
    """Returns the organization to which the origin sent the matter: the next of the chain, after its end the producer of the notice."""
    chain = notice.facts.chain
    next_index = chain.index(origin) + 1
    return organization_of(chain[next_index]) if next_index < len(chain) else notice.sender
