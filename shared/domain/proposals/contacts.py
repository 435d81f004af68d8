"""The contacts of the units of a proposal with its proposers.

A contact is independent of the other steps. Its day is ordered with the assignment of its unit, with the end of that assignment, and
with the end of the proposal.
"""

from datetime import date

from msgspec import Struct

from shared.contracts.dated import DatedContact
from shared.contracts.proposal_vocabulary import ContactForm
from shared.domain.log import Entry, day_of
from shared.domain.proposals.assignment_commands import AcceptReturn, Reassign
from shared.domain.proposals.contact_commands import RecordContact
from shared.domain.proposals.handling import UnitHandling
from shared.domain.proposals.handling_commands import Assign
from shared.domain.proposals.review_commands import MergeProposal, WithdrawProposal

_OF_EVERY_UNIT = frozenset({Assign.name, MergeProposal.name, WithdrawProposal.name})
_OF_A_UNIT = frozenset({AcceptReturn.name, Reassign.name})
_FORMS = list(ContactForm)


class UnitContact(Struct, frozen=True, kw_only=True):
    """A contact of a unit with a proposer. `entry`: the number of its log entry."""

    entry: int
    unit: str
    form: ContactForm


class Contacts(UnitHandling, frozen=True, kw_only=True, omit_defaults=True):
    """A matter whose units contact its proposers; a base class of `Proposal`."""

    contacts: tuple[UnitContact, ...] = ()

    @property
    def units_to_contact(self) -> tuple[str, ...]:
        """Returns the units that may record a contact: handlers now that do not ask to return their assignment."""
        return tuple(each.unit for each in self.assignments if each.is_handling)

    def contacts_by(self, unit: str, day: date, *, before: int) -> int:
        """Returns how many contacts a unit had by a day, since the beginning of the round that a log entry belongs to."""
        returned = self.last_rehandling_entry(before=before)
        since = self.day_begun(returned) if returned else date.min
        days = (day_of(self.log, each.entry) for each in self.contacts if each.unit == unit)
        return sum(since <= each <= day for each in days)

    def dated_contacts(self) -> tuple[DatedContact, ...]:
        """Returns the contacts for the facts, in an order that does not depend on the order of typing."""
        dated = (DatedContact(day_of(self.log, each.entry), each.form) for each in self.contacts)
        return tuple(sorted(dated, key=lambda one: (one.day, _FORMS.index(one.form))))


def are_contacts_ordered(earlier: Entry, later: Entry) -> bool | None:
    """Returns whether the step recorded earlier must not have the later day; None where neither of them is a contact."""
    if RecordContact.name not in (earlier.command, later.command):
        return None
    commands = {earlier.command, later.command}
    shares = not set(earlier.ordering_keys).isdisjoint(later.ordering_keys)
    return bool(commands & _OF_EVERY_UNIT or (shares and commands & _OF_A_UNIT))
