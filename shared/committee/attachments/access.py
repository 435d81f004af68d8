"""Permissions on the attachments of a matter: who adds them and until when, who withdraws them, who reads those of a reply."""

from typing import NamedTuple

from shared.committee.matters.access import MatterAccess
from shared.committee.matters.kind_definition import Commands
from shared.committee.matters.record import State
from shared.committee.stored_attachments.repository import Attachment
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


def unit_of(allowed: Addition, given: str) -> str:
    """Returns the unit whose reply an attachment belongs to, by its name among those that the account may add for; empty for none.

    Raises `ForbiddenError` for another unit.
    """
    if not given or allowed.unit:
        return allowed.unit
    for unit in allowed.units:
        if name_key(unit) == name_key(given):
            return unit
    raise ForbiddenError("foreign-assignment", f"本件没有交给{given}办理")


def reads(access: MatterAccess[State, Commands], attachment: Attachment) -> bool:
    """Returns whether the account reads an attachment: of a reply the unit and the office before it, all after it.

    What came with the answer of another organization is read by all who read the matter.
    """
    if not attachment.unit or not attachment.is_own or access.may_without_authorship("attach"):
        return True
    key = name_key(attachment.unit)
    return key in access.account.unit_keys or key in access.kind.replied_units(access.matter.state)
