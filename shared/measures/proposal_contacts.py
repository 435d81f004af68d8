"""The steps of the contacts with proposers and of the extensions; the counters are described in `counters.py`.

Both count from the filing at the earliest, and only where the proposal records them.
"""

from datetime import date

from shared.contracts.contact_forms import ContactForm
from shared.contracts.facts import ProposalFacts
from shared.contracts.vocabulary import Recorded
from shared.measures.optional import RECORDED
from shared.measures.steps import Step, merged

_CONTACTS = {form: f"contacts/{form}" for form in ContactForm}


def count_contacts(out: list[Step], facts: ProposalFacts, filed: date) -> None:
    """Appends the steps of the contacts and of the extensions of a filed proposal."""
    year = facts.year
    steps: list[Step] = []
    if Recorded.CONTACTS in facts.records:
        out.append((RECORDED[Recorded.CONTACTS], year, filed, 1))
        steps += [(_CONTACTS[each.form], year, max(filed, each.day), 1) for each in facts.contacts]
    if Recorded.EXTENSIONS in facts.records:
        out.append((RECORDED[Recorded.EXTENSIONS], year, filed, 1))
        steps += [("extensions", year, max(filed, day), 1) for day in facts.extended]
    out += steps if len(steps) <= 1 else merged(steps)
