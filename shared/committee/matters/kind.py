"""A kind of matter: what differs between proposals, opinion reports and the others. Every kind is in the catalogue of kinds."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple, Protocol

from msgspec import Meta, Struct
from sqlalchemy import Column, ColumnElement, Table
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.catalogue import TYPE_OF
from shared.contracts.subjects import Subject
from shared.contracts.titled import Titled
from shared.contracts.vocabulary import Channel, Level
from shared.domain.command import Command
from shared.domain.decision_context import DecisionContext
from shared.domain.event import DomainEvent
from shared.domain.matter import Matter
from shared.domain.transitions import Transitions


class CreateSchema(Protocol):
    """The body of the request that begins a matter; `organization`: by default the account's own."""

    @property
    def organization(self) -> str | None: ...

    @property
    def title(self) -> str: ...

    def command(self, level: Level) -> Any:
        """What the rules need to know of it."""

    def texts(self) -> dict[str, str]:
        """What is kept beside the state."""


class Decide(Protocol):
    def __call__(self, state: Any, command: Any, *, context: DecisionContext) -> list[DomainEvent[Any]]: ...


class MatterDetails(NamedTuple):
    """What a page of a matter is made of: its row, its state, the texts by the step that brought them, what may be done now.

    `derived`: what was made of it elsewhere.
    """

    row: Any
    state: Any
    texts: dict[int, dict[str, str]]
    commands: list[str]
    today: date
    derived: list[Any]


class Traits(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is the same of a matter wherever it goes."""

    channel: Channel
    online: bool
    signatories: Annotated[int, Meta(ge=1, le=999)] = 1
    sort: Literal["session", "ordinary"] = "ordinary"


Check = Callable[[AsyncConnection, Any, Any], Awaitable[None]]
"""What the rules of one matter cannot know: `(connection, kept, command)`; raises when another matter that is named cannot be meant."""


async def nothing_to_check(_connection: AsyncConnection, _kept: Any, _command: Any) -> None:
    """No command of the kind names another matter."""


def no_units(_state: Any) -> frozenset[str]:
    """No handling units take part."""
    return frozenset()


def no_names(_state: Any) -> tuple[str, ...]:
    """No names are searched that are in the state and not among the texts."""
    return ()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`name` stands in addresses and permissions. `begins`: the command that begins a matter, from a body `new`.

    `late`: which rows are overdue on a day. `restricted`: who reads a matter of this kind is recorded. `filters`: further filters of
    the list, by name: the words and the column. `parcel`: the texts that go along when it is sent to another organization, `traits`:
    what else does; a kind without traits does not travel. `yearly`: an organization has one of them for each year.
    `named`: the names in the state that are searched.
    """

    name: str
    title_zh: str
    subject: Subject
    states: type[Titled]
    table: Table
    decode: Callable[[str], Matter]
    decide: Decide
    evolve: Callable[[Any, DomainEvent[Any]], Matter]
    begins: type[Command]
    commands: Mapping[str, type[Command]]
    transitions: Transitions[Any]
    new: type[Any]
    columns: Callable[[Any], dict[str, Any]]
    summary: type[Any]
    summarise: Callable[[Any, date], Any]
    detail: type[Any]
    describe: Callable[[MatterDetails], Any]
    late: Callable[[date], ColumnElement[bool]] | None = None
    check: Check = nothing_to_check
    units: Callable[[Any], frozenset[str]] = no_units
    named: Callable[[Any], tuple[str, ...]] = no_names
    restricted: bool = False
    yearly: bool = False
    payload_texts: tuple[str, ...] = ()
    traits: Callable[[Any], Traits] | None = None
    filters: Mapping[str, tuple[type[Titled], Column[Any]]] = field(default_factory=dict)

    @property
    def noun(self) -> str:
        """What one matter of the kind is called in types of events and codes of errors: `proposal`."""
        return TYPE_OF[self.subject, self.begins.name].partition(".")[0]
