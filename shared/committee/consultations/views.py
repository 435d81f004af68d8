"""What the API says of a consultation or another activity. Texts are read here and nowhere outside the service."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from shared.committee import papers
from shared.committee.consultations.columns import overdue
from shared.committee.matters.kind import Shown
from shared.committee.matters.views import Receipt, Summary, received, summed_up
from shared.contracts.vocabulary import ActivityClass, ActivityForm, ConsultationState
from shared.domain.consultations.commands import OutcomeKind
from shared.domain.log import day_of


@dataclass(frozen=True, kw_only=True)
class ConsultationSummary(Summary):
    """A line of the list. `made`, `adopted`, `done`: how many suggestions."""

    status: ConsultationState
    activity: Annotated[ActivityClass, Field(serialization_alias="class")]
    form: ActivityForm | None
    planned_on: date | None
    held_on: date | None
    participants: int
    made: int
    adopted: int
    done: int


@dataclass(frozen=True, kw_only=True)
class SuggestionView:
    """A numbered suggestion, and what became of it."""

    number: int
    text: str
    made_on: date
    adopted_on: date | None
    done_on: date | None


@dataclass(frozen=True, kw_only=True)
class ConsultationView(ConsultationSummary, Receipt):
    """One activity, with its texts."""

    status: ConsultationState
    content: str
    venue: str
    suggestions: list[SuggestionView]
    outcome: OutcomeKind | None
    converted_to: list[str]


def summary(row: Any, today: date) -> ConsultationSummary:
    """A row of `consultations` as a line of the list."""
    return ConsultationSummary(
        **summed_up(row, ConsultationState, overdue=overdue(row.status, row.planned_on, today)),
        activity=ActivityClass(row.activity),
        form=ActivityForm(row.form) if row.form else None,
        planned_on=row.planned_on,
        held_on=row.held_on,
        participants=row.participants,
        made=row.made,
        adopted=row.adopted,
        done=row.done,
    )


def detail(shown: Shown) -> ConsultationView:
    """One activity, with its suggestions."""
    state = shown.state
    return ConsultationView(
        **asdict(summary(shown.row, shown.today)),
        **received(shown),
        content=papers.newest(shown.texts, "content"),
        venue=papers.newest(shown.texts, "venue"),
        suggestions=list(_suggestions(shown)),
        outcome=state.outcome,
        converted_to=list(state.converted_to),
    )


def _suggestions(shown: Shown) -> list[SuggestionView]:
    log = shown.state.log
    texts = [text for step in sorted(shown.texts) for text in papers.listed(shown.texts[step], "suggestions")]
    return [
        SuggestionView(
            number=number,
            text=text,
            made_on=day_of(log, each.made),
            adopted_on=day_of(log, each.adopted) if each.adopted else None,
            done_on=day_of(log, each.done) if each.done else None,
        )
        for number, (each, text) in enumerate(zip(shown.state.suggestions, texts, strict=True), 1)
    ]
