"""The consumer of the topics of transfers: delivers dispatches, calls and comment rounds to our organizations.

Notices and comments are delivered to the matters they are about.

Duplicates, replays, disorder and a new cluster change nothing: versions are independent of the cluster. Messages for other
organizations are skipped. The `MessageReceiver` does what depends on the kind of matter.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import KW_ONLY, dataclass

import structlog
from aiokafka import ConsumerRecord
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.encryption.key_pairs import holders, open_sealed
from shared.committee.encryption.sealed_payload import SealedError, SealedPayload, unpack, unpack_texts
from shared.committee.encryption.vault import Vault
from shared.committee.messages.message import (
    Dispatch,
    GivenComment,
    IssuedCall,
    MessageContent,
    Notice,
    OpenedRound,
    TransferMessage,
    Unopened,
    decode_messages,
    newest_messages,
)
from shared.committee.messages.origin_notices import origin_version
from shared.committee.messages.publish import REASON
from shared.committee.messages.repository import (
    find,
    follower,
    message_versions,
    notice_version,
    put_dispatch,
    put_notice,
    store_answer,
    transfers_to,
)
from shared.committee.transfers.authentication import READER, SigningKey, authentic_messages
from shared.committee.transfers.receiver import MessageReceiver
from shared.committee.transfers.topic_inbox import TopicInbox
from shared.contracts.dead_letters import DeadLetter
from shared.contracts.envelope import event_id
from shared.contracts.subjects import organization_of
from shared.contracts.topics import Topic
from shared.contracts.vocabulary import TransferState
from shared.domain.errors import LianxiError
from shared.messaging.dead_letters import dead_letter
from shared.messaging.readers.parking import TransientError
from shared.storage.diagnostics import is_value_error
from shared.telemetry import metrics
from shared.telemetry.traces import trace_id, working_in

_log = structlog.get_logger(__name__)


def _always() -> bool:
    return True


@dataclass(eq=False)
class Inbox(TopicInbox):
    """The consumer. `hosts`: whether this process still hosts an organization that has a key here.

    `complete`: whether the directory has been read to the end of its topic; until then an unknown organization or key may become known.
    """

    name = READER
    topic = Topic.TRANSFERS
    portion = 200  # requests wait while a portion is applied

    vault: Vault
    receiver: MessageReceiver
    _: KW_ONLY
    hosts: Callable[[str], bool]
    signing_key: SigningKey
    complete: Callable[[], bool] = _always

    def __post_init__(self) -> None:
        metrics.signatures_refused.labels(READER)  # an alert sees no increase of a counter that begins above 0

    async def apply_records(self, connection: AsyncConnection, records: list[ConsumerRecord]) -> list[DeadLetter]:
        """Applies messages newer than the stored versions; returns dead letters for records that are malformed or that a rule refuses."""
        received, dead = decode_messages(records, consumer=READER)
        known = await message_versions(connection, {each.subject for each in received})
        hosted = await self._hosted_addressees(connection, received)
        authentic, forged = await authentic_messages(received, known, hosted, self.signing_key, complete=self.complete)
        messages, implausible = newest_messages(authentic, known, consumer=READER)
        dead += forged + implausible
        for message in messages:
            with working_in(message.traceparent), _named(message):
                try:
                    async with connection.begin_nested():
                        result = await self._apply_message(connection, message.content, hosted)
                except (LianxiError, DBAPIError) as error:
                    if isinstance(error, DBAPIError) and not is_value_error(error):
                        raise
                    if isinstance(error, LianxiError) and error.code in _RETRYABLE_CODES:
                        if error.code == _UNKNOWN and not self.complete():
                            raise TransientError(error.code) from error
                        raise  # the reader retries the record, then parks it
                    # the code only: the text of the error may quote the content
                    reason = error.code if isinstance(error, LianxiError) else "unstorable"
                    _log.warning("transfer_message_refused", code=reason)
                    dead.append(dead_letter(message.record, consumer=READER, reason=reason))
                    result = "refused"
                if result in _LOGGED_RESULTS:
                    _log.info("transfer_message_applied", result=result)
                metrics.inbox.labels(result).inc()
        return dead

    async def _hosted_addressees(self, connection: AsyncConnection, messages: Iterable[TransferMessage]) -> set[str]:
        """Returns the addressees that are hosted here: they have a key here, whether or not the directory is complete."""
        concerned = {organization for message in messages for organization in message.addressees}
        return {each for each in await holders(connection, concerned) if self.hosts(each)}

    async def _apply_message(self, connection: AsyncConnection, content: MessageContent, hosted: set[str]) -> str:
        results = list[str]()
        match content:
            case Notice():
                chain = [origin for origin in content.facts.chain if organization_of(origin) in hosted]
                onward = [matter for matter in content.facts.onward if organization_of(matter) in hosted]
                results = [await self._note(connection, content, origin) for origin in chain]
                results += [await self._note_origin(connection, content, matter) for matter in onward]
            case IssuedCall():
                called = [each for each in dict.fromkeys(content.facts.to) if each in hosted]
                results = [await self._receive_call(connection, content, each) for each in called]
            case OpenedRound():
                asked = [each for each in dict.fromkeys(content.facts.to) if each in hosted]
                results = [await self._receive_round(connection, content, each) for each in asked]
            case GivenComment() if organization_of(content.facts.matter) in hosted:
                results = [await self._receive_comment(connection, content)]
            case Dispatch() if content.facts.to in hosted:
                results = [await self._deliver(connection, content)]
        return max(results, key=_RESULTS.index, default="elsewhere")

    async def _receive_call(self, connection: AsyncConnection, call: IssuedCall, to: str) -> str:
        texts = await self._texts(connection, call.facts.sealed, to)
        return "called" if await self.receiver.receive_call(connection, call, to, texts) else "replayed"

    async def _receive_round(self, connection: AsyncConnection, opened: OpenedRound, to: str) -> str:
        texts = await self._texts(connection, opened.facts.sealed, to)
        return "asked" if await self.receiver.receive_round(connection, opened, to, texts) else "replayed"

    async def _receive_comment(self, connection: AsyncConnection, given: GivenComment) -> str:
        asking = organization_of(given.facts.matter)
        texts = await self._texts(connection, {asking: given.facts.sealed}, asking)
        return "commented" if await self.receiver.receive_comment(connection, given, texts) else "replayed"

    async def _deliver(self, connection: AsyncConnection, dispatch: Dispatch) -> str:
        known = await find(connection, dispatch.id, "in")
        if known is not None and known.organization != dispatch.facts.to:
            return "foreign"  # a transfer has exactly one addressee
        if known is not None and dispatch.version <= known.version:
            return "replayed"
        if known is not None and known.status is TransferState.ACCEPTED:  # it was accepted before this dispatch arrived
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
        sent = await transfers_to(connection, origin, follower(notice, origin))
        last = origin == notice.facts.chain[-1]
        if not sent or (last and notice.facts.transfer not in sent):
            return "foreign"  # this service never sent the matter by that transfer or to that organization
        if notice.version <= await notice_version(connection, origin, notice.matter):
            return "replayed"
        texts = await self._texts(connection, notice.facts.sealed, organization_of(origin))
        await put_notice(connection, notice, origin)
        if last:
            await store_answer(connection, notice, "out", texts.get(REASON))
        await self.receiver.note(connection, notice, origin, texts)
        return "noted"

    async def _note_origin(self, connection: AsyncConnection, notice: Notice, matter: str) -> str:
        if notice.version <= await origin_version(connection, matter, notice.matter):
            return "replayed"
        texts = await self._texts(connection, notice.facts.sealed, organization_of(matter))
        return "noted" if await self.receiver.note_origin(connection, notice, matter, texts) else "foreign"

    async def _texts(
        self, connection: AsyncConnection, by_organization: Mapping[str, bytes], organization: str
    ) -> dict[str, str]:
        """Returns the texts sealed for this organization; none when they cannot be opened: the state is recorded all the same."""
        sealed = by_organization.get(organization)
        if sealed is None:
            return {}
        try:
            return unpack_texts(await open_sealed(connection, self.vault, organization, sealed))
        except SealedError as error:
            _log.warning("message_texts_unreadable", code=error.code)
            return {}


def _named(message: TransferMessage) -> AbstractContextManager[None]:
    """Binds the event id and the trace id to the log context."""
    event = event_id(message.subject, *message.content.version)
    return structlog.contextvars.bound_contextvars(event_id=event, trace_id=trace_id(message.traceparent))


_LOGGED_RESULTS = frozenset({"delivered", "unopened", "foreign", "noted", "called", "asked", "commented"})
"""Results that are logged: they change something here, or are unexpected."""

_UNKNOWN = "unknown-organization"
_RETRYABLE_CODES = frozenset({"changed-meanwhile", _UNKNOWN})
"""Codes of errors that a retry may resolve: a concurrent change, or an organization the directory has not read yet.

An organization that was voided stays unknown.
"""

_RESULTS = ("elsewhere", "foreign", "replayed", "noted", "called", "asked", "commented", "delivered", "unopened")
"""Results in ascending order of precedence: a notice may concern several matters of this service, a call several organizations."""
