"""The permissions: role × relation of the account to the record × command, as one table.

Relations of an account to a record:
    own      it belongs to the organization of the matter
    unit     own, and the matter is assigned to its handling unit
    author   own, and the account itself began the matter
    keeper   its organization keeps the record (a county its townships', a city its counties' and its own, a conference its own)
    subtree  the record is of an organization below its own, of a member of its conference, or of an organization below a member
    foreign  none of these: only the commands with the scope `any`, which includes every logged-in account
An administrator belongs to no organization; only the scope `any` applies to it.
"""

from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

from shared.contracts.vocabulary import Role
from shared.domain.comparison import name_key
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
proposals.submit           | own         | -           | author      | -      | -           | -           | -
proposals.file             | own         | own         | -           | -      | -           | -           | -
proposals.refuse           | own         | own         | -           | -      | -           | -           | -
proposals.merge            | own         | own         | -           | -      | -           | -           | -
proposals.withdraw         | own         | -           | author      | -      | -           | -           | -
proposals.assign           | own         | own         | -           | -      | -           | -           | -
proposals.acknowledge      | own         | -           | -           | unit   | -           | -           | -
proposals.countersign      | own         | -           | -           | unit   | -           | -           | -
proposals.reply            | own         | -           | -           | unit   | -           | -           | -
proposals.rate             | own         | -           | author      | -      | -           | -           | -
proposals.rehandle         | own         | own         | -           | -      | -           | -           | -
proposals.close            | own         | own         | -           | -      | -           | -           | -
proposals.correct          | own         | own         | -           | -      | -           | -           | -
proposals.forward          | own         | own         | -           | -      | -           | -           | -
proposals.resend           | own         | own         | -           | -      | -           | -           | -
proposals.accept           | own         | own         | -           | -      | -           | -           | -
proposals.return           | own         | own         | -           | -      | -           | -           | -
proposals.deliver          | -           | -           | -           | -      | -           | -           | -
proposals.note             | -           | -           | -           | -      | -           | -           | -
opinions.read              | own         | -           | author      | -      | own         | own         | -
opinions.readings          | own         | -           | -           | -      | own         | own         | -
opinions.collect           | own         | -           | own         | -      | own         | -           | -
opinions.edit              | own         | -           | -           | -      | own         | -           | -
opinions.approve           | own         | -           | -           | -      | own         | -           | -
opinions.adopt             | own         | -           | -           | -      | own         | -           | -
opinions.instruct          | own         | -           | -           | -      | own         | -           | -
opinions.refer             | own         | -           | -           | -      | own         | -           | -
opinions.feed_back         | own         | -           | -           | -      | -           | -           | -
opinions.keep              | own         | -           | -           | -      | own         | -           | -
opinions.correct           | own         | -           | -           | -      | -           | -           | -
opinions.forward           | own         | -           | -           | -      | -           | -           | -
opinions.resend            | own         | -           | -           | -      | -           | -           | -
opinions.accept            | own         | -           | -           | -      | -           | -           | -
opinions.return            | own         | -           | -           | -      | -           | -           | -
opinions.deliver           | -           | -           | -           | -      | -           | -           | -
opinions.note              | -           | -           | -           | -      | -           | -           | -
visits.read                | own         | -           | -           | -      | own         | own         | -
visits.record              | own         | -           | -           | -      | -           | -           | -
visits.withdraw            | own         | -           | -           | -      | -           | -           | -
visits.correct             | own         | -           | -           | -      | -           | -           | -
consultations.read         | own         | own         | own         | -      | own         | own         | -
consultations.raise_topic  | own         | -           | own         | -      | own         | -           | -
consultations.organise     | own         | -           | -           | -      | -           | -           | -
consultations.hold         | own         | -           | -           | -      | -           | -           | -
consultations.submit_outcome | own       | -           | -           | -      | -           | -           | -
consultations.receive_feedback | own     | -           | -           | -      | -           | -           | -
consultations.close        | own         | -           | -           | -      | -           | -           | -
consultations.cancel       | own         | -           | -           | -      | own         | -           | -
consultations.convert_outcome | own      | -           | -           | -      | -           | -           | -
consultations.correct      | own         | -           | -           | -      | -           | -           | -
plans.read                 | own         | own         | own         | -      | own         | own         | -
plans.draft                | own         | -           | -           | -      | -           | -           | -
plans.add_item             | own         | -           | -           | -      | -           | -           | -
plans.comment              | own         | -           | own         | -      | own         | -           | -
plans.approve              | own         | -           | -           | -      | own         | -           | -
plans.confirm              | own         | -           | -           | -      | -           | -           | -
plans.execute              | own         | -           | -           | -      | -           | -           | -
plans.correct              | own         | -           | -           | -      | -           | -           | -
transfers.read             | own         | own         | -           | -      | own         | own         | -
organizations.read         | any         | any         | any         | any    | any         | any         | any
organizations.enter        | keeper      | -           | -           | -      | -           | -           | -
organizations.move         | keeper      | -           | -           | -      | -           | -           | -
organizations.rehome       | -           | -           | -           | -      | -           | -           | any
organizations.merge        | keeper      | -           | -           | -      | -           | -           | -
organizations.remove       | keeper      | -           | -           | -      | -           | -           | -
organizations.reinstate    | keeper      | -           | -           | -      | -           | -           | -
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
accounts.grant             | -           | -           | -           | -      | -           | -           | any
"""
"""The permission table: the scopes of each role for each command; `-`: none."""


class Permission(NamedTuple):
    """One cell of the table; `scopes` is empty for `-`."""

    command: str
    role: Role
    scopes: frozenset[str]


def _cells(table: str) -> Iterator[Permission]:
    head, *lines = ([cell.strip() for cell in line.split("|")] for line in table.strip().splitlines())
    for command, *cells in lines:
        for column, cell in zip(head[1:], cells, strict=True):
            yield Permission(command, COLUMNS[column], frozenset(cell.split()) - {"-"})


PERMISSIONS: dict[str, dict[Role, frozenset[str]]] = {}
"""Command -> role -> the scopes in which the role may execute it."""

for _cell in _cells(TABLE):
    PERMISSIONS.setdefault(_cell.command, {})[_cell.role] = _cell.scopes


def may(
    account: Account, command: str, *, relation: Relation, units: Collection[str] = (), author: bool = False
) -> bool:
    """Returns whether the account may execute the command (`proposals.file`). `units`: the units that the matter is assigned to.

    `author`: whether the account began the matter.
    """
    held: set[str] = {"any", relation} - {"foreign"}
    if relation == "own" and account.unit is not None and name_key(account.unit) in map(name_key, units):
        held.add("unit")
    if relation == "own" and author:
        held.add("author")
    return any(PERMISSIONS[command][role] & held for role in account.roles)


def allow(
    account: Account, command: str, *, relation: Relation, units: Collection[str] = (), author: bool = False
) -> None:
    """Raises `ForbiddenError` unless the account may execute the command; its code names the missing scope.

    The codes are `role-not-allowed`, `foreign-assignment`, `foreign-author` and `foreign-organization`.
    """
    if may(account, command, relation=relation, units=units, author=author):
        return
    scopes = frozenset[str]().union(*(PERMISSIONS[command][role] for role in account.roles))
    if not scopes:
        roles = "、".join(sorted(role.title_zh for role in account.roles))
        raise ForbiddenError("role-not-allowed", f"{roles}无权进行此操作", command=command)
    if scopes == {"unit"} and relation == "own":
        raise ForbiddenError("foreign-assignment", "只能办理交给本单位的事项")
    if scopes == {"author"} and relation == "own":
        raise ForbiddenError("foreign-author", "只能查看和办理本账号登记的事项")
    raise ForbiddenError("foreign-organization", "该单位不在本账号的权限范围内")
