"""The `MessageReceiver` of a service: makes a dispatch a derived matter, enters a call, and records a notice in the matter it is about."""

from datetime import date, timedelta

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.attachments.arrivals import expect_answer_files, expect_files
from shared.committee.comment_requests.receiving import receive_comment
from shared.committee.comment_rounds.receiving import receive_round
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.encryption.sealed_payload import AnswerFile, SealedError, SealedPayload, unpack_files
from shared.committee.events.journal import Recorder
from shared.committee.file_transfers import receiving
from shared.committee.kinds.catalogue import BY_NAME, KINDS
from shared.committee.matters.creation import NewMatter, create_matter
from shared.committee.matters.kind import AnyKind, Traits
from shared.committee.matters.publish import publish_progress
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.repository import load
from shared.committee.matters.usecases import execute
from shared.committee.messages.answer_files import ANSWER_FILES
from shared.committee.messages.message import Dispatch, GivenComment, IssuedCall, Notice, OpenedRound, Unopened
from shared.committee.messages.notices import FILES_NOT_RECEIVED
from shared.committee.messages.numbering import LETTER_NUMBER, LETTER_REFERENCE
from shared.committee.messages.repository import find
from shared.committee.messages.route import ROUTE
from shared.committee.opinion_calls.receiving import receive_call
from shared.committee.opinion_calls.repository import is_call_of
from shared.committee.transfers.origins import receive_origin_notice
from shared.contracts.subjects import is_subject
from shared.contracts.vocabulary import Channel, Role
from shared.domain.calendar import today
from shared.domain.catalogue import COMMAND_SETS
from shared.domain.charters.directions import direction
from shared.domain.errors import InvalidError
from shared.domain.log import last_day
from shared.domain.transfers.commands import Deliver, Note, Return
from shared.domain.transfers.state import TransferableMatter
from shared.storage.attributes import from_attributes

_THE_INBOX = Recorder(account=":inbox", account_role=Role.SECRETARIAT, role=Role.SECRETARIAT)
_LATE = "来源单位补录"
_UNOPENED = "（未能打开的来件）"
_NOTICE_TEXTS = frozenset(
    name for commands in COMMAND_SETS.values() for command in commands.every for name in command.notice_texts.values()
) | {FILES_NOT_RECEIVED}
"""The names of the texts that a notice may carry; texts under other names are discarded."""

_LISTS = frozenset({"suggestions", "proposers", "keywords", "authors"})
_log = structlog.get_logger(__name__)
_list = msgspec.json.Decoder(list[str])
_traits = msgspec.json.Decoder(Traits)


