"""Request and response bodies of an annual plan 年度协商计划. Its texts never leave the service in events."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from shared.committee.bodies import Line, StrictBody, Text, command_of
from shared.committee.kinds.plans.columns import PlanRow
from shared.committee.matter_texts import TextsBySequence
from shared.committee.matters.record import MatterDetails
from shared.committee.matters.schemas import Receipt, Summary, has_passed, receipt_fields, summary_fields
from shared.contracts.consultation_vocabulary import PlanClass, PlanState
from shared.contracts.vocabulary import Level
from shared.domain.charters.plan_stages import PlanStage
from shared.domain.log import day_of
from shared.domain.plans.commands import DraftPlan, TopicSource
from shared.domain.plans.state import Plan, PlannedItem
from shared.storage.attributes import from_attributes


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
    """A row of the list. `items`, `executed`, `dropped`: numbers of items; `limit`: the earliest of an open item."""

    status: PlanState
    confirmed_on: date | None
    limit: date | None
    items: int
    executed: int
    dropped: int


@dataclass(frozen=True, kw_only=True)
class ItemView:
    """An item of a plan as it was changed last. `overdue`: of a confirmed plan, open, and its deadline has passed.

    `consultation`: the id of its activity, with title and state.
    """

    number: int
    topic: str
    activity: Annotated[PlanClass, Field(serialization_alias="class")]
    class_title: str
    source: TopicSource
    lead_leader: str
    department: str
    person: str
    deadline: date
    added_on: date
    executed_on: date | None
    consultation: str | None
    activity_title: str
    activity_state: str
    changed_on: date | None
    change_reason: str
    dropped_on: date | None
    drop_reason: str
    overdue: bool
    state_title: str


@dataclass(frozen=True, kw_only=True)
class PlanView(PlanSummary, Receipt):
    """A plan with its items. `stages`: those that it passes before its items count, by the charter."""

    status: PlanState
    stages: list[PlanStage]
    contents: list[ItemView]


def summary(row: PlanRow, today: date) -> PlanSummary:
    """Returns the row of the list for a row of `plans`."""
    overdue = has_passed(row.limit_on, today)
    return from_attributes(PlanSummary, row, limit=row.limit_on, **summary_fields(row, PlanState, overdue=overdue))


def detail(details: MatterDetails[Plan]) -> PlanView:
    """Returns a plan with the texts of its items."""
    contents = [_item(details, number, item) for number, item in enumerate(details.state.items, 1)]
    summed, stages = asdict(summary(details.row, details.today)), list(details.state.stages)
    return PlanView(**summed, **receipt_fields(details), stages=stages, contents=contents)


def item_texts(item: PlannedItem, texts: TextsBySequence) -> Mapping[str, str]:
    """Returns the newest texts of an item by their names. `texts`: those of its plan."""
    entries = (item.added, *item.changed)
    return {name: text for entry in entries for name, text in texts.get(entry, {}).items() if text}


def _item(details: MatterDetails[Plan], number: int, item: PlannedItem) -> ItemView:
    texts = item_texts(item, details.texts)
    linked = details.linked.get(item.consultation or "")
    log, last = details.state.log, item.changed[-1] if item.changed else None
    overdue = bool(details.row.confirmed_on and item.is_open and has_passed(item.deadline, details.today))
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
        added_on=day_of(log, item.added),
        executed_on=day_of(log, item.executed) if item.executed else None,
        consultation=item.consultation,
        activity_title=linked.title if linked else "",
        activity_state=linked.status_title if linked else "",
        changed_on=day_of(log, last) if last else None,
        change_reason=details.texts.get(last, {}).get("reason", "") if last else "",
        dropped_on=day_of(log, item.dropped) if item.dropped else None,
        drop_reason=details.texts.get(item.dropped, {}).get("reason", "") if item.dropped else "",
        overdue=overdue,
        state_title="已执行" if item.executed else "已取消" if item.dropped else "逾期" if overdue else "未执行",
    )
