"""The view of the contacts of units with proposers."""

from dataclasses import dataclass
from datetime import date

from shared.committee.matters.record import MatterDetails
from shared.contracts.proposal_vocabulary import ContactForm
from shared.domain.log import day_of
from shared.domain.proposals.state import Proposal


@dataclass(frozen=True, kw_only=True)
class ContactView:
    """A contact 联系 of a unit with a proposer."""

    on: date
    unit: str
    form: ContactForm
    form_title: str
    text: str


def contacts(details: MatterDetails[Proposal]) -> list[ContactView]:
    """Returns the contacts with their texts, in the order of their days."""
    log = details.state.log
    found = [
        ContactView(
            on=day_of(log, each.entry),
            unit=each.unit,
            form=each.form,
            form_title=each.form.title_zh,
            text=details.text(each.entry),
        )
        for each in details.state.contacts
    ]
    return sorted(found, key=lambda view: view.on)
