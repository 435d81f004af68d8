"""What reading `lianxi.transfers` does: dispatches for our organizations are delivered, notices reach the matters that they are about.

Duplicates, replays and disorder change nothing, and neither does another cluster: versions outlive it. What is for others is passed
over. What concerns one kind of matter is up to the `MessageReceiver`.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

import structlog
from aiokafka import ConsumerRecord
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.encryption.key_pairs import holders, open_sealed
from shared.committee.encryption.sealed_payload import SealedError, SealedPayload, unpack, unpack_texts
from shared.committee.encryption.vault import Vault
from shared.committee.transfers.messages import Dispatch, Notice, TransferMessage, Unopened, decode_messages
from shared.committee.transfers.publish import REASON
from shared.committee.transfers.receiver import MessageReceiver
from shared.committee.transfers.repository import (
    answered,
    find,
    follower,
    noticed,
    put_dispatch,
    put_notice,
    was_sent,
)
from shared.contracts.dead_letters import DeadLetter
from shared.contracts.envelope import event_id
from shared.contracts.subjects import organization_of
from shared.contracts.topics import Topic
from shared.contracts.vocabulary import TransferState
from shared.domain.errors import LianxiError
from shared.messaging.dead_letters import dead_letter
from shared.messaging.lease import Lease
from shared.messaging.readers.parking import TransientError
from shared.messaging.readers.positions import inbox_positions
from shared.messaging.readers.reader import Reader
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database
from shared.storage.value_errors import is_value_error
from shared.telemetry import metrics
from shared.telemetry.traces import trace_id, working_in

READER = "inbox"
_PORTION = 200  # clerks wait while a portion is taken in
_log = structlog.get_logger(__name__)


def _always() -> bool:
    return True


class Inbox:
    """`hosts`: whether an organization that has a key here is still hosted by this process.

    `complete`: whether the directory has been read to its end; until then an unknown organization may still become known.
    """

    def __init__(
        self,
        vault: Vault,
        receiver: MessageReceiver,
        *,
        hosts: Callable[[str], bool],
        complete: Callable[[], bool] = _always,
    ) -> None:
        self.vault = vault
        self.receiver = receiver
        self.hosts = hosts
        self.complete = complete

    def reader(
        self, service: Database, kafka: KafkaSettings, *, lease: Lease | None = None, applied: Callable[[], None]
    ) -> Reader:
        """The reader of this inbox; `applied` is told of each transaction: it may have said something."""
        return Reader(
            *(READER, [Topic.TRANSFERS], service, kafka, self.apply),
            lease=lease,
            stored_in=inbox_positions,
            portion=_PORTION,
            applied=applied,
        )

    async def apply(
        self,
        connection: AsyncConnection,
        records: list[ConsumerRecord],
        cluster: str,  # noqa: ARG002 - versions outlive clusters
    ) -> list[DeadLetter]:
        """Take in what is newer than what stands; the dead letters are of records that cannot be read, or that a rule refuses."""
        dead_letters, dead = decode_messages(records, consumer=READER)
        ours = await self._ours(connection, dead_letters)
        for message in dead_letters:
            with working_in(message.traceparent), _named(message):
                try:
                    async with connection.begin_nested():
                        result = await self._take(connection, message.content, ours)
                except (LianxiError, DBAPIError) as error:
                    if isinstance(error, DBAPIError) and not is_value_error(error):
                        raise
                    if isinstance(error, LianxiError) and error.code in _PASSING:
                        if error.code == _UNKNOWN and not self.complete():
                            raise TransientError(error.code) from error
                        raise  # the record comes again, and is parked if that does not help
                    # its text may quote the content
                    reason = error.code if isinstance(error, LianxiError) else "unstorable"
                    _log.warning("refused", code=reason)
                    dead.append(dead_letter(message.record, consumer=READER, reason=reason))
                    result = "refused"
                if result in _NEWS:
                    _log.info("taken in", result=result)
                metrics.inbox.labels(result).inc()
        return dead

    async def _ours(self, connection: AsyncConnection, dead_letters: Iterable[TransferMessage]) -> set[str]:
        """The organizations concerned that are hosted here: those that have a key, whether or not the directory is complete."""
        concerned = {organization for message in dead_letters for organization in message.addressees}
        return {each for each in await holders(connection, concerned) if self.hosts(each)}

    async def _take(self, connection: AsyncConnection, content: Dispatch | Notice, ours: set[str]) -> str:
        if isinstance(content, Notice):
            results = [
                await self._note(connection, content, origin)
                for origin in content.facts.chain
                if organization_of(origin) in ours
            ]
            return max(results, key=_RESULTS.index, default="elsewhere")
        if content.facts.to in ours:
            return await self._deliver(connection, content)
        return "elsewhere"

    async def _deliver(self, connection: AsyncConnection, dispatch: Dispatch) -> str:
        known = await find(connection, dispatch.id, "in")
        if known is not None and known.organization != dispatch.facts.to:
            return "foreign"  # a transfer has one addressee
        if known is not None and dispatch.version <= known.version:
            return "replayed"
        if known is not None and known.status is TransferState.ACCEPTED:  # its acceptance and the dispatch have crossed
            await put_dispatch(connection, dispatch, "in", known.status)
            return "replayed"
        await put_dispatch(connection, dispatch, "in", TransferState.DELIVERED)
        content = await self._content(connection, dispatch)
        await self.receiver.deliver(connection, dispatch, content)
        return "delivered" if isinstance(content, SealedPayload) else "unopened"

    async def _content(self, connection: AsyncConnection, dispatch: Dispatch) -> SealedPayload | Unopened:
        facts = dispatch.facts
        try:
            payload = unpack(await open_sealed(connection, self.vault, facts.to, facts.sealed))
        except SealedError as error:
            return Unopened(error.code, error.detail)
        if payload.kind != facts.kind:
            return Unopened("sealed-for-another-kind", "密封内容与报送的事项种类不一致，请对方检查后重新发送")
        return payload

    async def _note(self, connection: AsyncConnection, notice: Notice, origin: str) -> str:
        sent = await was_sent(connection, origin, follower(notice, origin))
        last = origin == notice.facts.chain[-1]
        if not sent or (last and notice.facts.transfer not in sent):
            return "foreign"  # we never sent it that way
        if notice.version <= await noticed(connection, origin, notice.matter):
            return "replayed"
        texts = await self._texts(connection, notice, organization_of(origin))
        await put_notice(connection, notice, origin)
        if last:
            await answered(connection, notice, "out", texts.get(REASON))
        await self.receiver.note(connection, notice, origin, texts)
        return "noted"

    async def _texts(self, connection: AsyncConnection, notice: Notice, organization: str) -> dict[str, str]:
        """What was sealed for this organization; nothing where it does not open: the state is told all the same."""
        sealed = notice.facts.sealed.get(organization)
        if sealed is None:
            return {}
        try:
            return unpack_texts(await open_sealed(connection, self.vault, organization, sealed))
        except SealedError as error:
            _log.warning("the texts of a notice do not open", code=error.code)
            return {}


def _named(message: TransferMessage) -> AbstractContextManager[None]:
    """Everything that is logged inside says which event it is about."""
    event = event_id(message.subject, *message.content.version)
    return structlog.contextvars.bound_contextvars(event_id=event, trace_id=trace_id(message.traceparent))


_NEWS = frozenset({"delivered", "unopened", "foreign", "noted"})
"""Results that change something here, or should not come up."""

_UNKNOWN = "unknown-organization"
_PASSING = frozenset({"changed-meanwhile", _UNKNOWN})
"""A clerk was quicker, or the directory is still being read: that may pass. It does not where an organization was voided."""

_RESULTS = ("elsewhere", "foreign", "replayed", "noted")
"""What becomes of a notice, the weightiest last: it may concern several matters of ours."""
