"""Request and response bodies of an annual plan 年度协商计划. Its texts never leave the service in events."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from shared.committee.bodies import Line, StrictBody, Text, command_of
from shared.committee.kinds.plans.columns import PlanRow
from shared.committee.matters.record import MatterDetails
from shared.committee.matters.schemas import Receipt, Summary, receipt_fields, summary_fields
from shared.contracts.vocabulary import Level, PlanClass, PlanState
from shared.domain.log import day_of
from shared.domain.plans.commands import DraftPlan, TopicSource
from shared.domain.plans.state import Plan, PlannedItem


@dataclass(frozen=True, kw_only=True)
class NewPlan(StrictBody):
    """A new plan. `organization`: by default the account's own; `year`: by default that of `on`. The title stays in the service."""

    organization: Line | None = None
    title: Line = "年度协商计划"
    year: int | None = None
    on: date | None = None
    late_reason: Text | None = None

    def command(self, _level: Level) -> DraftPlan:
        """Returns the command that the rules decide on."""
        return command_of(DraftPlan, self)

    def texts(self) -> dict[str, str]:
        """Returns no text: a new plan has only a title."""
        return {}


@dataclass(frozen=True, kw_only=True)
class PlanSummary(Summary):
    """A row of the list. `items`, `executed`: numbers of items."""

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
    source: TopicSource
    lead_leader: str
    department: str
    person: str
    deadline: date
    executed_on: date | None
    consultation: str | None


@dataclass(frozen=True, kw_only=True)
class PlanView(PlanSummary, Receipt):
    """A plan with its items."""

    status: PlanState
    contents: list[ItemView]


def summary(row: PlanRow, _today: date) -> PlanSummary:
    """Returns the row of the list for a row of `plans`."""
    return PlanSummary(
        **summary_fields(row, PlanState), confirmed_on=row.confirmed_on, items=row.items, executed=row.executed
    )


def detail(details: MatterDetails[Plan]) -> PlanView:
    """Returns a plan with the texts of its items."""
    contents = [_item(details, number, item) for number, item in enumerate(details.state.items, 1)]
    return PlanView(**asdict(summary(details.row, details.today)), **receipt_fields(details), contents=contents)


def _item(details: MatterDetails[Plan], number: int, item: PlannedItem) -> ItemView:
    texts = details.texts.get(item.added, {})
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
        executed_on=day_of(details.state.log, item.executed) if item.executed else None,
        consultation=item.consultation,
    )
