"""Changes of the log that are common to the events of all kinds of matter."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from msgspec import structs

from shared.contracts.titled import Titled
from shared.domain.command import Command, Correct
from shared.domain.event import DomainEvent
from shared.domain.log import Entry, entry_named, redated
from shared.domain.matter import Matter
from shared.domain.terms import Due, Term
from shared.domain.transitions import Transitions

M = TypeVar("M", bound=Matter)
C = TypeVar("C", bound=Command)


def evolved(
    state: M | None,
    event: DomainEvent[C],
    transitions: Transitions[Titled],
    *,
    begun: Callable[[DomainEvent[C]], M],
    recorded: Callable[[M, DomainEvent[C]], M],
    leads_to: Callable[[M, C], Titled | None] | None = None,
) -> M:
    """Returns the state after the event. `begun`: the state of a new matter; `recorded`: the changed state, before it is logged.

    `recorded` gets the state of a correction with the corrected day. `leads_to`: the next state where the table names several.
    """
    if state is None:
        return begun(event)
    command = event.command
    redated = redate(state, command, event.term) if isinstance(command, Correct) else state
    after = leads_to(state, command) if leads_to is not None else None
    if after is None:
        (after,) = transitions.table[command.name][state.status]
    return logged(recorded(redated, event), event, before=state, after=after)


def entry_of(
    event: DomainEvent[Command], after: Titled, *, before: Titled | None = None, ordering_keys: tuple[str, ...] = ()
) -> Entry:
    """Returns the log entry of an event; it names a status only where the state changes."""
    status = None if after == before else str(after)
    return Entry(command=event.command.name, on=event.on, status=status, ordering_keys=ordering_keys)


def logged(recorded: M, event: DomainEvent[Command], *, before: Matter, after: Titled) -> M:
    """Returns the state with the log entry of this event. `after`: the next status."""
    entry = entry_of(event, after, before=before.status, ordering_keys=before.ordering_keys(event.command))
    return structs.replace(recorded, log=(*recorded.log, entry))


def redate(state: M, correction: Correct, term: Term | None) -> M:
    """Returns the state with the day of one entry changed, and with the charter's term on that day for the limit that the entry set."""
    number = entry_named(state.log, correction.step)
    return structs.replace(state, log=redated(state.log, number, correction.day)).with_term(number, term)


def due_of(event: DomainEvent[Command], entry: int, *, typed: date | None) -> Due:
    """Returns the limit that a command sets: the day that was typed, or else the charter's term."""
    return Due(entry=entry, term=event.term) if typed is None else Due(entry=entry, typed=typed)
