"""Response bodies of organizations, as of a day."""

from dataclasses import dataclass
from datetime import date

from shared.committee.directory.dated import entry_on, holds_on
from shared.committee.directory.tree import OrganizationTree
from shared.committee.organizations.repository import OrganizationRecord
from shared.contracts.facts import OrganizationFacts
from shared.contracts.vocabulary import DirectorRole, Level
from shared.storage.attributes import from_attributes


@dataclass(frozen=True, kw_only=True)
class CodeView:
    """A code of an official list, from a day on; empty when the organization is in no list."""

    code: str
    valid_from: date


@dataclass(frozen=True, kw_only=True)
class BodyView:
    """The body of an organization on the day: whether and since when it is established, and whether the whole checklist is met.

    `director`: how the director holds the office, since `director_since`; None: there is none. `members`, `special_invited`: numbers.
    """

    established: bool
    since: date | None
    standardised: bool
    director: DirectorRole | None
    director_since: date | None
    members: int
    special_invited: int


@dataclass(frozen=True, kw_only=True)
class ItemChange:
    """An item of the checklist that was met, or lost, on a day."""

    on: date
    item: str
    met: bool


@dataclass(frozen=True, kw_only=True)
class OrganizationView:
    """An organization on a day. `checklist`: the items that are met; `checklist_changes`: when each was met or lost.

    `merged_into`: the organization that took it over; `memberships`: the conferences that it is a member of; `invitations`: those that have
    invited it and that it has not consented to. Only a conference has `members`, a `convenor`, and organizations that are `invited` and
    have not consented.
    """

    key: str
    code: str
    codes: list[CodeView]
    name: str
    names: list[str]
    level: Level
    parent: str | None
    on_roster: bool
    body: BodyView
    checklist: list[str]
    checklist_changes: list[ItemChange]
    memberships: list[str]
    invitations: list[str]
    members: list[str]
    invited: list[str]
    convenor: str | None
    merged_into: str | None


@dataclass(frozen=True, kw_only=True)
class OrganizationReceipt:
    """The record after a command; `commands`: the commands that this account may give now."""

    key: str
    name: str
    level: Level
    keeper: str
    status: str
    epoch: int
    sequence: int
    commands: list[str]


def view(key: str, *, tree: OrganizationTree, day: date) -> OrganizationView:
    """Returns the organization on the day, as known now."""
    facts = tree.facts(key)
    return OrganizationView(
        key=key,
        code=tree.code(key, day),
        codes=[CodeView(code=entry.code, valid_from=entry.day) for entry in facts.codes],
        name=tree.name(key, day),
        names=[entry.name for entry in facts.names],
        level=facts.level,
        parent=tree.parent(key, day),
        on_roster=tree.on_roster(key, day),
        body=_body(facts, day),
        checklist=_met(facts, day),
        checklist_changes=[ItemChange(on=at, item=item, met=met) for at, item, met in facts.checklist if at <= day],
        memberships=tree.conferences_of(key, day),
        invitations=tree.invitations_of(key, day),
        members=tree.members_of(key, day),
        invited=tree.invited(key, day),
        convenor=tree.convenor(key, day),
        merged_into=facts.merged_into,
    )


def _body(facts: OrganizationFacts, day: date) -> BodyView:
    entry = entry_on(facts.body, day)
    established = entry is not None and entry.holds
    director = next((each for each in reversed(facts.directors) if each.day <= day), None)
    counted = next((each for each in reversed(facts.staffing) if each.day <= day), None)
    return BodyView(
        established=established,
        since=entry.day if established and entry else None,
        standardised=holds_on(facts.standardised, day),
        director=director.role if director else None,
        director_since=director.day if director and director.role else None,
        members=counted.members if counted else 0,
        special_invited=counted.special_invited if counted else 0,
    )


def _met(facts: OrganizationFacts, day: date) -> list[str]:
    newest = {entry.item: entry.met for entry in facts.checklist if entry.day <= day}
    return sorted(item for item, met in newest.items() if met)


def receipt(record: OrganizationRecord, commands: list[str]) -> OrganizationReceipt:
    """Returns the response body of a command."""
    state = record.state
    return from_attributes(
        OrganizationReceipt,
        record,
        name=state.names[-1].value,
        level=state.level,
        status=state.status,
        commands=commands,
    )
