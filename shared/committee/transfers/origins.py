"""What is done with a notice of an origin of our matter."""

from shared.committee.context import TransactionContext
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.repository import load
from shared.committee.messages.message import Notice
from shared.committee.messages.origin_notices import put_origin_notice
from shared.committee.messages.route import ROUTE
from shared.domain.errors import NotFoundError


async def receive_origin_notice(
    tx: TransactionContext, kind: AnyKind, notice: Notice, matter: str, texts: dict[str, str]
) -> bool:
    """Stores the states of an origin of our matter; returns whether it is one. `texts`: those sealed for our organization."""
    try:
        found = await load(tx.connection, kind, matter, for_update=True)
    except NotFoundError:  # a database that was restored may not have it yet
        return False
    if notice.matter not in found.state.chain:
        return False
    await put_origin_notice(tx.connection, notice, matter, texts.get(ROUTE, ""))
    return True
