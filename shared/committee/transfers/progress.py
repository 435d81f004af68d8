"""A matter that came from elsewhere tells every origin of each of its steps, in the transaction of the step."""

from typing import Any

from shared.committee import papers
from shared.committee.announcing import Recorder
from shared.committee.matters.kind import Kind
from shared.committee.matters.repository import Kept
from shared.committee.transfers.sending import tell
from shared.committee.transfers.travelling import Notice
from shared.committee.work import Work
from shared.contracts.facts import NoticeFacts
from shared.contracts.vocabulary import TransferState
from shared.domain.event import Event
from shared.domain.transfers.commands import COMMANDS, Note, Return
from shared.domain.transfers.state import Travelling


async def progressed(work: Work, kind: Kind, matter: Kept, event: Event[Any], by: Recorder) -> None:
    """Nothing to tell where it began here; what it has itself only heard, its origins hear from there."""
    state = matter.state
    if not isinstance(state, Travelling) or not state.derived or isinstance(event.command, Note):
        return
    adopted, instructed, fed_back = state.honours()
    facts = NoticeFacts(
        transfer=state.transfer or "",
        chain=state.chain,
        state=str(state.status),
        steps=state.answered(),
        adopted=adopted,
        instructed=instructed,
        fed_back=fed_back,
    )
    await tell(
        work.connection,
        Notice(matter.id, matter.epoch, matter.sequence, event.on, facts),
        await _texts(work, kind, matter),
        public_key=work.office.directory.key_of,
        role=by.role,
        now=work.office.now(),
    )


async def _texts(work: Work, kind: Kind, matter: Kept) -> dict[str, str]:
    """All that was ever told, the newest under each name: a notice says the whole of it, for the one before may never be read."""
    known = await papers.of(work.connection, matter.id)
    told: dict[str, str] = {}
    for number, entry in enumerate(matter.state.log, 1):
        command = kind.commands.get(entry.command) or COMMANDS.get(entry.command)
        for paper, name in command.told.items() if command else ():
            if text := known.get(number, {}).get(paper):
                told[name] = text
    if matter.state.status != TransferState.RETURNED:
        told.pop(Return.told["reason"], None)  # it was sent again: why it was returned no longer holds
    return told
