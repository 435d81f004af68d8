"""How an account's organization stands to another one: the tree of the day says it, the table in `shared.web.permissions` judges it."""

from datetime import date

from shared.committee.directory.tree import OrganizationTree
from shared.web.accounts import Account
from shared.web.permissions import Relation


def relation(account: Account, organization: str, *, tree: OrganizationTree, day: date) -> Relation:
    """To the matters and the report of an organization. An administrator belongs nowhere: foreign."""
    if account.organization is None:
        return "foreign"
    if account.organization == organization:
        return "own"
    return "subtree" if _is_above(account.organization, organization, tree=tree, day=day) else "foreign"


def relation_to_report(
    account: Account, organization: str, *, tree: OrganizationTree, day: date, today: date
) -> Relation:
    """To the report on a day. Those above it today read its past as well; a conference reads what its members are on that day."""
    stands = relation(account, organization, tree=tree, day=day)
    ruled = any(above == account.organization for above in tree.ancestors(organization, today))
    return "subtree" if stands == "foreign" and ruled else stands


def _is_above(upper: str, lower: str, *, tree: OrganizationTree, day: date) -> bool:
    """Whether the one stands above the other in the tree, or is a conference of the other or of one above that."""
    line = (lower, *tree.ancestors(lower, day))
    return upper in line or any(upper in tree.conferences_of(each, day) for each in line)


def relation_to_record(account: Account, keeper: str) -> Relation:
    """To the record of an organization: only its keeper writes it."""
    return "keeper" if account.organization == keeper else "foreign"
