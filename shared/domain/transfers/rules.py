"""The rules of transfers, the same for every kind of matter that can be sent. The use case checks whether the addressee exists."""

from datetime import date
from typing import TypeVar, assert_never

from msgspec import structs

from shared.contracts.subjects import LONGEST_KEY, is_key, organization_of
from shared.contracts.vocabulary import TransferState
from shared.domain.admission import DecisionContext, check_text
from shared.domain.command import Command
from shared.domain.days import check_limit
from shared.domain.errors import conflict, invalid
from shared.domain.event import DomainEvent
from shared.domain.event_log import due_of
from shared.domain.transfers.commands import (
    Accept,
    Deliver,
    Note,
    NoteUrging,
    Resend,
    Return,
    Send,
    TransferCommand,
    UrgeTransfer,
)
from shared.domain.transfers.state import LatestNotice, SentTransfer, TransferableMatter

T = TypeVar("T", bound=TransferableMatter)


def check_transfer(
    state: TransferableMatter,
    command: Send | Resend | UrgeTransfer | Return | Note,
    day: date,
    *,
    context: DecisionContext,
) -> None:
    """Refuses a command that a rule of transfers refuses."""
    match command:
        case Send(to=to):
            _check_addressee(state, to, organization=context.organization)
        case Resend(transfer=transfer):
            _check_resend(state, transfer)
        case UrgeTransfer(transfer=transfer, text=text):
            check_text("text", text)
            _check_urge(state, transfer, day)
        case Return(reason=reason):
            check_text("reason", reason)
        case Note(matter=matter, version=version):
            _check_newer(state, matter, version)
    if isinstance(command, Send | Resend):
        check_limit("limit", command.limit or day, since=day, rule="答复期限不能早于报送日期", today=context.today)


def _check_addressee(state: TransferableMatter, to: str, *, organization: str) -> None:
    """Refuses an invalid addressee: this organization, one that the matter came from, or one that it was sent to before."""
    if not is_key(to):
        raise invalid("to", to, f"须为单位的代码：小写字母和数字，最多{LONGEST_KEY}个")
    if to == organization:
        raise invalid("to", to, "不能报送本单位")
    if to in state.origin_organizations():
        raise invalid("to", to, "该事项由此单位报送而来，不能再报送回去")
    if any(each.to == to and state.steps_of(each)[-1].state is not TransferState.RETURNED for each in state.sent):
        raise conflict("already-sent", "to", to, "已报送该单位，不能重复报送")
    if any(each.to == to for each in state.sent):
        raise conflict("already-sent", "to", to, "曾报送该单位并被退回，请重新报送")


def _sending(state: TransferableMatter, transfer: str) -> SentTransfer:
    sent = state.sending(transfer)
    if sent is None:
        raise invalid("transfer", transfer, "不是本事项的报送")
    return sent


def _check_resend(state: TransferableMatter, transfer: str) -> None:
    sent = _sending(state, transfer)
    if state.steps_of(sent)[-1].state in (TransferState.ACCEPTED, TransferState.DELIVERED):
        raise conflict("already-delivered", "transfer", transfer, "对方已收到，不能重新报送")


def _check_urge(state: TransferableMatter, transfer: str, day: date) -> None:
    """Refuses to urge an addressee who has not received the matter, who has answered, or whose limit has not passed."""
    sent = _sending(state, transfer)
    last = state.steps_of(sent)[-1].state
    if last is TransferState.SENT:
        raise conflict("not-delivered", "transfer", transfer, "对方尚未收到，不能催办，请重新报送")
    if last is not TransferState.DELIVERED:
        raise conflict("already-answered", "transfer", transfer, f"对方{last.title_zh}，不需要催办")
    limit = sent.dues[-1].limit(state.log)
    if day <= limit:
        raise conflict("limit-not-passed", "on", day.isoformat(), f"答复期限（{limit.isoformat()}）尚未超过，不能催办")


def _check_newer(state: TransferableMatter, matter: str, version: tuple[int, int]) -> None:
    followed = next((each for each in state.followed if each.matter == matter), None)
    if followed is not None and followed.version >= version:
        raise conflict("old-news", "matter", matter, "这件事项的进展已是最新")


def with_transfer_step(state: T, command: TransferCommand, event: DomainEvent[Command]) -> T:
    """Returns the state changed by the command of the event; the caller adds the log entry."""
    entry = state.sequence + 1
    match command:
        case Send(to=to, transfer=transfer, limit=limit):
            sent = SentTransfer(transfer=transfer, to=to, dues=(due_of(event, entry, typed=limit),))
            return structs.replace(state, sent=(*state.sent, sent))
        case Resend(transfer=transfer, limit=limit):
            due = due_of(event, entry, typed=limit)
            return structs.replace(
                state, sent=tuple(each.resent(due) if each.transfer == transfer else each for each in state.sent)
            )
        case UrgeTransfer(transfer=transfer):
            return structs.replace(
                state, sent=tuple(each.urged_by(entry) if each.transfer == transfer else each for each in state.sent)
            )
        case Note():
            return _with_notice(state, command)
        case Deliver() | Accept() | Return() | NoteUrging():
            return state  # the log alone changes
        case _:
            assert_never(command)


def _with_notice(state: T, note: Note) -> T:
    """Returns the state with the newest notice of a derived matter; only the notice of the addressee sets the answers of the transfer."""
    newest = LatestNotice(**{name: getattr(note, name) for name in LatestNotice.__struct_fields__})
    followed = (*(each for each in state.followed if each.matter != note.matter), newest)
    sent = tuple(
        each.with_answers(note.steps)
        if each.transfer == note.transfer and each.to == organization_of(note.matter)
        else each
        for each in state.sent
    )
    return structs.replace(state, followed=followed, sent=sent)
