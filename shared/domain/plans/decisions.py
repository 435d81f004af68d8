"""The decisions on an annual plan. Pure: no clock, no ids, no I/O."""

from dataclasses import replace
from datetime import date

from shared.domain.admission import DecisionContext, check_text, decided, year_of
from shared.domain.days import check_limit
from shared.domain.errors import ConflictError, invalid
from shared.domain.lines import line_in
from shared.domain.plans.commands import AddItem, ApprovePlan, Comment, DraftPlan, Execute, PlanCommand
from shared.domain.plans.evolution import PlanEvent
from shared.domain.plans.state import Plan
from shared.domain.plans.transitions import TRANSITIONS

MOST_ITEMS = 300


def decide(state: Plan | None, command: PlanCommand, *, context: DecisionContext) -> PlanEvent:
    """Returns the event of the command; raises a `LianxiError` when a rule refuses it."""
    return decided(state, command, TRANSITIONS, begin=_begin, complete=_complete, context=context)


def _complete(state: Plan, command: PlanCommand, day: date, context: DecisionContext) -> PlanCommand:
    """Returns the command as the rules complete it; raises a `LianxiError` when one of them refuses it."""
    match command:
        case AddItem():
            return _add_item(state, command, day, today=context.today)
        case Comment(text=text):
            check_text("text", text)
        case ApprovePlan() if not state.items:
            raise TRANSITIONS.refusal(state.status, "计划中还没有项目")
        case Execute(item=number):
            _execute(state, number)
    return command


def _begin(command: PlanCommand, day: date, _context: DecisionContext) -> PlanCommand:
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
