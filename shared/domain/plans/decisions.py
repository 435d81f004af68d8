"""The decisions on an annual plan. Pure: no clock, no ids, no I/O."""

from dataclasses import replace
from datetime import date
from typing import assert_never

from shared.domain.admission import DecisionContext, admit, check_text, year_of
from shared.domain.charters.plan_stages import PlanStage
from shared.domain.command import Correct
from shared.domain.days import check_limit
from shared.domain.errors import EntryCount, conflict, invalid
from shared.domain.lines import line_in
from shared.domain.plans.commands import (
    AddItem,
    ApprovePlan,
    ChangeItem,
    Comment,
    Confirm,
    DraftPlan,
    DropItem,
    Execute,
    LinkActivity,
    PlanCommand,
    SendBack,
)
from shared.domain.plans.evolution import PlanEvent
from shared.domain.plans.state import Plan
from shared.domain.plans.transitions import TRANSITIONS

MOST_ITEMS = 300


def decide(state: Plan | None, command: PlanCommand, *, context: DecisionContext) -> PlanEvent:
    """Returns the event of the command; raises a `LianxiError` when a rule refuses it."""
    event = admit(state, command, TRANSITIONS, context=context)
    completed, day = event.command, event.on
    event = replace(event, plan_stages=context.charter.plan_stages)
    if state is None:
        return replace(event, command=_begin(completed, day))
    if isinstance(completed, ChangeItem | DropItem | SendBack):
        check_text("reason", completed.reason)
    match completed:
        case AddItem():
            completed = _add_item(state, completed, day, context=context)
        case Comment(text=text):
            check_text("text", text)
        case ChangeItem():
            completed = _change_item(state, completed, day, today=context.today)
        case ApprovePlan() | Confirm():
            _check_stage(state, completed)
        case LinkActivity(item=number) | Execute(item=number) | DropItem(item=number):
            _check_open(state, number)
        case DraftPlan() | SendBack() | Correct():
            pass  # no rule of their own
        case _:
            assert_never(completed)
    return replace(event, command=completed)


def _begin(command: PlanCommand, day: date) -> PlanCommand:
    """Returns the draft with its year."""
    return replace(command, year=year_of(command.year, day)) if isinstance(command, DraftPlan) else command


def _check_stage(state: Plan, command: ApprovePlan | Confirm) -> None:
    """Refuses a stage that the plan does not have, or before the stages that precede it, and a plan without items."""
    stage = PlanStage.REVIEW if isinstance(command, ApprovePlan) else PlanStage.CONFIRMATION
    if stage not in state.stages:
        raise TRANSITIONS.refusal(state, command, f"按章程，计划不经“{stage.title_zh}”")
    if state.awaits_comments:
        raise TRANSITIONS.refusal(state, command, "按章程，计划须先征求意见")
    if not state.can(command.name):
        raise TRANSITIONS.refusal(state, command, "按章程，计划须先审议")
    if all(item.dropped for item in state.items):
        raise TRANSITIONS.refusal(state, command, "计划中还没有项目")


def _add_item(state: Plan, command: AddItem, day: date, *, context: DecisionContext) -> AddItem:
    """Returns the command with its mandatory fields as lines; refuses a blank one, naming the field, and a class that the charter lacks."""
    check_limit("deadline", command.deadline, since=day, rule="不能早于列入日期", today=context.today)
    classes = context.charter.plan_classes
    if command.activity not in classes:
        titles = "、".join(each.title_zh for each in classes)
        raise invalid("class", str(command.activity), f"章程规定的类别为：{titles}")
    if len(state.items) >= MOST_ITEMS:
        raise invalid("topic", EntryCount(len(state.items)), f"一个计划最多{MOST_ITEMS}项")
    return replace(
        command,
        topic=line_in("topic", command.topic),
        lead_leader=line_in("lead_leader", command.lead_leader),
        department=line_in("department", command.department),
        person=line_in("person", command.person),
    )


def _change_item(state: Plan, command: ChangeItem, day: date, *, today: date) -> ChangeItem:
    """Returns the command with the changed fields as lines; refuses one that changes nothing."""
    _check_open(state, command.item)
    if command.deadline is not None:
        check_limit("deadline", command.deadline, since=day, rule="不能早于调整日期", today=today)
    changed = replace(
        command,
        topic=_new_line("topic", command.topic),
        lead_leader=_new_line("lead_leader", command.lead_leader),
        department=_new_line("department", command.department),
        person=_new_line("person", command.person),
    )
    if not (changed.topic or changed.lead_leader or changed.department or changed.person or changed.deadline):
        raise invalid("deadline", None, "至少调整一项：议题、牵头领导、责任部门、责任人或完成时限")
    return changed


def _new_line(field: str, text: str) -> str:
    return line_in(field, text) if text else ""


def _check_open(state: Plan, number: int) -> None:
    """Refuses a number that no item has, and an item that is executed or dropped."""
    if not 1 <= number <= len(state.items):
        raise invalid("item", number, f"没有第{number}项；共{len(state.items)}项")
    item = state.items[number - 1]
    if item.executed is not None:
        raise conflict("already-recorded", "item", number, f"第{number}项已登记执行")
    if item.dropped is not None:
        raise conflict("already-recorded", "item", number, f"第{number}项已取消，须重新列入")
