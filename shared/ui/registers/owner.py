"""The committee whose register a page shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from shared.committee.context import ServiceContext
from shared.committee.directory.names import committee_name
from shared.committee.directory.tree import OrganizationTree
from shared.committee.registers.access import (
    MEMBERS,
    PLENARY_SESSIONS,
    UNITS,
    RegisterPermissions,
    allow_somewhere,
    register_owner,
)
from shared.web.accounts import Account
from shared.web.permissions import may

_REGISTERS = (
    (MEMBERS, "/members", "委员名册"),
    (UNITS, "/units", "承办单位名录"),
    (PLENARY_SESSIONS, "/plenary-sessions", "届次"),
)
"""The permissions on each register, its address and its title."""


def committee_of(key: str, context: ServiceContext, tree: OrganizationTree) -> str:
    """Returns the name of the committee."""
    return committee_name(key, tree, context.today()) if key in tree else key


def owner_query(account: Account, key: str) -> str:
    """Returns the query string that names the committee in addresses; empty for an account that belongs to it."""
    return "" if account.organization == key else f"?{urlencode({'organization': key})}"


def registers_of(account: Account) -> list[tuple[str, str]]:
    """Returns (address, title) of the registers that the account may read, and of the working calendar, which everyone reads."""
    read = [(address, title) for register, address, title in _REGISTERS if _may(account, register.read)]
    return [*read, ("/calendar", "工作日历")]


def manages(account: Account, register: RegisterPermissions) -> bool:
    """Returns whether the account may change the register that it reads."""
    return _may(account, register.manage)


def _may(account: Account, permission: str) -> bool:
    return may(account, permission, relation="foreign" if account.organization is None else "own")


@dataclass(frozen=True, kw_only=True)
class ListedRegister:
    """What the template of a list shows of the committee. `key`: None until an administrator has named it; `owner`: its query string.

    `given`: the values of the filters; `asks`: whether the list asks for the committee; `manages`, `enters`: whether the account may
    change it, and make new entries.
    """

    key: str | None
    given: dict[str, str]
    asks: bool
    committee: str = ""
    owner: str = ""
    manages: bool = False
    enters: bool = False


def listed_register(
    account: Account,
    organization: str,
    register: RegisterPermissions,
    *,
    context: ServiceContext,
    tree: OrganizationTree,
    filters: Mapping[str, str] | None = None,
) -> ListedRegister:
    """Returns the committee that a request for a list names, by default the account's own.

    Raises `ForbiddenError` when the account may not read its register, or no register where none is named.
    """
    named, asks = organization.strip() or account.organization, account.organization is None
    given = {name: value.strip() for name, value in (filters or {}).items() if value.strip()}
    if named is None:
        allow_somewhere(account, register.read)
        return ListedRegister(key=None, given=given, asks=asks)
    key = register_owner(account, named, register.read, context=context, tree=tree)
    return ListedRegister(
        key=key,
        given=given if named == account.organization else {**given, "organization": named},
        asks=asks,
        committee=committee_of(key, context, tree),
        owner=owner_query(account, key),
        manages=manages(account, register),
        enters=_may(account, register.entering),
    )
