"""Applies an event to an annual plan. Needs no charter and no clock."""

from typing import assert_never

from msgspec import structs

from shared.contracts.consultation_vocabulary import PlanState as S
from shared.domain.charters.plan_stages import PlanStage
from shared.domain.command import Correct
from shared.domain.event import DomainEvent
from shared.domain.event_log import entry_of, evolved
from shared.domain.plans import commands
from shared.domain.plans.state import Plan, PlannedItem
from shared.domain.plans.transitions import TRANSITIONS
from shared.domain.transitions import not_begun

PlanEvent = DomainEvent[commands.PlanCommand]


def evolve(state: Plan | None, event: PlanEvent) -> Plan:
    """Returns the state after the event."""
    return evolved(state, event, TRANSITIONS, begun=_begun, recorded=_recorded, leads_to=_leads_to)


def _leads_to(state: Plan, command: commands.PlanCommand) -> S | None:
    """Returns the state after an approval, which confirms a plan that needs no confirmation; None for every other command."""
    if not isinstance(command, commands.ApprovePlan):
        return None
    return S.APPROVED if PlanStage.CONFIRMATION in state.stages else S.CONFIRMED


def _begun(event: PlanEvent) -> Plan:
    match event.command:
        case commands.DraftPlan(year=year):
            return Plan(year=year or event.on.year, log=(entry_of(event, S.DRAFT),), stages=event.plan_stages)
    raise not_begun()


def _recorded(state: Plan, event: PlanEvent) -> Plan:
    """Returns the state changed by the event; the caller adds the log entry."""
    entry, replace = state.sequence + 1, structs.replace
    match event.command:
        case commands.AddItem(activity=activity, source=source, deadline=deadline):
            item = PlannedItem(added=entry, activity=activity, source=source, deadline=deadline)
            return replace(state, items=(*state.items, item))
        case commands.Execute(item=number, consultation=consultation):
            item = state.items[number - 1]
            return _with_item(
                state, number, replace(item, executed=entry, consultation=consultation or item.consultation)
            )
        case commands.LinkActivity(item=number, consultation=consultation):
            return _with_item(state, number, replace(state.items[number - 1], consultation=consultation))
        case commands.ChangeItem(item=number, deadline=deadline):
            item = state.items[number - 1]
            changed = replace(item, changed=(*item.changed, entry))
            if deadline is not None:
                changed = replace(changed, deadline=deadline, deadline_set=entry)
            return _with_item(state, number, changed)
        case commands.SendBack():
            return replace(state, stages=event.plan_stages)
        case commands.DropItem(item=number):
            return _with_item(state, number, replace(state.items[number - 1], dropped=entry))
        case commands.DraftPlan() | commands.Comment() | commands.ApprovePlan() | commands.Confirm() | Correct():
            return state  # the log alone changes
        case _:
            assert_never(event.command)


def _with_item(state: Plan, number: int, item: PlannedItem) -> Plan:
    items = (*state.items[: number - 1], item, *state.items[number:])
    return structs.replace(state, items=items)