class Delivery:
    """The `MessageReceiver` of a service; it runs in the transaction of the inbox."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    async def deliver(self, connection: AsyncConnection, dispatch: Dispatch, content: SealedPayload | Unopened) -> None:
        """Creates a derived matter, or continues one that was returned; returns content that cannot be opened, with the reason."""
        kind = BY_NAME.get(dispatch.facts.kind)
        if kind is None or not kind.transferable:
            raise InvalidError("unknown-kind", f"没有可以报送的事项种类 {dispatch.facts.kind}")
        tx = TransactionContext(connection, self.context, await self.context.directory.tree())
        matter = await self._known(connection, kind, dispatch)
        if matter is not None and matter.state.status != "returned":
            return
        sending_direction = direction(tx.tree.level(dispatch.sender), tx.tree.level(dispatch.facts.to))
        if not self.context.charters.on(self.context.today(), dispatch.facts.to).accepts(sending_direction):
            content = Unopened("not-accepted", f"收件单位的章程没有允许接收{sending_direction.opposite.title_zh}的报送")
        traits, content = _traits_of(content, kind)
        title, texts = _texts_of(content, kind, known=matter is not None)
        command = Deliver(
            transfer=dispatch.id,
            chain=dispatch.facts.chain,
            year=self._day(dispatch, matter).year,
            channel=traits.channel,
            online=traits.online,
            signatories=traits.signatories,
            proposal_type=traits.sort,
            type=traits.type,
            sector=traits.sector,
            theme=traits.theme,
            opinion_call=await _own_call(connection, dispatch.facts.to, traits.call),
            on=self._day(dispatch, matter),
            late_reason=_LATE,
        )
        await receiving.forget(connection, dispatch.id)
        matter = await _put(tx, kind, dispatch.facts.to, matter, command, title=title, texts=texts)
        if isinstance(content, SealedPayload):
            await expect_files(tx, matter, dispatch.id, dispatch.version, content.files)
        if isinstance(content, Unopened):
            return_command = Return(reason=content.reason, on=command.on, late_reason=_LATE)
            await execute(tx, kind, matter, return_command, by=_THE_INBOX)

    async def _known(
        self, connection: AsyncConnection, kind: AnyKind, dispatch: Dispatch
    ) -> MatterRecord[TransferableMatter] | None:
        known = await find(connection, dispatch.id, "in")
        return (
            None
            if known is None or known.matter is None
            else await load(connection, kind, known.matter, for_update=True)
        )

    def _day(self, dispatch: Dispatch, matter: MatterRecord[TransferableMatter] | None) -> date:
        """Returns the day of delivery: the day it was sent plus the days between the dispatch's record and today.

        The sending may have been recorded long after its day.
        """
        elapsed = max(timedelta(0), self.context.today() - today(dispatch.time))
        day = min(dispatch.facts.sent + elapsed, self.context.today())
        before = last_day(matter.state.log) if matter else None
        return max(day, before) if before else day

    async def note(self, connection: AsyncConnection, notice: Notice, origin: str, texts: dict[str, str]) -> None:
        """Records the state of a derived matter in its origin `origin`, a matter of this service, and expects the files of answers."""
        kind = _kind_of(origin)
        known_texts = {name: text for name, text in texts.items() if name in _NOTICE_TEXTS}
        command = from_attributes(
            Note, notice.facts, matter=notice.matter, version=notice.version, on=None, late_reason=None
        )
        tx = TransactionContext(connection, self.context, await self.context.directory.tree())
        matter = await load(connection, kind, origin, for_update=True)
        before, matter = matter, await execute(tx, kind, matter, command, by=_THE_INBOX, texts=known_texts)
        if matter.state.moved_on and notice.matter not in {each.matter for each in before.state.followed}:
            # its route has the steps until the sending only
            await publish_progress(tx, kind, matter, on=last_day(matter.state.log) or notice.on, by=_THE_INBOX)
        if listed := _answer_files_of(texts):
            await expect_answer_files(tx, matter, notice.matter, listed)

    async def note_origin(
        self, connection: AsyncConnection, notice: Notice, matter: str, texts: dict[str, str]
    ) -> bool:
        """Stores the states of an origin of our matter; returns whether it is one."""
        tx = TransactionContext(connection, self.context, await self.context.directory.tree())
        return await receive_origin_notice(tx, _kind_of(matter), notice, matter, texts, _THE_INBOX)

    async def receive_call(self, connection: AsyncConnection, call: IssuedCall, to: str, texts: dict[str, str]) -> bool:
        """Enters the call in the register of the organization that it calls; returns whether this version of it is new."""
        tx = TransactionContext(connection, self.context, await self.context.directory.tree())
        return await receive_call(tx, call, to, texts)

    async def receive_round(
        self, connection: AsyncConnection, opened: OpenedRound, to: str, texts: dict[str, str]
    ) -> bool:
        """Stores the request of the organization above; returns whether this version of the round is new."""
        tx = TransactionContext(connection, self.context, await self.context.directory.tree())
        return await receive_round(tx, opened, to, texts)

    async def receive_comment(self, connection: AsyncConnection, given: GivenComment, texts: dict[str, str]) -> bool:
        """Records the comment of an organization that was asked with the activity; returns whether it is new."""
        tx = TransactionContext(connection, self.context, await self.context.directory.tree())
        return await receive_comment(tx, given, texts, by=_THE_INBOX, late_reason=_LATE)


def _kind_of(matter: str) -> AnyKind:
    return next(kind for kind in KINDS if is_subject(matter, kind.subject))


async def _own_call(connection: AsyncConnection, organization: str, call: str | None) -> str | None:
    """Returns the call that a report names if it is one of the organization itself."""
    return call if call is not None and await is_call_of(connection, organization, call) else None


async def _put(  # noqa: PLR0913 - all that a matter begins with
    tx: TransactionContext,
    kind: AnyKind,
    organization: str,
    matter: MatterRecord[TransferableMatter] | None,
    command: Deliver,
    *,
    title: str,
    texts: dict[str, str],
) -> MatterRecord[TransferableMatter]:
    if matter is None:
        new = NewMatter(command=command, title=title, texts=texts)
        return await create_matter(tx, kind, organization, new, by=_THE_INBOX)
    return await execute(tx, kind, matter, command, by=_THE_INBOX, title=title, texts=texts)


def _texts_of(content: SealedPayload | Unopened, kind: AnyKind, *, known: bool) -> tuple[str, dict[str, str]]:
    """Returns the title, the texts that the kind sends, the number and the reference of the letter, the route; other texts are discarded.

    Content that cannot be opened has no texts; its title is a placeholder unless the matter is known.
    """
    if isinstance(content, Unopened):
        return ("" if known else _UNOPENED), {}
    return content.title, {
        name: text
        for name, text in content.texts.items()
        if name in (*kind.payload_texts, LETTER_NUMBER, LETTER_REFERENCE, ROUTE)
    }


def _answer_files_of(texts: dict[str, str]) -> tuple[AnswerFile, ...]:
    """Returns the files of answers that a notice lists; none when the list is malformed: the state is recorded all the same."""
    try:
        return unpack_files(texts.get(ANSWER_FILES, "[]"))
    except SealedError as error:
        _log.warning("answer_files_unreadable", code=error.code)
        return ()


def _traits_of(content: SealedPayload | Unopened, kind: AnyKind) -> tuple[Traits, SealedPayload | Unopened]:
    """Returns the traits in a payload; a payload with malformed traits or lists counts as unopened."""
    nothing = Traits(channel=Channel.OFFICE_NETWORK, online=False)
    if isinstance(content, Unopened):
        return nothing, content
    try:
        for name in _LISTS.intersection(kind.payload_texts, content.texts):
            _list.decode(content.texts[name])
        return _traits.decode(content.details), content
    except msgspec.MsgspecError:
        return nothing, Unopened("sealed-content-malformed", "密封内容已打开，但格式不符合约定，请对方检查后重新发送")
