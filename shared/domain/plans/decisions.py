"""The decisions on an annual plan. Pure: no clock, no ids, no I/O."""

from dataclasses import replace
from datetime import date
from typing import Any

from shared.contracts.subjects import Subject
from shared.domain.admission import admit, check_correction, check_text, year_of
from shared.domain.command import Correct
from shared.domain.days import check_limit
from shared.domain.decision_context import DecisionContext
from shared.domain.errors import ConflictError, invalid
from shared.domain.lines import line_in
from shared.domain.plans.commands import AddItem, ApprovePlan, Comment, DraftPlan, Execute, PlanCommand
from shared.domain.plans.evolution import PlanEvent
from shared.domain.plans.state import Plan
from shared.domain.plans.transitions import TRANSITIONS

MOST_ITEMS = 300


def decide(state: Plan | None, command: PlanCommand, *, context: DecisionContext) -> list[PlanEvent]:
    """Returns the events of the command; raises a `LianxiError` when a rule refuses it."""

    def complete(dated: Any, day: date) -> Any:
        if isinstance(dated, DraftPlan):
            return replace(dated, year=year_of(dated.year, day))
        if state is not None:
            _check(state, dated, day, today=context.today)
        return _written(dated) if isinstance(dated, AddItem) else dated

    return admit(
        Subject.PLAN,
        command,
        state=state,
        transitions=TRANSITIONS,
        complete=complete,
        begins=isinstance(command, DraftPlan),
        context=context,
    )


def _check(state: Plan, command: Any, day: date, *, today: date) -> None:
    match command:
        case AddItem():
            _check_item(state, command, day, today=today)
        case Comment(text=text):
            check_text("text", text)
        case ApprovePlan() if not state.items:
            raise TRANSITIONS.refusal(state.status, "计划中还没有项目")
        case Execute(item=number):
            _check_execution(state, number)
        case Correct():
            check_correction(Subject.PLAN, state, command, today=today)


def _written(command: AddItem) -> AddItem:
    """Returns the command with its mandatory fields as lines; refuses a blank one, naming the field."""
    lines: dict[str, Any] = {field: line_in(field, getattr(command, field)) for field in command.texts}
    return replace(command, **lines)


def _check_item(state: Plan, command: AddItem, day: date, *, today: date) -> None:
    check_limit("deadline", command.deadline, since=day, rule="不能早于列入日期", today=today)
    if len(state.items) >= MOST_ITEMS:
        raise invalid("topic", None, f"一个计划最多{MOST_ITEMS}项")


def _check_execution(state: Plan, number: int) -> None:
    if not 1 <= number <= len(state.items):
        raise invalid("item", number, f"没有第{number}项；共{len(state.items)}项")
    if state.items[number - 1].executed is not None:
        raise ConflictError("already-recorded", f"第{number}项已登记执行")
