"""Execution of commands from pages: the use cases of the API, on the version of the matter that the page showed."""

from shared.committee.context import TransactionContext
from shared.committee.matters.changes import naming_changes
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.usecases import execute_for, load_for
from shared.committee.transfers.usecases import (
    Again,
    Forward,
    TransferredMatter,
    UrgeAddressee,
    answer_transfer,
    send_again,
    send_matter,
    urge_addressee,
)
from shared.contracts.titles import state_title
from shared.domain.command import Command
from shared.domain.errors import NotFoundError, invalid
from shared.domain.log import Log
from shared.domain.matter import Matter
from shared.domain.transfers.commands import Accept, Return
from shared.web.accounts import Account
from shared.web.etag import version_of
from shared.web.problem import HttpRefusedError

_EDIT = "edit"
_EDITED = "已有人保存了新的版本：“基本情况”里是对方的内容，下面是您填写的内容。核对后再提交，即以您的内容为准"


class SendAgain(Again):
    """`Again`, for the transfer that the form names. `transfer`: its id."""

    transfer: str


class UrgeAddresseeOf(UrgeAddressee):
    """`UrgeAddressee`, for the transfer that the form names. `transfer`: its id."""

    transfer: str


TRANSFER_COMMANDS: dict[str, type[Command]] = {
    body.name: body for body in (Forward, SendAgain, UrgeAddresseeOf, Accept, Return)
}


def commands_of(kind: AnyKind) -> dict[str, type[Command]]:
    """Returns every command that a page can execute on a matter of this kind."""
    later = {name: body for name, body in kind.commands.items() if body is not kind.begins}
    return later | TRANSFER_COMMANDS if kind.transferable else later


def body_of(kind: AnyKind, name: str) -> type[Command]:
    """Returns the command of this name; raises `unknown-command` when the kind has none."""
    table = commands_of(kind)
    if name not in table:
        raise NotFoundError("unknown-command", f"{kind.title_zh}没有这个操作")
    return table[name]


async def execute_from_page(
    tx: TransactionContext, account: Account, kind: AnyKind, id: str, command: Command, *, seen: str
) -> MatterRecord[Matter]:
    """Executes a command and returns the matter; raises 412 `stale` when its state is not the one that the page showed.

    The detail of `stale` names what was recorded since.
    """
    async with naming_changes(tx, kind, id, seen=version_of(seen)):
        return await _execute(tx, account, kind, id, command, seen=seen)


async def _execute(
    tx: TransactionContext, account: Account, kind: AnyKind, id: str, command: Command, *, seen: str
) -> MatterRecord[Matter]:
    def check_version(matter: MatterRecord[Matter]) -> None:
        check_state(matter, seen)
        if command.name == _EDIT and is_edited_since(matter, seen):
            raise HttpRefusedError(412, "stale", _EDITED)

    match command:
        case Forward():
            return await send_matter(tx, account, kind, id, command, check_version=check_version)
        case SendAgain():
            check_version(await load_for(tx, account, kind, id, command=command))
            again = Again(limit=command.limit, on=command.on, late_reason=command.late_reason)
            return _of_matter(id, command.transfer, await send_again(tx, account, command.transfer, again))
        case UrgeAddresseeOf():
            check_version(await load_for(tx, account, kind, id, command=command))
            urge = UrgeAddressee(text=command.text, on=command.on, late_reason=command.late_reason)
            return _of_matter(id, command.transfer, await urge_addressee(tx, account, command.transfer, urge))
        case Accept() | Return():
            matter = await load_for(tx, account, kind, id, command=command)
            check_version(matter)
            return (await answer_transfer(tx, account, matter.state.transfer or "", command)).matter
    return await execute_for(tx, account, kind, id, command, check_version=check_version)


def _of_matter(id: str, transfer: str, after: TransferredMatter) -> MatterRecord[Matter]:
    """Returns the matter of a transfer; refuses the transfer of another matter."""
    if after.matter.id != id:
        raise invalid("transfer", transfer, "须为本事项的报送记录")
    return after.matter


def is_edited_since(matter: MatterRecord[Matter], seen: str) -> bool:
    """Returns whether the texts of the matter have been edited since the version `seen`."""
    epoch, sequence = version_of(seen) or (0, 0)
    return epoch != matter.epoch or any(entry.command == _EDIT for entry in matter.state.log[sequence:])


def check_state(matter: MatterRecord[Matter], seen: str) -> None:
    """Raises 412 `stale` when the state of the matter has changed since the version `seen`; notices since then are permitted."""
    epoch, sequence = version_of(seen) or (0, 0)
    if epoch != matter.epoch or _state(matter.state.log, sequence) != matter.state.named_status:
        detail = f"该事项已被他人更新，现在是“{_title(matter.state)}”。请核对后再提交，您填写的内容仍保留在下面"
        raise HttpRefusedError(412, "stale", detail)


def _title(state: Matter) -> str:
    return state_title(state.status, derived=getattr(state, "derived", False))


def _state(log: Log, sequence: int) -> str | None:
    return next((entry.status for entry in reversed(log[:sequence]) if entry.status), None)
