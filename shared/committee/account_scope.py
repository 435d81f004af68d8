"""The organizations whose accounts a service stores: those that it hosts."""

from collections.abc import Awaitable, Callable
from datetime import date

from shared.committee.context import ServiceContext
from shared.committee.directory.names import committee_name
from shared.domain.errors import invalid


def account_scope(context: ServiceContext) -> Callable[[str], Awaitable[None]]:
    """Returns the check of a new account's organization: it raises `InvalidError` for one that is unknown or hosted elsewhere."""

    async def check(key: str) -> None:
        tree = await context.directory.tree()
        if key not in tree:
            raise invalid("organization", key, "没有这个单位，或其名册信息尚未传到本系统，请稍后再试")
        if not context.hosts(key, tree.level(key)):
            name = committee_name(key, tree, date.max)
            raise invalid("organization", key, f"{name}不在本系统办理，请到其所在层级的系统建立账号")

    return check
