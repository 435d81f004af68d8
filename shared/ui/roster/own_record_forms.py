"""The forms of an organization's own record: its consents to memberships in conferences, and the figures that it declares."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.own_records.declarations import SourcedDeclaration
from shared.committee.own_records.schemas import title_of
from shared.domain.own_records.commands import COMMANDS, Consent, DeclareFigure, WithdrawConsent, WithdrawDeclaration
from shared.domain.own_records.decisions import Consents
from shared.measures.declared import DECLARABLE
from shared.ui.forms.controls import ChoicesByField, FormView, RejectedForm, form_view
from shared.ui.forms.fields import Choice
from shared.web.accounts import Account
from shared.web.permissions import Relation, may


class OwnSituation(NamedTuple):
    """An organization, its consents by conference, the figures that it declares, and the tree of organizations."""

    key: str
    consents: Mapping[str, Consents]
    declared: Iterable[SourcedDeclaration]
    tree: OrganizationTree


def own_record_forms(
    here: OwnSituation, account: Account, context: ServiceContext, rejected: RejectedForm | None, address: str
) -> list[FormView]:
    """Returns a form for each command that has something to choose; a rejected form stays, with its values."""
    relation: Relation = "own" if account.organization == here.key else "foreign"
    today = context.today()
    offers = _offers(here)
    return [
        form_view(
            body,
            command=name,
            title=body.title_zh,
            action=address,
            initial={"on": today.isoformat()},
            charter=context.charters.on(today, here.key),
            offers=offers[name],
            rejected=rejected,
        )
        for name, body in COMMANDS.by_name.items()
        if may(account, f"{COMMANDS.name}.{name}", relation=relation)
        and (all(offers[name].values()) or (rejected is not None and rejected.command == name))
    ]


def _offers(here: OwnSituation) -> dict[str, ChoicesByField]:
    """Returns what each command has to choose from."""
    key, consents, declared, tree = here
    given = {each for each, dated in consents.items() if dated and dated[-1].holds and each in tree}
    known = sorted({each.figure.measure for each in declared})
    return {
        Consent.name: {
            "conference": _conferences((each for each in tree.invited_by(key, date.max) if each not in given), tree)
        },
        WithdrawConsent.name: {"conference": _conferences(given, tree)},
        DeclareFigure.name: {"measure": _measures(DECLARABLE)},
        WithdrawDeclaration.name: {"measure": _measures(known)},
    }


def _conferences(conferences: Iterable[str], tree: OrganizationTree) -> tuple[Choice, ...]:
    return tuple(Choice(each, tree.newest_name(each)) for each in sorted(conferences))


def _measures(names: Iterable[str]) -> tuple[Choice, ...]:
    return tuple(Choice(each, title_of(each)) for each in names)
