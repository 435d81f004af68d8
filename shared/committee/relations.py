"""How an account's organization stands to another one: the tree of the day says it, the table in `shared.web.permissions` judges it."""

from datetime import date

from shared.committee.directory.places import Places
from shared.web.accounts import Account
from shared.web.permissions import Relation


def relation(account: Account, organization: str, *, places: Places, day: date) -> Relation:
    """To the matters and the report of an organization. An administrator belongs nowhere: foreign."""
    if account.organization is None:
        return "foreign"
    if account.organization == organization:
        return "own"
    return "subtree" if account.organization in places.ancestors(organization, day) else "foreign"


def relation_to_record(account: Account, keeper: str) -> Relation:
    """To the record of an organization: only its keeper writes it."""
    return "keeper" if account.organization == keeper else "foreign"
