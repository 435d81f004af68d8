"""Who may do what: role × the organization's relation to the record × command, as one table.

Relations of an account to a record:
    own      it belongs to the organization of the matter
    unit     own, and its handling unit is one that the matter is assigned to
    keeper   its organization keeps the record (a county its townships', a city its counties' and its own, a conference its own)
    subtree  the record lies below its organization, or is of a member of its conference or of one below a member
    foreign  none of these: nothing, beyond what `any` opens to everybody who is logged in
An administrator belongs to no organization: for it every record of the service is `any`.
"""

from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

from shared.contracts.vocabulary import Role
from shared.domain.errors import ForbiddenError
from shared.web.accounts import Account

Relation = Literal["own", "keeper", "subtree", "foreign"]

COLUMNS = {
    "sec": Role.SECRETARIAT,
    "pro": Role.PROPOSALS_COMMITTEE,
    "mem": Role.MEMBER,
    "unit": Role.HANDLING_UNIT,
    "lead": Role.LEADER,
    "aud": Role.AUDITOR,
    "admin": Role.ADMINISTRATOR,
}

TABLE = """
command                    | sec         | pro         | mem         | unit   | lead        | aud         | admin
proposals.read             | own         | own         | own         | unit   | own         | own         | -
proposals.draft            | own         | -           | own         | -      | -           | -           | -
proposals.submit           | own         | -           | own         | -      | -           | -           | -
proposals.file             | own         | own         | -           | -      | -           | -           | -
proposals.refuse           | own         | own         | -           | -      | -           | -           | -
proposals.merge            | own         | own         | -           | -      | -           | -           | -
proposals.withdraw         | own         | -           | own         | -      | -           | -           | -
proposals.assign           | own         | own         | -           | -      | -           | -           | -
proposals.acknowledge      | own         | -           | -           | unit   | -           | -           | -
proposals.countersign      | own         | -           | -           | unit   | -           | -           | -
proposals.reply            | own         | -           | -           | unit   | -           | -           | -
proposals.rate             | own         | -           | own         | -      | -           | -           | -
proposals.close            | own         | own         | -           | -      | -           | -           | -
proposals.correct          | own         | own         | -           | -      | -           | -           | -
organizations.read         | any         | any         | any         | any    | any         | any         | any
organizations.enter        | keeper      | -           | -           | -      | -           | -           | -
organizations.move         | keeper      | -           | -           | -      | -           | -           | -
organizations.rehome       | -           | -           | -           | -      | -           | -           | any
organizations.merge        | keeper      | -           | -           | -      | -           | -           | -
organizations.remove       | keeper      | -           | -           | -      | -           | -           | -
organizations.rename       | keeper      | -           | -           | -      | -           | -           | -
organizations.recode       | keeper      | -           | -           | -      | -           | -           | -
organizations.establish    | keeper      | -           | -           | -      | -           | -           | -
organizations.standardise  | keeper      | -           | -           | -      | -           | -           | -
organizations.dissolve     | keeper      | -           | -           | -      | -           | -           | -
organizations.admit        | keeper      | -           | -           | -      | -           | -           | -
organizations.release      | keeper      | -           | -           | -      | -           | -           | -
organizations.convene      | keeper      | -           | -           | -      | -           | -           | -
organizations.correct      | keeper      | -           | -           | -      | -           | -           | -
reports.read               | own subtree | own subtree | own subtree | -      | own subtree | own subtree | -
imports.run                | -           | -           | -           | -      | -           | -           | any
accounts.manage            | -           | -           | -           | -      | -           | -           | any
"""
"""The whole matrix. `-`: never."""


class Permission(NamedTuple):
    """One cell that is not empty."""

    command: str
    role: Role
    scopes: frozenset[str]


def _cells(table: str) -> Iterator[Permission]:
    head, *lines = ([cell.strip() for cell in line.split("|")] for line in table.strip().splitlines())
    for command, *cells in lines:
        for column, cell in zip(head[1:], cells, strict=True):
            yield Permission(command, COLUMNS[column], frozenset(cell.split()) - {"-"})


PERMISSIONS: dict[str, dict[Role, frozenset[str]]] = {}
"""command -> role -> the scopes in which the role may give it."""

for _cell in _cells(TABLE):
    PERMISSIONS.setdefault(_cell.command, {})[_cell.role] = _cell.scopes


def may(account: Account, command: str, *, relation: Relation, units: Collection[str] = ()) -> bool:
    """Whether the account may give the command (`proposals.file`); `units`: those that the matter is assigned to."""
    held: set[str] = {"any", relation} - {"foreign"}
    if relation == "own" and account.unit is not None and account.unit in units:
        held.add("unit")
    return any(PERMISSIONS[command][role] & held for role in account.roles)


def allow(account: Account, command: str, *, relation: Relation, units: Collection[str] = ()) -> None:
    """Refuse what the account may not do: `ForbiddenError` `role-not-allowed`, `foreign-organization` or `foreign-assignment`."""
    if may(account, command, relation=relation, units=units):
        return
    scopes = frozenset[str]().union(*(PERMISSIONS[command][role] for role in account.roles))
    if not scopes:
        roles = "、".join(sorted(role.title_zh for role in account.roles))
        raise ForbiddenError("role-not-allowed", f"{roles}无权进行此操作（{command}）")
    if scopes == {"unit"} and relation == "own":
        raise ForbiddenError("foreign-assignment", "只能办理交给本单位的事项")
    raise ForbiddenError("foreign-organization", "该单位不在本账号的权限范围内")
