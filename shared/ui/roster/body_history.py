"""The history of a township body as its keeper sees it: its directors, and every item of the checklist that was met or lost."""

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


class DirectorEntry(NamedTuple):
    """How the director held the office from a day on; `role`: empty after a dismissal. `meeting`, `post`: what the keeper recorded."""

    on: date
    role: str
    meeting: str
    post: str


def directors(record: OrganizationRecord, texts: TextsBySequence) -> list[DirectorEntry]:
    """Returns the appointments and dismissals of directors, the newest first."""
    state = record.state
    entries = [
        DirectorEntry(
            on=day_of(state.log, each.entry),
            role=each.role.title_zh if each.role else "",
            meeting=texts.get(each.entry, {}).get("meeting", ""),
            post=texts.get(each.entry, {}).get("post", ""),
        )
        for each in state.directors
    ]
    return sorted(entries, key=lambda entry: entry.on)[::-1]


def checklist_evidence(record: OrganizationRecord, texts: TextsBySequence) -> list[ItemEvidence]:
    """Returns the changes of the checklist by day."""
    state = record.state
    changes = [
        ItemEvidence(day_of(state.log, each.entry), each.item, each.met, texts.get(each.entry, {}).get("evidence", ""))
        for each in state.checklist
    ]
    return sorted(changes, key=lambda change: change.on)
