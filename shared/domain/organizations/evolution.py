"""Applies an event to the record of an organization. Needs no charter and no clock."""

from typing import assert_never

from msgspec import structs

from shared.domain.command import Correct
from shared.domain.errors import NotFoundError
from shared.domain.event import DomainEvent
from shared.domain.log import Entry, redated
from shared.domain.organizations import body_commands as bodies
from shared.domain.organizations import commands
from shared.domain.organizations.corrections import corrected_entry
from shared.domain.organizations.state import ChecklistItem, Directed, Flagged, Joined, Named, Organization, Staffed

OrganizationEvent = DomainEvent[commands.OrganizationCommand | commands.NoteConsents]


def evolve(state: Organization | None, event: OrganizationEvent) -> Organization:
    """Returns the state after the event."""
    if state is None:
        return _begun(event)
    recorded = _recorded(state, event)
    return structs.replace(recorded, log=(*recorded.log, Entry(command=event.command.name, on=event.on)))


def _begun(event: OrganizationEvent) -> Organization:
    match event.command:
        case commands.Enter(title=title, level=level, parent=parent, code=code):
            return Organization(
                level=level,
                log=(Entry(command=commands.Enter.name, on=event.on),),
                names=(Named(entry=1, value=title),),
                codes=(Named(entry=1, value=code),) if code else (),
                parents=(Named(entry=1, value=parent),) if parent else (),
                roster=(Flagged(entry=1, holds=True),),
            )
    raise NotFoundError("unknown-organization", "没有这个单位。")


def _recorded(state: Organization, event: OrganizationEvent) -> Organization:
    """Returns the record changed by the event; the caller adds the log entry."""
    command, entry, replace = event.command, state.sequence + 1, structs.replace
    match command:
        case commands.Move(parent=parent):
            return replace(state, parents=(*state.parents, Named(entry=entry, value=parent)))
        case commands.Rename(title=title):
            return replace(state, names=(*state.names, Named(entry=entry, value=title)))
        case commands.Recode(code=code):
            return replace(state, codes=(*state.codes, Named(entry=entry, value=code)))
        case commands.MergeOrganization() | commands.Remove() | commands.Reinstate():
            return _reinstated(state) if isinstance(command, commands.Reinstate) else _left(state, command, entry)
        case commands.Establish() | commands.CompletedStandardise() | commands.Dissolve():
            return _embodied(state, command, entry)
        case bodies.LoseItem() | bodies.AppointDirector() | bodies.DismissDirector() | bodies.CountMembers():
            return _staffed(state, command, entry)
        case commands.Admit() | commands.Release() | commands.Convene() | commands.NoteConsents():
            return _conferred(state, command, entry)
        case Correct(step=step, day=day):
            return replace(state, log=redated(state.log, corrected_entry(state, step), day))
        case commands.Enter() | commands.Standardise():
            return state  # the log alone changes
        case _:
            assert_never(command)


def _left(state: Organization, command: commands.MergeOrganization | commands.Remove, entry: int) -> Organization:
    """Returns the record off the roster, and a conference without its members."""
    released = tuple(Joined(entry=entry, member=member, holds=False) for member in sorted(state.members()))
    return structs.replace(
        state,
        merged_into=command.into if isinstance(command, commands.MergeOrganization) else None,
        roster=(*state.roster, Flagged(entry=entry, holds=False)),
        memberships=(*state.memberships, *released),
    )


def _reinstated(state: Organization) -> Organization:
    """Returns the record with the last removal or merger taken out of its dated lists; the log keeps the entry."""
    left = state.roster[-1].entry
    return structs.replace(
        state,
        merged_into=None,
        roster=state.roster[:-1],
        memberships=tuple(each for each in state.memberships if each.entry != left),
    )


def _conferred(
    state: Organization, command: commands.ConferenceCommand | commands.NoteConsents, entry: int
) -> Organization:
    """Returns the record with a changed invitation, consent or convenor of the conference."""
    if isinstance(command, commands.NoteConsents):
        return structs.replace(state, consents={**state.consents, **command.consents})
    if isinstance(command, commands.Convene):
        return structs.replace(state, convenors=(*state.convenors, Named(entry=entry, value=command.member)))
    joined = Joined(entry=entry, member=command.member, holds=isinstance(command, commands.Admit))
    return structs.replace(state, memberships=(*state.memberships, joined))


def _embodied(
    state: Organization, command: commands.Establish | commands.CompletedStandardise | commands.Dissolve, entry: int
) -> Organization:
    """Returns the record with a body, without one, or with a further item of the checklist."""
    match command:
        case commands.Establish():
            return structs.replace(state, body=(*state.body, Flagged(entry=entry, holds=True)))
        case commands.Dissolve():
            return _dissolved(state, entry)
        case commands.CompletedStandardise(item=item, meets_checklist=meets_checklist):
            met = ChecklistItem(entry=entry, item=item, met=True)
            with_item = structs.replace(state, checklist=(*state.checklist, met))
            return _standardised(with_item, entry, holds=meets_checklist)


def _staffed(state: Organization, command: bodies.BodyCommand, entry: int) -> Organization:
    """Returns the record with a changed director or number of members, or without an item of the checklist."""
    match command:
        case bodies.LoseItem(item=item):
            lost = ChecklistItem(entry=entry, item=item, met=False)
            return _standardised(structs.replace(state, checklist=(*state.checklist, lost)), entry, holds=False)
        case bodies.CountMembers(members=members, special_invited=special_invited):
            counted = Staffed(entry=entry, members=members, special_invited=special_invited)
            return structs.replace(state, staffing=(*state.staffing, counted))
        case bodies.AppointDirector() | bodies.DismissDirector():
            role = command.role if isinstance(command, bodies.AppointDirector) else None
            return structs.replace(state, directors=(*state.directors, Directed(entry=entry, role=role)))


def _dissolved(state: Organization, entry: int) -> Organization:
    """Returns the record without a body, and thus with no item of the checklist met, no director and no members."""
    unmet = tuple(ChecklistItem(entry=entry, item=item, met=False) for item in sorted(state.items_met()))
    without = structs.replace(
        state,
        body=(*state.body, Flagged(entry=entry, holds=False)),
        checklist=(*state.checklist, *unmet),
        directors=(*state.directors, Directed(entry=entry)) if state.directors else (),
        staffing=(*state.staffing, Staffed(entry=entry, members=0, special_invited=0)) if state.staffing else (),
    )
    return _standardised(without, entry, holds=False)


def _standardised(state: Organization, entry: int, *, holds: bool) -> Organization:
    """Returns the record with the new value of `standardised`, which is recorded only where it changes."""
    if holds == (bool(state.standardised) and state.standardised[-1].holds):
        return state
    return structs.replace(state, standardised=(*state.standardised, Flagged(entry=entry, holds=holds)))
