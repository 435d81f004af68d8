"""What the choices of a form depend on: the matter, and its surroundings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.committee.directory.tree import OrganizationTree
from shared.committee.messages.repository import Transfer
from shared.contracts.subjects import Subject
from shared.domain.charters.charter import Charter
from shared.ui.forms.fields import Choice
from shared.web.accounts import Account


@dataclass(frozen=True, kw_only=True)
class MatterSituation:
    """The state of a matter and of its surroundings that choices depend on; `view`: the view that its page shows.

    `signatories`: the numbers of the account among the proposers; `addressees`: the organizations that matters may be sent to.
    """

    account: Account
    subject: Subject
    state: Any
    view: Any
    transfers: tuple[Transfer, ...]
    named: Mapping[str, tuple[Choice, ...]]
    tree: OrganizationTree
    charter: Charter
    today: date
    signatories: frozenset[int] = frozenset()
    addressees: Sequence[str] = ()

    @property
    def organization(self) -> str:
        return str(self.view.organization)


ChoiceSource = Callable[[MatterSituation], list[Choice]]
