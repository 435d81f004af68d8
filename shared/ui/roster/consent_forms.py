"""The forms of an organization's consents to its memberships in conferences."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.domain.own_records.commands import COMMANDS, Consent, WithdrawConsent
from shared.domain.own_records.decisions import Consents
from shared.ui.forms.controls import FormView, RejectedForm, form_view
from shared.ui.forms.fields import Choice
from shared.web.accounts import Account
from shared.web.permissions import Relation, may


class ConsentSituation(NamedTuple):
    """An organization, its consents by conference, and the tree of organizations."""

    key: str
    consents: Mapping[str, Consents]
    tree: OrganizationTree


def consent_forms(
    here: ConsentSituation, account: Account, context: ServiceContext, rejected: RejectedForm | None, address: str
) -> list[FormView]:
    """Returns a form for each command that has a conference to choose; a rejected form stays, with its values."""
    key, consents, tree = here
    relation: Relation = "own" if account.organization == key else "foreign"
    today = context.today()
    given = {each for each, dated in consents.items() if dated and dated[-1].holds and each in tree}
    choices = {
        Consent.name: _choices((each for each in tree.invited_by(key, date.max) if each not in given), tree),
        WithdrawConsent.name: _choices(given, tree),
    }
    return [
        form_view(
            body,
            command=name,
            title=body.title_zh,
            action=address,
            initial={"on": today.isoformat()},
            charter=context.charters.on(today, key),
            offers={"conference": choices[name]},
            rejected=rejected,
        )
        for name, body in COMMANDS.by_name.items()
        if may(account, f"{COMMANDS.name}.{name}", relation=relation)
        and (choices[name] or (rejected is not None and rejected.command == name))
    ]


def _choices(conferences: Iterable[str], tree: OrganizationTree) -> tuple[Choice, ...]:
    return tuple(Choice(each, tree.newest_name(each)) for each in sorted(conferences))
