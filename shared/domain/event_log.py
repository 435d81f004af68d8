"""What applying an event has in common for all kinds of matter."""

from typing import Any, TypeVar

from msgspec import structs

from shared.contracts.titled import Titled
from shared.domain.event import DomainEvent
from shared.domain.log import Entry, entry_named, redated
from shared.domain.matter import Matter
from shared.domain.terms import Due
from shared.domain.transitions import Transitions

M = TypeVar("M", bound=Matter)


def entry_of(
    event: DomainEvent[Any], after: Titled, *, before: Titled | None = None, parts: tuple[str, ...] = ()
) -> Entry:
    """The log entry; it names a status only where the state changes."""
    status = None if after == before else str(after)
    return Entry(command=event.command.name, on=event.on, status=status, parts=parts)


def logged(recorded: M, event: DomainEvent[Any], *, before: Matter, transitions: Transitions[Any]) -> M:
    """The state with the entry of this event, where the table leaves no choice of the state that it leads to."""
    status = before.status
    (after,) = transitions.table[event.command.name][status]
    entry = entry_of(event, after, before=status, parts=before.parts(event.command))
    return structs.replace(recorded, log=(*recorded.log, entry))


def redate(state: M, event: DomainEvent[Any]) -> M:
    """The state with the day of one entry changed, and the limit that the charter gives from it."""
    number = entry_named(state.log, event.command.step)
    return structs.replace(state, log=redated(state.log, number, event.command.day)).under(number, event.term)


def due_of(event: DomainEvent[Any], entry: int) -> Due:
    """The limit that a command sets."""
    return Due(entry=entry, term=event.term) if event.term else Due(entry=entry, typed=event.command.limit)
