"""The notifications of a step of a matter, stored in the transaction of the step."""

from collections.abc import Sequence
from datetime import timedelta

from shared.committee.context import TransactionContext
from shared.committee.matters.kind import Commands, Kind
from shared.committee.matters.record import State
from shared.committee.matters.steps import Step
from shared.committee.notifications.repository import Cause, notify
from shared.committee.notifications.vocabulary import NotificationSort, Occasion, Recipient
from shared.domain.transfers.commands import Accept, Deliver, Note, NoteUrging, Return

_OF_TRANSFERS = (Deliver, Accept, Return, Note, NoteUrging)


async def notify_recipients(
    tx: TransactionContext, kind: Kind[State, Commands], steps: Sequence[Step[State, Commands]]
) -> None:
    """Notifies those whom steps concern, unless they took effect longer ago than the charter keeps notifications."""
    await notify(tx.connection, [_notified(tx, kind, step) for step in steps])


def _notified(
    tx: TransactionContext, kind: Kind[State, Commands], step: Step[State, Commands]
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
    return cause, [_addressed(each, matter.author) for each in found]


def _addressed(occasion: Occasion, author: str) -> Occasion:
    """Returns the occasion with the account that began the matter as addressee of what is for its proposers."""
    return occasion._replace(addressee=author) if occasion.recipient is Recipient.PROPOSERS else occasion
