"""The history of a township body as its keeper sees it: every item of the checklist that was met or lost, with its evidence."""

from datetime import date
from typing import NamedTuple

from shared.committee.matter_texts import TextsBySequence
from shared.committee.organizations.repository import OrganizationRecord
from shared.domain.log import day_of


class ItemEvidence(NamedTuple):
    """An item of the checklist that was met, or lost, on a day, and what shows it."""

    on: date
    item: str
    met: bool
    evidence: str


def checklist_evidence(record: OrganizationRecord, texts: TextsBySequence) -> list[ItemEvidence]:
    """Returns the changes of the checklist by day."""
    state = record.state
    changes = [
        ItemEvidence(day_of(state.log, each.entry), each.item, each.met, texts.get(each.entry, {}).get("evidence", ""))
        for each in state.checklist
    ]
    return sorted(changes, key=lambda change: change.on)
