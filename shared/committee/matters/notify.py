"""The notifications of a step of a matter, stored in the transaction of the step."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select

from shared.committee.context import TransactionContext
from shared.committee.matters.kind import Kind
from shared.committee.matters.kind_definition import Commands
from shared.committee.matters.record import State
from shared.committee.matters.steps import MatterStep
from shared.committee.notifications.repository import Cause, notify
from shared.committee.notifications.vocabulary import NotificationSort, Occasion, Recipient
from shared.domain.transfers.commands import Accept, Deliver, Note, NoteUrging, Return

_OF_TRANSFERS = (Deliver, Accept, Return, Note, NoteUrging)


async def notify_recipients(
    tx: TransactionContext, kind: Kind[State, Commands], steps: Sequence[MatterStep[State, Commands]]
) -> None:
    """Notifies those whom steps concern, unless they took effect longer ago than the charter keeps notifications."""
    notified = [(step.matter, *_notified(tx, kind, step)) for step in steps]
    merged = {id for matter, _, found in notified if found for id in kind.absorbed(matter.state)}
    authors = await _authors(tx, kind, merged)
    caused = list[tuple[Cause, list[Occasion]]]()
    for matter, cause, found in notified:
        others = [authors[id] for id in kind.absorbed(matter.state) if id in authors]
        caused.append((cause, [each for occasion in found for each in _addressed(occasion, matter.author, others)]))
    await notify(tx.connection, caused)


def _notified(
    tx: TransactionContext, kind: Kind[State, Commands], step: MatterStep[State, Commands]
) -> tuple[Cause, list[Occasion]]:
    matter, event = step.matter, step.event
    cause = Cause(
        organization=matter.organization,
        kind=kind.name,
        matter=matter.id,
        occasion=f"{matter.epoch}-{matter.sequence}",
        command=event.command.name,
        account=step.by.account,
        at=tx.context.now(),
    )
    days = tx.context.charters.on(tx.context.today(), matter.organization).notification_days
    if event.on < tx.context.today() - timedelta(days=days):
        return cause, []
    found = kind.occasions(matter.state, event.command)
    if isinstance(event.command, _OF_TRANSFERS):
        found = [*found, Occasion(NotificationSort.TRANSFER, Recipient.OFFICE)]
    return cause, found


async def _authors(tx: TransactionContext, kind: Kind[State, Commands], ids: Collection[str]) -> Mapping[str, str]:
    """Returns the accounts that began the matters of these ids."""
    table = kind.table.c
    query = select(table.id, table.author).where(table.id.in_(sorted(ids)))
    return {row.id: row.author for row in await tx.connection.execute(query)} if ids else {}


def _addressed(occasion: Occasion, author: str, merged: Iterable[str]) -> Iterator[Occasion]:
    """Yields an occasion; what is for the proposers, to the account that began the matter and to those that began merged ones."""
    if occasion.recipient is not Recipient.PROPOSERS:
        yield occasion
        return
    yield occasion._replace(addressee=author)
    for each in merged:
        if each != author:
            yield occasion._replace(recipient=Recipient.AUTHOR, addressee=each)
