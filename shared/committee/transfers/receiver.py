"""The interface between the inbox and the kinds of matter."""

from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.encryption.sealed_payload import SealedPayload
from shared.committee.messages.message import Dispatch, GivenComment, IssuedCall, Notice, OpenedRound, Unopened


class MessageReceiver(Protocol):
    """The handler of received dispatches, notices and calls, in the transaction of the inbox.

    Its methods run inside a savepoint: a `LianxiError` rolls it back and makes the record a dead letter with the error's code. After
    any other error the record is retried a few times, then the reader parks it.
    """

    async def deliver(self, connection: AsyncConnection, dispatch: Dispatch, content: SealedPayload | Unopened) -> None:
        """Creates a derived matter, or continues the one of an earlier dispatch, and notifies its origins; returns unopened content."""

    async def note(self, connection: AsyncConnection, notice: Notice, origin: str, texts: dict[str, str]) -> None:
        """Records the notice in our matter `origin`. `texts`: those sealed for its organization."""

    async def note_origin(
        self, connection: AsyncConnection, notice: Notice, matter: str, texts: dict[str, str]
    ) -> bool:
        """Stores what an origin of our matter reports; returns whether it is an origin of it. `texts`: as above."""

    async def receive_call(self, connection: AsyncConnection, call: IssuedCall, to: str, texts: dict[str, str]) -> bool:
        """Enters the call in the register of our organization `to`; returns whether this version of it is new. `texts`: as above."""

    async def receive_round(
        self, connection: AsyncConnection, opened: OpenedRound, to: str, texts: dict[str, str]
    ) -> bool:
        """Stores the request to our organization `to`; returns whether this version of the round is new. `texts`: as above."""

    async def receive_comment(self, connection: AsyncConnection, given: GivenComment, texts: dict[str, str]) -> bool:
        """Records the comment with our activity; returns whether it is new. `texts`: as above."""
