"""Applies an event to a grass-roots platform. Needs no charter and no clock."""

from typing import assert_never

from msgspec import structs

from shared.contracts.platform_vocabulary import PlatformState as S
from shared.domain.command import Correct
from shared.domain.event import DomainEvent
from shared.domain.event_log import entry_of, evolved
from shared.domain.platforms.commands import (
    Appoint,
    ClosePlatform,
    FilePlatform,
    PlatformCommand,
    RecordReception,
    RegisterPlatform,
    Regroup,
    RenamePlatform,
)
from shared.domain.platforms.state import Grouping, Platform, Reception
from shared.domain.platforms.transitions import TRANSITIONS
from shared.domain.transitions import not_begun

PlatformEvent = DomainEvent[PlatformCommand]


def evolve(state: Platform | None, event: PlatformEvent) -> Platform:
    """Returns the state after the event."""
    return evolved(state, event, TRANSITIONS, begun=_begun, recorded=_recorded)


def _begun(event: PlatformEvent) -> Platform:
    command = event.command
    if not isinstance(command, RegisterPlatform):
        raise not_begun()
    filed = command.platform.is_filed
    return Platform(
        year=command.year or event.on.year,
        log=(entry_of(event, S.REGISTERED if filed else S.ACTIVE),),
        platform=command.platform,
        parent=command.parent,
        household=command.household,
        contact_form=command.contact_form,
        deputies=len(command.deputies),
        groupings=(Grouping(entry=1, townships=command.townships),) if command.townships else (),
    )


def _recorded(state: Platform, event: PlatformEvent) -> Platform:
    """Returns the state changed by the event; the caller adds the log entry."""
    entry, replace = state.sequence + 1, structs.replace
    match event.command:
        case Appoint(deputies=deputies):
            return replace(state, deputies=len(deputies))
        case RenamePlatform(contact_form=form):
            return replace(state, contact_form=form or state.contact_form)
        case Regroup(townships=townships):
            return replace(state, groupings=(*state.groupings, Grouping(entry=entry, townships=townships)))
        case RecordReception(visitors=visitors):
            return replace(state, receptions=(*state.receptions, Reception(entry=entry, visitors=visitors)))
        case RegisterPlatform() | FilePlatform() | ClosePlatform() | Correct():
            return state  # the log alone changes
        case _:
            assert_never(event.command)
