"""What is done with a notice of an origin of our matter."""

from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.repository import load
from shared.committee.matters.usecases import execute
from shared.committee.messages.message import Notice
from shared.committee.messages.origin_notices import put_origin_notice
from shared.committee.messages.repository import find, put_urgings
from shared.committee.messages.route import ROUTE
from shared.committee.messages.urgings import URGINGS, urgings_in
from shared.contracts.vocabulary import TransferState
from shared.domain.errors import NotFoundError
from shared.domain.transfers.commands import NoteUrging
from shared.domain.transfers.state import TransferableMatter


async def receive_origin_notice(
    tx: TransactionContext, kind: AnyKind, notice: Notice, matter: str, texts: dict[str, str], by: Recorder
) -> bool:
    """Stores the states of an origin of our matter and its urgings; returns whether it is one.

    `texts`: those sealed for our organization.
    """
    try:
        found = await load(tx.connection, kind, matter, for_update=True)
    except NotFoundError:  # a database that was restored may not have it yet
        return False
    if notice.matter not in found.state.chain:
        return False
    await put_origin_notice(tx.connection, notice, matter, texts.get(ROUTE, ""))
    if notice.matter == found.state.chain[-1]:
        await _receive_urgings(tx, kind, found, texts.get(URGINGS, ""), by)
    return True


async def _receive_urgings(
    tx: TransactionContext, kind: AnyKind, matter: MatterRecord[TransferableMatter], text: str, by: Recorder
) -> None:
    """Records the newest urging of a matter that waits for its acceptance, unless it is recorded already."""
    urgings = urgings_in(text)
    if urgings is None or matter.state.status != TransferState.DELIVERED or urgings.transfer != matter.state.transfer:
        return
    known = await find(tx.connection, urgings.transfer, "in")
    if known is not None and len(urgings.texts) > known.urgings:
        await put_urgings(tx.connection, known.id, "in", len(urgings.texts))
        await execute(tx, kind, matter, NoteUrging(text=urgings.texts[-1]), by=by)
