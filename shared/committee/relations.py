"""The relation of an account's organization to another one, by the tree of the day; `shared.web.permissions` decides by it."""

from datetime import date

from shared.committee.directory.tree import OrganizationTree
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
