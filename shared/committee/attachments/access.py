"""Permissions on the attachments of a matter: who adds them and until when, who withdraws them, who reads those of a reply."""

from typing import NamedTuple

from shared.committee.matters.access import MatterAccess
from shared.committee.matters.kind import Commands, Kind
from shared.committee.matters.record import MatterRecord, State
from shared.domain.comparison import name_key
from shared.domain.errors import ConflictError, ForbiddenError, LianxiError
from shared.web.permissions import allow


class Addition(NamedTuple):
    """What an account may add: attachments of the reply of `unit`; if empty, of the matter itself, or of the reply of one of `units`."""

    unit: str = ""
    units: tuple[str, ...] = ()


def permit_addition(access: MatterAccess[State, Commands]) -> Addition:
    """Returns what the account may add now; raises `LianxiError` when it may add nothing.

    The office adds until the matter has ended, a handling unit likewise to its reply, a proposer to a draft only.
    """
    account, kind, state = access.account, access.kind, access.matter.state
    command = f"{kind.name}.attach"
    allow(account, command, relation=access.relation, units=access.units, author=access.involved.proposer)
    if str(state.status) in kind.ended:
        raise ConflictError("not-allowed-now", f"当前状态是“{state.status.title_zh}”，不能再添加附件")
    if access.may_without_authorship("attach"):
        return Addition(units=kind.handlers(state))
    if access.may_without_authorship("attach", units=access.units):
        return Addition(unit=account.unit or "")
    if str(state.status) not in kind.drafts:
        raise ConflictError(
            "not-allowed-now", f"当前状态是“{state.status.title_zh}”，附件只能在提交之前添加；请联系承办机构代为添加"
        )
    return Addition()


def addition_of(access: MatterAccess[State, Commands]) -> Addition | None:
    """Returns what the account may add now; None when it may add nothing."""
    try:
        return permit_addition(access)
    except LianxiError:
        return None


def check_unit(kind: Kind[State, Commands], matter: MatterRecord[State], unit: str) -> None:
    """Raises `ForbiddenError` for a unit that the matter is not assigned to."""
    if unit and name_key(unit) not in kind.units(matter.state):
        raise ForbiddenError("foreign-assignment", f"本件没有交给{unit}办理")


def reads_replies_of(access: MatterAccess[State, Commands], unit: str) -> bool:
    """Returns whether the account reads the attachments of the reply of this unit: the unit and the office before it, all after it."""
    key = name_key(unit)
    replied = access.kind.replied_units(access.matter.state)
    return not unit or access.may_without_authorship("attach") or key in access.account.unit_keys or key in replied
