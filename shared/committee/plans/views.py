"""What the API says of an annual plan. Topics and names are read here and nowhere outside the service."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from shared.committee.matters.kind import Shown
from shared.committee.matters.views import Receipt, Summary, received, summed_up
from shared.contracts.vocabulary import PlanClass, PlanState
from shared.domain.log import day_of
from shared.domain.plans.commands import Source


@dataclass(frozen=True, kw_only=True)
class PlanSummary(Summary):
    """A line of the list: how many items it has, and how many were executed."""

    status: PlanState
    confirmed_on: date | None
    items: int
    executed: int


@dataclass(frozen=True, kw_only=True)
class ItemView:
    """An item of a plan."""

    number: int
    topic: str
    activity: Annotated[PlanClass, Field(serialization_alias="class")]
    class_title: str
    source: Source
    lead_leader: str
    department: str
    person: str
    deadline: date
    executed_on: date | None
    consultation: str | None


@dataclass(frozen=True, kw_only=True)
class PlanView(PlanSummary, Receipt):
    """One plan with its items."""

    status: PlanState
    contents: list[ItemView]


def summary(row: Any, _today: date) -> PlanSummary:
    """A row of `plans` as a line of the list."""
    return PlanSummary(
        **summed_up(row, PlanState), confirmed_on=row.confirmed_on, items=row.items, executed=row.executed
    )


def detail(shown: Shown) -> PlanView:
    """One plan, with the texts of its items."""
    contents = [_item(shown, number, item) for number, item in enumerate(shown.state.items, 1)]
    return PlanView(**asdict(summary(shown.row, shown.today)), **received(shown), contents=contents)


def _item(shown: Shown, number: int, item: Any) -> ItemView:
    texts = shown.texts.get(item.added, {})
    return ItemView(
        number=number,
        topic=texts.get("topic", ""),
        activity=item.activity,
        class_title=item.activity.title_zh,
        source=item.source,
        lead_leader=texts.get("lead_leader", ""),
        department=texts.get("department", ""),
        person=texts.get("person", ""),
        deadline=item.deadline,
        executed_on=day_of(shown.state.log, item.executed) if item.executed else None,
        consultation=item.consultation,
    )
