"""The committee whose register a page shows."""

from urllib.parse import urlencode

from shared.committee.context import ServiceContext
from shared.committee.directory.names import committee_name
from shared.committee.directory.tree import OrganizationTree
from shared.web.accounts import Account
from shared.web.permissions import Relation, may

_REGISTERS = (
    ("members.read", "/members", "委员名册"),
    ("units.read", "/units", "承办单位名录"),
    ("plenary_sessions.read", "/plenary-sessions", "届次"),
)
"""The permission to read each register, its address and its title."""


def committee_of(key: str, context: ServiceContext, tree: OrganizationTree) -> str:
    """Returns the name of the committee."""
    return committee_name(key, tree, context.today()) if key in tree else key


def owner_query(account: Account, key: str) -> str:
    """Returns the query string that names the committee in addresses; empty for an account that belongs to it."""
    return "" if account.organization == key else f"?{urlencode({'organization': key})}"


def registers_of(account: Account) -> list[tuple[str, str]]:
    """Returns (address, title) of the registers that the account may read, and of the working calendar, which everyone reads."""
    relation: Relation = "foreign" if account.organization is None else "own"
    read = [(address, title) for command, address, title in _REGISTERS if may(account, command, relation=relation)]
    return [*read, ("/calendar", "工作日历")]


def manages(account: Account, permission: str) -> bool:
    """Returns whether the account may change the register that it reads. `permission`: to change the register."""
    return may(account, permission, relation="foreign" if account.organization is None else "own")
