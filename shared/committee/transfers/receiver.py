"""The interface between the inbox and the kinds of matter."""

from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.encryption.sealed_payload import SealedPayload
from shared.committee.transfers.messages import Dispatch, Notice, Unopened


class MessageReceiver(Protocol):
    """What the kinds of matter do with what arrives, in the transaction of the inbox.

    Both run inside a savepoint: a `LianxiError` undoes what they did, and makes the record a dead letter with the error's code. Any
    other error is tried again a few times, then the reader parks the record.
    """

    async def deliver(self, connection: AsyncConnection, dispatch: Dispatch, content: SealedPayload | Unopened) -> None:
        """Make a matter of it (of the one that it was made into before, if it comes again) and `tell` so; return what is unopened."""

    async def note(self, connection: AsyncConnection, notice: Notice, origin: str, texts: dict[str, str]) -> None:
        """Let our matter `origin` know what became of it elsewhere. `texts`: what was sealed for its organization."""
