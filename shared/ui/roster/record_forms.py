"""The forms of an organization's record: the commands that the account may execute on it now."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.organizations.repository import OrganizationRecord
from shared.committee.relations import relation_to_record
from shared.contracts.vocabulary import Level
from shared.domain.charters.charter import Charter
from shared.domain.log import STEPLESS
from shared.domain.organizations.commands import COMMANDS
from shared.domain.organizations.corrections import taken_back
from shared.domain.organizations.keepers import MEMBERS, may_be_above, permission
from shared.domain.organizations.transitions import allowed
from shared.ui.forms.controls import FormView, RejectedForm, form_view
from shared.ui.forms.fields import Choice
from shared.ui.forms.labels import WORDS
from shared.web.accounts import Account
from shared.web.permissions import may


class RecordSituation(NamedTuple):
    """The state of a record and of its surroundings that choices depend on."""

    record: OrganizationRecord
    tree: OrganizationTree
    charter: Charter
    today: date


def version_of(record: OrganizationRecord) -> str:
    return f"{record.epoch}-{record.sequence}"


def record_forms(
    record: OrganizationRecord,
    account: Account,
    context: ServiceContext,
    tree: OrganizationTree,
    rejected: RejectedForm | None,
    address: str,
) -> list[FormView]:
    """Returns a form for each command; a rejected form stays, with its values, even when its command is no longer possible."""
    relation, state = relation_to_record(account, record.keeper), record.state
    names = [each for each in allowed(state) if may(account, permission(each, state.level), relation=relation)]
    if rejected is not None and rejected.command not in names:
        names.insert(0, rejected.command)
    here = RecordSituation(record, tree, context.charters.on(context.today(), record.keeper), context.today())
    applying = [name for name in names if _applies(name, here) or (rejected is not None and rejected.command == name)]
    return [
        form_view(
            COMMANDS.by_name[name],
            command=name,
            title=COMMANDS.by_name[name].title_zh,
            action=address,
            initial={"on": context.today().isoformat()},
            charter=here.charter,
            offers={field: offer(here) for (command, field), offer in CHOICES.items() if command == name},
            version=version_of(record),
            rejected=rejected,
        )
        for name in sorted(applying, key=lambda name: DESTRUCTIVE.index(name) + 1 if name in DESTRUCTIVE else 0)
    ]


def _applies(command: str, here: RecordSituation) -> bool:
    """Returns whether the page offers a permitted command: each field has choices, and commands on a body need a township."""
    if command in _OF_A_BODY and here.record.state.level is not Level.TOWNSHIP:
        return False
    return all(offer(here) for (name, _), offer in CHOICES.items() if name == command)


def _items(here: RecordSituation) -> tuple[Choice, ...]:
    """Returns the items of the checklist that are not met."""
    met = here.record.state.items_met()
    return tuple(Choice(each, WORDS["item"].get(each, each)) for each in here.charter.checklist if each not in met)


def _met(here: RecordSituation) -> tuple[Choice, ...]:
    """Returns the items of the checklist that are met."""
    return tuple(Choice(each, WORDS["item"].get(each, each)) for each in sorted(here.record.state.items_met()))


def _members(here: RecordSituation) -> tuple[Choice, ...]:
    members = sorted(here.record.state.members())
    return tuple(Choice(each, here.tree.newest_name(each)) for each in members if each in here.tree)


def _consenting(here: RecordSituation) -> tuple[Choice, ...]:
    consenting = here.record.state.consenting_members()
    return tuple(each for each in _members(here) if each.value in consenting)


def _named(keys: Iterable[str], here: RecordSituation) -> tuple[Choice, ...]:
    """Returns those of the organizations that are on the roster today, each with the name of the organization above it."""
    tree, day = here.tree, here.today
    return tuple(Choice(key, _title(key, tree, day)) for key in keys if key in tree and tree.on_roster(key, day))


def _title(key: str, tree: OrganizationTree, day: date) -> str:
    parent = tree.parent(key, day)
    above = f"（{tree.name(parent, day)}）" if parent is not None and parent in tree else ""
    return tree.name(key, day) + above


def _successors(here: RecordSituation) -> tuple[Choice, ...]:
    """Returns the organizations of the same level with the same parent."""
    tree, record, day = here.tree, here.record, here.today
    parent = tree.parent(record.key, day)
    siblings = tree if parent is None else tree.children(parent, day)
    level = record.state.level
    return _named((each for each in sorted(siblings) if each != record.key and tree.level(each) is level), here)


def _parents(here: RecordSituation) -> tuple[Choice, ...]:
    """Returns the organizations on higher levels in the same province, without the present parent."""
    tree, record, day = here.tree, here.record, here.today
    *_, top = (record.key, *tree.ancestors(record.key, day))
    keys = sorted((top, *tree.below(top, day))) if top in tree else []
    own = tree.parent(record.key, day)
    return _named((each for each in keys if each != own and may_be_above(tree.level(each), record.state.level)), here)


def _candidates(here: RecordSituation) -> tuple[Choice, ...]:
    """Returns the committees that can be members and are not."""
    tree, members = here.tree, here.record.state.members()
    return _named((each for each in sorted(tree) if tree.level(each) in MEMBERS and each not in members), here)


def _steps(here: RecordSituation) -> tuple[Choice, ...]:
    reversed_entries = taken_back(here.record.state)
    return tuple(
        Choice(str(number), f"{entry.on} {COMMANDS.by_name[entry.command].title_zh}")
        for number, entry in enumerate(here.record.state.log, 1)
        if entry.command not in STEPLESS and number not in reversed_entries
    )


DESTRUCTIVE = ("dissolve", "release", "withdraw_consent", "withdraw_declaration", "merge", "remove")
"""Commands that end something: the last on the page, in one collapsed group."""

_OF_A_BODY = frozenset(
    {"establish", "standardise", "lose_item", "appoint_director", "dismiss_director", "count_members", "dissolve"}
)

CHOICES: Mapping[tuple[str, str], Callable[[RecordSituation], tuple[Choice, ...]]] = {
    ("standardise", "item"): _items,
    ("lose_item", "item"): _met,
    ("merge", "into"): _successors,
    ("move", "parent"): _parents,
    ("admit", "member"): _candidates,
    ("release", "member"): _members,
    ("convene", "member"): _consenting,
    ("correct", "step"): _steps,
}
"""(command, field) -> the function that returns its choices."""
