"""The permissions: role × relation of the account to the record × command.

The commands of the domain declare who may give them; the generated table in docs/interfaces.md shows all permissions.

Relations of an account to a record:
    own      it belongs to the organization of the matter
    unit     own, and the matter is assigned to its handling unit
    coordinator own, and its unit is the coordinating office of the matter
    author   own, and the account itself began the matter, or its member proposes it
    invited  own, and its member is invited to co-sign the matter
    keeper   its organization keeps the record (a county its townships', a city its counties' and its own, a conference its own)
    subtree  the record is of an organization below its own, of a member of its conference, or of an organization below a member
    foreign  none of these: only the commands with the scope `any`, which includes every logged-in account
An administrator belongs to no organization; only the scope `any` applies to it.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Literal, Required, TypedDict, Unpack

from shared.contracts.vocabulary import Role
from shared.domain.catalogue import COMMAND_SETS
from shared.domain.comparison import name_key
from shared.domain.errors import ForbiddenError
from shared.web.accounts import Account

Relation = Literal["own", "keeper", "subtree", "foreign"]

_INSIDE = (Role.SECRETARIAT, Role.PROPOSALS_COMMITTEE, Role.MEMBER, Role.LEADER, Role.AUDITOR)
"""The roles that read what is open inside of an organization."""

_SYSTEM: Mapping[Role, str] = {Role.SYSTEM_ADMINISTRATOR: "any"}
_SECURITY: Mapping[Role, str] = {Role.SECURITY_ADMINISTRATOR: "any"}

RESTRICTED_READINGS = ("opinions.read",)
"""The permissions to read matters of restricted kinds."""

OTHERS: Mapping[str, Mapping[Role, str]] = {
    "proposals.read": {**dict.fromkeys(_INSIDE, "own"), Role.HANDLING_UNIT: "unit coordinator"},
    "proposals.import": {Role.SECRETARIAT: "own", Role.PROPOSALS_COMMITTEE: "own"},
    "opinions.read": {Role.SECRETARIAT: "own", Role.MEMBER: "author", Role.LEADER: "own", Role.AUDITOR: "own"},
    "opinions.readings": {Role.SECRETARIAT: "own", Role.LEADER: "own", Role.AUDITOR: "own"},
    "opinion_calls.read": dict.fromkeys((Role.SECRETARIAT, Role.MEMBER, Role.LEADER, Role.AUDITOR), "own"),
    "opinion_calls.manage": {Role.SECRETARIAT: "own"},
    "comment_requests.read": {
        **dict.fromkeys((Role.SECRETARIAT, Role.LEADER, Role.AUDITOR), "own"),
        Role.HANDLING_UNIT: "unit",
    },
    "comment_requests.comment": {Role.SECRETARIAT: "own", Role.HANDLING_UNIT: "unit"},
    "topic_suggestions.read": {**dict.fromkeys(_INSIDE, "own"), Role.HANDLING_UNIT: "own"},
    "topic_suggestions.suggest": dict.fromkeys((Role.SECRETARIAT, Role.MEMBER, Role.HANDLING_UNIT), "own"),
    "topic_suggestions.manage": {Role.SECRETARIAT: "own"},
    "visits.read": {Role.SECRETARIAT: "own", Role.LEADER: "own", Role.AUDITOR: "own"},
    "consultations.read": dict.fromkeys(_INSIDE, "own"),
    "plans.read": dict.fromkeys(_INSIDE, "own"),
    "platforms.read": dict.fromkeys(_INSIDE, "own"),
    "proposals.attach": {
        Role.SECRETARIAT: "own",
        Role.PROPOSALS_COMMITTEE: "own",
        Role.MEMBER: "author",
        Role.HANDLING_UNIT: "unit",
    },
    "opinions.attach": {Role.SECRETARIAT: "own", Role.LEADER: "own", Role.MEMBER: "author"},
    "visits.attach": {Role.SECRETARIAT: "own"},
    "consultations.attach": {Role.SECRETARIAT: "own", Role.LEADER: "author", Role.MEMBER: "author"},
    "plans.attach": {Role.SECRETARIAT: "own"},
    "platforms.attach": {Role.SECRETARIAT: "own"},
    "reminders.read": {
        Role.SECRETARIAT: "own",
        Role.PROPOSALS_COMMITTEE: "own",
        Role.LEADER: "own",
        Role.AUDITOR: "own",
        Role.HANDLING_UNIT: "unit",
    },
    "transfers.read": {
        Role.SECRETARIAT: "own",
        Role.PROPOSALS_COMMITTEE: "own",
        Role.LEADER: "own",
        Role.AUDITOR: "own",
    },
    "units.read": {**dict.fromkeys(_INSIDE, "own"), Role.SYSTEM_ADMINISTRATOR: "any"},
    "units.manage": {Role.SECRETARIAT: "own", Role.PROPOSALS_COMMITTEE: "own", Role.SYSTEM_ADMINISTRATOR: "any"},
    "plenary_sessions.read": {**dict.fromkeys(_INSIDE, "own"), Role.SYSTEM_ADMINISTRATOR: "any"},
    "plenary_sessions.manage": {Role.SECRETARIAT: "own", Role.SYSTEM_ADMINISTRATOR: "any"},
    "members.read": {
        Role.SECRETARIAT: "own",
        Role.PROPOSALS_COMMITTEE: "own",
        Role.LEADER: "own",
        Role.AUDITOR: "own",
        Role.SYSTEM_ADMINISTRATOR: "any",
    },
    "members.manage": {Role.SECRETARIAT: "own", Role.PROPOSALS_COMMITTEE: "own", Role.SYSTEM_ADMINISTRATOR: "any"},
    "members.personal_data": _SYSTEM,
    "organizations.read": dict.fromkeys(Role, "any"),
    "organizations.rehome": _SYSTEM,
    "reports.read": dict.fromkeys(_INSIDE, "own subtree"),
    "imports.run": _SYSTEM,
    "calendar.manage": _SYSTEM,
    "accounts.read": {**_SYSTEM, **_SECURITY},
    "accounts.manage": _SYSTEM,
    "accounts.manage_guards": _SECURITY,
    "accounts.grant": {**_SYSTEM, **_SECURITY},
    "accounts.confirm": _SECURITY,
    "keys.read": _SECURITY,
    "audit_log.read": {Role.AUDIT_ADMINISTRATOR: "any"},
}
"""The permissions for what is not a command of the domain: readings, registers, and the work of administrators."""


def _rows() -> Iterator[tuple[str, Mapping[Role, str]]]:
    yield from OTHERS.items()
    for commands in COMMAND_SETS.values():
        yield from ((name, grant.scopes) for name, grant in commands.permissions())


PERMISSIONS: dict[str, dict[Role, frozenset[str]]] = {
    command: {role: frozenset(scopes.get(role, "").split()) for role in Role} for command, scopes in _rows()
}
"""Command -> role -> the scopes in which the role may execute it."""


class Situation(TypedDict, total=False):
    """What a permission depends on beside account and command: the relation of the account to the record, and its part in the matter.

    `units`: the units that the matter is assigned to; `coordinators`: its coordinating offices; `author`: whether the account began the
    matter, or its member proposes it; `invited`: whether its member is invited to co-sign it.
    """

    relation: Required[Relation]
    units: Collection[str]
    coordinators: Collection[str]
    author: bool
    invited: bool


def may(account: Account, command: str, **situation: Unpack[Situation]) -> bool:
    """Returns whether the account may execute the command (`proposals.file`)."""
    relation = situation["relation"]
    held: set[str] = {"any", relation} - {"foreign"}
    if relation == "own":
        involved = {
            "unit": not account.unit_keys.isdisjoint(map(name_key, situation.get("units", ()))),
            "coordinator": not account.unit_keys.isdisjoint(map(name_key, situation.get("coordinators", ()))),
            "author": situation.get("author", False),
            "invited": situation.get("invited", False),
        }
        held |= {scope for scope, holds in involved.items() if holds}
    return any(PERMISSIONS[command][role] & held for role in account.roles)


def allow(account: Account, command: str, **situation: Unpack[Situation]) -> None:
    """Raises `ForbiddenError` unless the account may execute the command; its code names the missing scope.

    The codes are `role-not-allowed`, `foreign-assignment`, `foreign-author`, `foreign-invitation` and `foreign-organization`.
    """
    if may(account, command, **situation):
        return
    relation = situation["relation"]
    scopes = frozenset[str]().union(*(PERMISSIONS[command][role] for role in account.roles))
    if not scopes:
        roles = "、".join(sorted(role.title_zh for role in account.roles))
        raise ForbiddenError("role-not-allowed", f"{roles}无权进行此操作", command=command)
    if scopes <= {"unit", "coordinator"} and relation == "own":
        raise ForbiddenError("foreign-assignment", "只能办理交给本单位的事项")
    if scopes == {"author"} and relation == "own":
        raise ForbiddenError("foreign-author", "只能查看和办理本账号登记或本人提出的事项")
    if scopes == {"invited"} and relation == "own":
        raise ForbiddenError("foreign-invitation", "只能答复发给本人的附议邀请")
    raise ForbiddenError("foreign-organization", "该单位不在本账号的权限范围内")
