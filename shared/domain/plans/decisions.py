"""The decisions on an annual plan. Pure: no clock, no ids, no I/O."""

from dataclasses import replace
from datetime import date
from typing import assert_never

from shared.domain.admission import DecisionContext, admit, check_text, year_of
from shared.domain.command import Correct
from shared.domain.days import check_limit
from shared.domain.errors import ConflictError, invalid
from shared.domain.lines import line_in
from shared.domain.plans.commands import AddItem, ApprovePlan, Comment, Confirm, DraftPlan, Execute, PlanCommand
from shared.domain.plans.evolution import PlanEvent
from shared.domain.plans.state import Plan
from shared.domain.plans.transitions import TRANSITIONS

MOST_ITEMS = 300


def decide(state: Plan | None, command: PlanCommand, *, context: DecisionContext) -> PlanEvent:
    """Returns the event of the command; raises a `LianxiError` when a rule refuses it."""
    event = admit(state, command, TRANSITIONS, context=context)
    completed, day = event.command, event.on
    if state is None:
        return replace(event, command=_begin(completed, day))
    match completed:
        case AddItem():
            completed = _add_item(state, completed, day, today=context.today)
        case Comment(text=text):
            check_text("text", text)
        case ApprovePlan():
            if not state.items:
                raise TRANSITIONS.refusal(state.status, "计划中还没有项目")
        case Execute(item=number):
            _execute(state, number)
        case DraftPlan() | Confirm() | Correct():
            pass  # no rule of their own
        case _:
            assert_never(completed)
    return replace(event, command=completed)


def _begin(command: PlanCommand, day: date) -> PlanCommand:
    """Returns the draft with its year."""
    return replace(command, year=year_of(command.year, day)) if isinstance(command, DraftPlan) else command


def _add_item(state: Plan, command: AddItem, day: date, *, today: date) -> AddItem:
    """Returns the command with its mandatory fields as lines; refuses a blank one, naming the field."""
    check_limit("deadline", command.deadline, since=day, rule="不能早于列入日期", today=today)
    if len(state.items) >= MOST_ITEMS:
        raise invalid("topic", None, f"一个计划最多{MOST_ITEMS}项")
    return replace(
        command,
        topic=line_in("topic", command.topic),
        lead_leader=line_in("lead_leader", command.lead_leader),
        department=line_in("department", command.department),
        person=line_in("person", command.person),
    )


def _execute(state: Plan, number: int) -> None:
    if not 1 <= number <= len(state.items):
        raise invalid("item", number, f"没有第{number}项；共{len(state.items)}项")
    if state.items[number - 1].executed is not None:
        raise ConflictError("already-recorded", f"第{number}项已登记执行")
