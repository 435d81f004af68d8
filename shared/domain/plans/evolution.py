"""Applies an event to an annual plan. Needs no charter and no clock."""

from msgspec import structs

from shared.contracts.vocabulary import PlanState as S
from shared.domain.command import Correct
from shared.domain.errors import ConflictError
from shared.domain.event import DomainEvent
from shared.domain.event_log import entry_of, logged, redate
from shared.domain.plans.commands import AddItem, DraftPlan, Execute, PlanCommand
from shared.domain.plans.state import Plan, PlannedItem
from shared.domain.plans.transitions import TRANSITIONS

PlanEvent = DomainEvent[PlanCommand]


def evolve(state: Plan | None, event: PlanEvent) -> Plan:
    """Returns the state after the event."""
    if state is None:
        return _begun(event)
    return logged(_recorded(state, event), event, before=state, transitions=TRANSITIONS)


def _begun(event: PlanEvent) -> Plan:
    match event.command:
        case DraftPlan(year=year):
            return Plan(year=year or event.on.year, log=(entry_of(event, S.DRAFT),))
    raise ConflictError("not-allowed-now", "计划尚未起草，不能执行该操作。")


def _recorded(state: Plan, event: PlanEvent) -> Plan:
    """Returns the state changed by the event; the caller adds the log entry."""
    command, entry, replace = event.command, state.sequence + 1, structs.replace
    match command:
        case AddItem(activity=activity, source=source, deadline=deadline):
            item = PlannedItem(added=entry, activity=activity, source=source, deadline=deadline)
            return replace(state, items=(*state.items, item))
        case Execute(item=number, consultation=consultation):
            items = list(state.items)
            items[number - 1] = replace(items[number - 1], executed=entry, consultation=consultation)
            return replace(state, items=tuple(items))
        case Correct():
            return redate(state, command, event.term)
    return state
