"""The notifications of a step of a matter, stored in the transaction of the step."""

from datetime import timedelta

from shared.committee.context import TransactionContext
from shared.committee.matters.kind import Commands, Kind
from shared.committee.matters.record import MatterRecord, State
from shared.committee.notifications.repository import Cause, notify
from shared.committee.notifications.vocabulary import NotificationSort, Occasion, Recipient
from shared.domain.event import DomainEvent
from shared.domain.transfers.commands import Accept, Deliver, Note, Return

_OF_TRANSFERS = (Deliver, Accept, Return, Note)


async def notify_recipients(
    tx: TransactionContext,
    kind: Kind[State, Commands],
    matter: MatterRecord[State],
    event: DomainEvent[Commands],
    *,
    account: str,
) -> None:
    """Notifies those whom a step concerns, unless it took effect longer ago than the charter keeps notifications."""
    days = tx.context.charters.on(tx.context.today(), matter.organization).notification_days
    if event.on < tx.context.today() - timedelta(days=days):
        return
    found = kind.occasions(matter.state, event.command)
    if isinstance(event.command, _OF_TRANSFERS):
        found = [*found, Occasion(NotificationSort.TRANSFER, Recipient.OFFICE)]
    cause = Cause(
        organization=matter.organization,
        kind=kind.name,
        matter=matter.id,
        occasion=f"{matter.epoch}-{matter.sequence}",
        command=event.command.name,
        account=account,
        at=tx.context.now(),
    )
    await notify(tx.connection, cause, [_addressed(each, matter.author) for each in found])


def _addressed(occasion: Occasion, author: str) -> Occasion:
    """Returns the occasion with the account that began the matter as addressee of what is for its proposers."""
    return occasion._replace(addressee=author) if occasion.recipient is Recipient.PROPOSERS else occasion
