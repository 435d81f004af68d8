"""The publication of steps of matters, in the transaction that stores them."""

from collections.abc import Sequence
from datetime import date

from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder, journal_row, write_journal
from shared.committee.events.outbox_event import change_of, outbox_event
from shared.committee.matters.kind import Kind
from shared.committee.matters.kind_definition import Commands
from shared.committee.matters.notify import notify_recipients
from shared.committee.matters.record import MatterRecord, State
from shared.committee.matters.references import participants_of
from shared.committee.matters.steps import MatterStep
from shared.committee.messages.notices import notify_route
from shared.domain.transfers.commands import Note, NoteUrging
from shared.messaging.outbox.table import OutboxEvent, append_to_outbox


async def publish(
    tx: TransactionContext, kind: Kind[State, Commands], steps: Sequence[MatterStep[State, Commands]]
) -> None:
    """Publishes the events of steps in their order, writes their journal rows, and notifies recipients and other organizations."""
    published = [_event(tx, step) for step in steps]
    await append_to_outbox(tx.connection, published)
    rows = [
        journal_row(event, step.event, step.by, participants_of(step.event.command, step.matter.state))
        for event, step in zip(published, steps, strict=True)
    ]
    await write_journal(tx.connection, rows)
    await notify_recipients(tx, kind, steps)
    for matter, event, by in steps:
        if not isinstance(event.command, Note | NoteUrging):  # the others of the route have their own
            await publish_progress(tx, kind, matter, on=event.on, by=by)


async def publish_progress(
    tx: TransactionContext, kind: Kind[State, Commands], matter: MatterRecord[State], *, on: date, by: Recorder
) -> None:
    """Publishes the progress of a matter, whose newest step is of this day, to the other organizations of its route."""
    await notify_route(
        *(tx, matter.id, matter.epoch, matter.state),
        on=on,
        commands=kind.command_set.every_by_name,
        answered=kind.replied_units(matter.state),
        by=by,
    )


def _event(tx: TransactionContext, step: MatterStep[State, Commands]) -> OutboxEvent:
    matter, event, by = step
    return outbox_event(
        event.type,
        matter.id,
        producer=matter.organization,
        version=(matter.epoch, matter.sequence),
        facts=matter.state.facts(),
        change=change_of(event, by.role),
        now=tx.context.now(),
    )
