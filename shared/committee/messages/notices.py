"""Notices of transferred matters: each step is published to all other organizations of the route, in the transaction of the step."""

from collections.abc import Collection, Mapping
from datetime import date

from shared.committee import matter_texts
from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.file_transfers.receiving import not_received
from shared.committee.messages.answer_files import answer_files
from shared.committee.messages.confirming_letters import letters_in, text_of
from shared.committee.messages.message import Notice
from shared.committee.messages.publish import NoticeTexts, publish_notice
from shared.committee.messages.route import ROUTE, route_with, states_of
from shared.committee.messages.urgings import urgings_of
from shared.contracts.subjects import organization_of
from shared.contracts.transfer_facts import NoticeFacts
from shared.contracts.vocabulary import TransferState
from shared.domain.command import Command
from shared.domain.matter import Matter
from shared.domain.transfers.commands import Return
from shared.domain.transfers.state import TransferableMatter

FILES_NOT_RECEIVED = "files_not_received"
"""The name of the text about the attachments of the transfer that the receiver does not have, and why."""

LETTER = "letter"
"""The field with the number of the letter that confirms an adoption or instruction of a level above."""


async def notify_route(  # noqa: PLR0913 - a matter after a step, and who recorded it
    tx: TransactionContext,
    matter: str,
    epoch: int,
    state: Matter,
    *,
    on: date,
    commands: Mapping[str, type[Command]],
    answered: Collection[str],
    by: Recorder,
) -> None:
    """Publishes a notice of a matter to its origins and to the organizations that derived matters from it; none when there are neither.

    `state`: of the matter after the step of the day `on`; `commands`: those of its kind by name, with those of a transfer; `answered`: the
    keys of the units that have answered.
    """
    if not isinstance(state, TransferableMatter):
        return
    onward = tuple(each.matter for each in state.followed if tx.context.directory.key_of(organization_of(each.matter)))
    if not (state.derived or onward):
        return
    facts = _facts(state, onward) if state.derived else NoticeFacts(onward=onward, state=str(state.status))
    notice = Notice(matter, (epoch, state.sequence), facts, on)
    texts = NoticeTexts(
        await _texts(tx, matter, state, commands) if state.derived else {},
        await answer_files(tx, notice, answered, role=by.role)
        | urgings_of(
            state, await matter_texts.of(tx.connection, matter) if any(each.urgings for each in state.sent) else {}
        ),
        {ROUTE: route_with({}, matter, state)},
    )
    await publish_notice(
        tx.connection,
        notice,
        texts,
        public_key=tx.context.directory.key_of,
        role=by.role,
        now=tx.context.now(),
    )


def _facts(state: TransferableMatter, onward: tuple[str, ...]) -> NoticeFacts:
    """Returns the progress of a derived matter, for its origins."""
    adopted, instructed, fed_back = state.recognitions()
    answers, closed = state.answered_rounds()
    return NoticeFacts(
        transfer=state.transfer or "",
        chain=state.chain,
        onward=onward,
        state=str(state.status),
        steps=state.received_steps(),
        adopted=adopted,
        instructed=instructed,
        fed_back=fed_back,
        answers=answers,
        closed=closed,
        states=states_of(state),
    )


async def _texts(
    tx: TransactionContext, matter: str, state: TransferableMatter, commands: Mapping[str, type[Command]]
) -> dict[str, str]:
    """Returns the newest text of each name in all notices so far, of letters the newest of each level.

    Every notice is complete, since an earlier one may never be read.
    """
    known = await matter_texts.of(tx.connection, matter)
    texts: dict[str, str] = {}
    for number, entry in enumerate(state.log, 1):
        command = commands.get(entry.command)
        for field, name in command.notice_texts.items() if command else ():
            if text := known.get(number, {}).get(field):
                level = state.recognized_level(number) if field == LETTER else None
                texts[name] = text_of(letters_in(texts.get(name, "")) | {level: text}) if level else text
    if state.status != TransferState.RETURNED:
        texts.pop(Return.notice_texts["reason"], None)  # it was resent: the reason of the return no longer applies
    if missing := await not_received(tx.connection, matter):
        texts[FILES_NOT_RECEIVED] = missing
    return texts
