"""The committee whose register a request means: that of the account, or, for an administrator, the one that the request names."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.relations import relation
from shared.domain.errors import invalid
from shared.web.accounts import Account
from shared.web.permissions import allow


class RegisterRecord(Protocol):
    """A row of a register, as its routes need it."""

    @property
    def id(self) -> str: ...
    @property
    def organization(self) -> str: ...
    @property
    def version(self) -> tuple[int, int]: ...


R = TypeVar("R", bound=RegisterRecord)


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


async def find_managed(
    tx: TransactionContext,
    account: Account,
    id: str,
    *,
    find: Callable[[AsyncConnection, str], Awaitable[R]],
    permission: str,
) -> R:
    """Returns the entry of this id; raises `ForbiddenError` when the account may not change the register."""
    record = await find(tx.connection, id)
    register_owner(account, record.organization, permission, context=tx.context, tree=tx.tree)
    return record


def allow_somewhere(account: Account, permission: str) -> None:
    """Raises `ForbiddenError` when the account lacks the permission for every organization."""
    allow(account, permission, relation="foreign" if account.organization is None else "own")
