"""Notices of derived matters: each step is published to every origin, in the transaction of the step."""

from collections.abc import Collection, Mapping
from typing import TypeVar

from shared.committee import matter_texts
from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.file_transfers.receiving import not_received
from shared.committee.messages.answer_files import answer_files
from shared.committee.messages.message import Notice
from shared.committee.messages.publish import NoticeTexts, publish_notice
from shared.committee.messages.route import states_of
from shared.contracts.transfer_facts import NoticeFacts
from shared.contracts.vocabulary import TransferState
from shared.domain.command import Command
from shared.domain.event import DomainEvent
from shared.domain.matter import Matter
from shared.domain.transfers.commands import Note, Return
from shared.domain.transfers.state import TransferableMatter

FILES_NOT_RECEIVED = "files_not_received"
"""The name of the text that says which attachments of the transfer the receiver does not have, and why."""

C = TypeVar("C", bound=Command)


async def notify_origins(  # noqa: PLR0913 - a matter after a step, and who recorded it
    tx: TransactionContext,
    matter: str,
    epoch: int,
    state: Matter,
    event: DomainEvent[C],
    *,
    commands: Mapping[str, type[Command]],
    answered: Collection[str],
    by: Recorder,
) -> None:
    """Publishes a notice of a derived matter to its origins; sends none for native matters or for relayed notices.

    `state`: of the matter after the event; `commands`: those of its kind by name, with those of a transfer; `answered`: the keys of the
    units that have answered.
    """
    if not isinstance(state, TransferableMatter) or not state.derived or isinstance(event.command, Note):
        return
    adopted, instructed, fed_back = state.recognitions()
    answers, closed = state.answered_rounds()
    facts = NoticeFacts(
        transfer=state.transfer or "",
        chain=state.chain,
        state=str(state.status),
        steps=state.received_steps(),
        adopted=adopted,
        instructed=instructed,
        fed_back=fed_back,
        answers=answers,
        closed=closed,
        states=states_of(state),
    )
    notice = Notice(matter, (epoch, state.sequence), event.on, facts)
    texts = NoticeTexts(
        await _texts(tx, matter, state, commands), await answer_files(tx, notice, answered, role=by.role)
    )
    await publish_notice(
        tx.connection,
        notice,
        texts,
        public_key=tx.context.directory.key_of,
        role=by.role,
        now=tx.context.now(),
    )


async def _texts(
    tx: TransactionContext, matter: str, state: TransferableMatter, commands: Mapping[str, type[Command]]
) -> dict[str, str]:
    """Returns the newest text of each name in all notices so far: every notice is complete, since an earlier one may never be read."""
    known = await matter_texts.of(tx.connection, matter)
    texts: dict[str, str] = {}
    for number, entry in enumerate(state.log, 1):
        command = commands.get(entry.command)
        for field, name in command.notice_texts.items() if command else ():
            if text := known.get(number, {}).get(field):
                texts[name] = text
    if state.status != TransferState.RETURNED:
        texts.pop(Return.notice_texts["reason"], None)  # it was resent: the reason of the return no longer applies
    if missing := await not_received(tx.connection, matter):
        texts[FILES_NOT_RECEIVED] = missing
    return texts
