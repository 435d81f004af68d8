"""A matter that came from elsewhere tells every origin of each of its steps, in the transaction of the step."""

from typing import Any

from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.matters import matter_texts
from shared.committee.matters.kind import Kind
from shared.committee.matters.repository import MatterRecord
from shared.committee.transfers.messages import Notice
from shared.committee.transfers.publish import publish_notice
from shared.contracts.facts import NoticeFacts
from shared.contracts.vocabulary import TransferState
from shared.domain.event import DomainEvent
from shared.domain.transfers.commands import COMMANDS, Note, Return
from shared.domain.transfers.state import Travelling


async def notify_origins(
    tx: TransactionContext, kind: Kind, matter: MatterRecord, event: DomainEvent[Any], by: Recorder
) -> None:
    """Nothing to tell where it began here; what it has itself only heard, its origins hear from there."""
    state = matter.state
    if not isinstance(state, Travelling) or not state.derived or isinstance(event.command, Note):
        return
    adopted, instructed, fed_back = state.recognitions()
    facts = NoticeFacts(
        transfer=state.transfer or "",
        chain=state.chain,
        state=str(state.status),
        steps=state.answered(),
        adopted=adopted,
        instructed=instructed,
        fed_back=fed_back,
    )
    await publish_notice(
        tx.connection,
        Notice(matter.id, matter.epoch, matter.sequence, event.on, facts),
        await _texts(tx, kind, matter),
        public_key=tx.context.directory.key_of,
        role=by.role,
        now=tx.context.now(),
    )


async def _texts(tx: TransactionContext, kind: Kind, matter: MatterRecord) -> dict[str, str]:
    """All that was ever told, the newest under each name: a notice says the whole of it, for the one before may never be read."""
    known = await matter_texts.of(tx.connection, matter.id)
    told: dict[str, str] = {}
    for number, entry in enumerate(matter.state.log, 1):
        command = kind.commands.get(entry.command) or COMMANDS.get(entry.command)
        for paper, name in command.told.items() if command else ():
            if text := known.get(number, {}).get(paper):
                told[name] = text
    if matter.state.status != TransferState.RETURNED:
        told.pop(Return.told["reason"], None)  # it was sent again: why it was returned no longer holds
    return told
