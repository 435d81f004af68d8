"""The forms of an organization's record: those commands that the account may give to it now."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from shared.committee.desk.blanks import Choice
from shared.committee.desk.controls import Sheet, Tried, sheet
from shared.committee.desk.labels import WORDS
from shared.committee.directory.places import Places
from shared.committee.office import Office
from shared.committee.organizations.keeping import permission
from shared.committee.organizations.repository import Kept
from shared.committee.relations import relation_to_record
from shared.domain.charter import Charter
from shared.domain.organizations.commands import COMMANDS
from shared.domain.organizations.transitions import allowed
from shared.web.accounts import Account
from shared.web.permissions import may


class Situation(NamedTuple):
    """A record, as far as choices depend on it."""

    record: Kept
    places: Places
    charter: Charter


def version_of(record: Kept) -> str:
    return f"{record.epoch}-{record.sequence}"


def sheets(
    record: Kept, account: Account, office: Office, places: Places, tried: Tried | None, address: str
) -> list[Sheet]:
    """A form for each command; one that was tried and is over keeps what was typed."""
    stands, state = relation_to_record(account, record.keeper), record.state
    names = [each for each in allowed(state) if may(account, permission(each, state.level), relation=stands)]
    if tried is not None and tried.command not in names:
        names.insert(0, tried.command)
    here = Situation(record, places, office.charters.on(office.today(), record.keeper))
    return [
        sheet(
            COMMANDS[name],
            command=name,
            title=COMMANDS[name].title_zh,
            action=address,
            initial={"on": office.today().isoformat()},
            charter=here.charter,
            offers={field: offer(here) for (command, field), offer in OFFERS.items() if command == name},
            version=version_of(record),
            tried=tried,
        )
        for name in names
    ]


def _items(here: Situation) -> tuple[Choice, ...]:
    """Of the checklist, as far as they are not met."""
    met = here.record.state.items_met()
    return tuple(Choice(each, WORDS["item"].get(each, each)) for each in here.charter.checklist if each not in met)


def _members(here: Situation) -> tuple[Choice, ...]:
    members = sorted(here.record.state.members())
    return tuple(Choice(each, here.places.newest_name(each)) for each in members if each in here.places)


def _steps(here: Situation) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(number), f"{entry.on} {COMMANDS[entry.command].title_zh}")
        for number, entry in enumerate(here.record.state.log, 1)
        if entry.command != "correct"
    )


OFFERS: Mapping[tuple[str, str], Callable[[Situation], tuple[Choice, ...]]] = {
    ("standardise", "item"): _items,
    ("release", "member"): _members,
    ("convene", "member"): _members,
    ("correct", "step"): _steps,
}
"""(command, field) -> its choices."""
