"""What an account may read and do among the matters of its organization, before a matter is known."""

from datetime import date

from shared.committee.matters.kind import AnyKind
from shared.committee.matters.listing import MatterFilter
from shared.committee.matters.queries import visible_matters
from shared.web.accounts import Account
from shared.web.permissions import may


def reads(account: Account, name: str) -> bool:
    """Returns whether the account may read all or some of the records of its own organization under this name (a kind, `reports` …)."""
    units = [account.unit] if account.unit else []
    own = account.organization is not None
    return own and may(account, f"{name}.read", relation="own", units=units, author=True)


def may_take(account: Account, kind: AnyKind, command: str, *, author: bool, coordinates: bool = True) -> bool:
    """Returns whether the account may take this step on a matter of its organization that it sees.

    `author`: that it proposes; `coordinates`: that its unit passes on.
    """
    units = [account.unit] if account.unit else []
    coordinators = units if coordinates else []
    return may(account, f"{kind.name}.{command}", relation="own", units=units, coordinators=coordinators, author=author)


def mine(kind: AnyKind, account: Account, today: date) -> MatterFilter:
    """Returns the filter of the matters of its organization that the account may see."""
    return visible_matters(account, kind, account.organization or "", relation="own", today=today)
