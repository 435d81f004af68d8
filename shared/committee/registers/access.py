"""The committee whose register a request means: that of the account, or, for an administrator, the one that the request names."""

from typing import Annotated, NamedTuple

from fastapi import Query

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.relations import relation
from shared.domain.errors import invalid
from shared.web.accounts import Account
from shared.web.permissions import allow, may


class RegisterPermissions(NamedTuple):
    """The permissions on a register: to read it, and to change it. `enter`: to make a new entry (default: as to change it)."""

    read: str
    manage: str
    enter: str = ""

    @property
    def entering(self) -> str:
        """Returns the permission to make a new entry."""
        return self.enter or self.manage


UNITS = RegisterPermissions("units.read", "units.manage")
MEMBERS = RegisterPermissions("members.read", "members.manage")
PLENARY_SESSIONS = RegisterPermissions("plenary_sessions.read", "plenary_sessions.manage")
OPINION_CALLS = RegisterPermissions("opinion_calls.read", "opinion_calls.manage")
COMMENT_REQUESTS = RegisterPermissions("comment_requests.read", "comment_requests.comment")
TOPIC_SUGGESTIONS = RegisterPermissions(
    "topic_suggestions.read", "topic_suggestions.manage", "topic_suggestions.suggest"
)

Owner = Annotated[str | None, Query(max_length=32, description="政协委员会的代码，默认本单位")]
"""The query parameter that names the committee whose register a request means."""


def register_owner(
    account: Account, address: str | None, permission: str, *, context: ServiceContext, tree: OrganizationTree
) -> str:
    """Returns the key of the organization whose register is meant; `address`: its key or code, by default the account's own.

    Raises `ForbiddenError` without the permission, and `ConflictError` `hosted-elsewhere` for an organization of another service.
    """
    own, today = account.organization, context.today()
    if not (named := address or own):
        allow_somewhere(account, permission)
        raise invalid("organization", None, "必须填写")
    key = named if named == own else tree.resolve(named, today)
    allow(account, permission, relation=relation(account, key, tree=tree, day=today))
    context.require_hosted(key, tree)
    return key


def is_visible(
    account: Account, organization: str, reading: str, *, context: ServiceContext, tree: OrganizationTree
) -> bool:
    """Returns whether an account may know of an entry: of its own organization, or with the permission `reading`."""
    found = relation(account, organization, tree=tree, day=context.today())
    return found == "own" or may(account, reading, relation=found)


async def owner_of(context: ServiceContext, account: Account, address: str | None, permission: str) -> str:
    """Returns the key of the organization whose register is meant, as `register_owner`, by the directory as it is now."""
    return register_owner(account, address, permission, context=context, tree=await context.directory.tree())


def allow_somewhere(account: Account, permission: str) -> None:
    """Raises `ForbiddenError` when the account lacks the permission for every organization."""
    allow(account, permission, relation="foreign" if account.organization is None else "own")
