"""Relations of accounts to organizations: that of an account's organization to another one, by the tree of the day, and hosting.

`shared.web.permissions` decides by the relation; a service stores accounts of the organizations that it hosts.
"""

from collections.abc import Awaitable, Callable
from datetime import date

from shared.committee.context import ServiceContext
from shared.committee.directory.names import committee_name
from shared.committee.directory.tree import OrganizationTree
from shared.domain.errors import invalid
from shared.web.accounts import Account
from shared.web.permissions import Relation


def relation(account: Account, organization: str, *, tree: OrganizationTree, day: date) -> Relation:
    """Returns the relation to an organization's matters; `foreign` for an administrator, who has no organization."""
    if account.organization is None:
        return "foreign"
    if account.organization == organization:
        return "own"
    return "subtree" if _is_above(account.organization, organization, tree=tree, day=day) else "foreign"


def relation_to_report(
    account: Account, organization: str, *, tree: OrganizationTree, day: date, today: date
) -> Relation:
    """Returns the relation to the report on a day. Today's ancestors also read past days; a conference reads its members of that day."""
    on_that_day = relation(account, organization, tree=tree, day=day)
    above_today = any(above == account.organization for above in tree.ancestors(organization, today))
    return "subtree" if on_that_day == "foreign" and above_today else on_that_day


def _is_above(upper: str, lower: str, *, tree: OrganizationTree, day: date) -> bool:
    """Returns whether `upper` is `lower`, an ancestor of it, or a conference with `lower` or one of its ancestors as a member."""
    line = (lower, *tree.ancestors(lower, day))
    return upper in line or any(upper in tree.conferences_of(each, day) for each in line)


def relation_to_record(account: Account, keeper: str) -> Relation:
    """Returns the relation to the record of an organization, which only its keeper writes."""
    return "keeper" if account.organization == keeper else "foreign"


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


def second_factor_rule(context: ServiceContext) -> Callable[[Account], bool]:
    """Returns whether the charter of its organization, for an administrator that of the level, requires a second factor of an account."""

    def is_required(account: Account) -> bool:
        roles = context.charters.on(context.today(), account.organization or "").second_factor_roles
        return not account.second_factor_exempt and not account.roles.isdisjoint(roles)

    return is_required
