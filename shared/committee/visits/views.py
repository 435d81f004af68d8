"""What the API says of a visit. Titles, texts and names are read here and nowhere outside the service."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from shared.committee import papers
from shared.committee.matters.kind import Shown
from shared.committee.matters.views import Receipt, Summary, received, summed_up
from shared.contracts.vocabulary import VisitOutcome, VisitState


@dataclass(frozen=True, kw_only=True)
class VisitSummary(Summary):
    """A line of the list."""

    status: VisitState
    received_on: date
    outcomes: list[VisitOutcome]


@dataclass(frozen=True, kw_only=True)
class VisitView(VisitSummary, Receipt):
    """One visit, with what was noted of it."""

    status: VisitState
    note: str


def summary(row: Any, _today: date) -> VisitSummary:
    """A row of `visits` as a line of the list."""
    return VisitSummary(
        **summed_up(row, VisitState),
        received_on=row.received_on,
        outcomes=[outcome for outcome in VisitOutcome if getattr(row, str(outcome))],
    )


def detail(shown: Shown) -> VisitView:
    """One visit."""
    return VisitView(
        **asdict(summary(shown.row, shown.today)), **received(shown), note=papers.newest(shown.texts, "note")
    )
