"""A kind of matter: what differs between proposals, opinion reports and the other kinds. The catalogue of kinds lists every kind."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Generic, Literal, Protocol, TypeVar

from msgspec import Meta, Struct
from msgspec.json import Decoder
from sqlalchemy import Column, ColumnElement, Table, or_

from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.matters.kind_defaults import (
    no_keys,
    no_names,
    no_occasions,
    no_rows,
    no_units,
    none_assigned,
    nothing_absorbed,
    nothing_due,
)
from shared.committee.matters.layout import KindLayout
from shared.committee.matters.record import AnyRow, ColumnValue, MatterDetails, MatterRecord, State
from shared.committee.matters.schemas import Summary
from shared.committee.notifications.vocabulary import Occasion
from shared.contracts.catalogue import TYPE_OF
from shared.contracts.subjects import LONGEST_ID, Subject
from shared.contracts.titled import Titled
from shared.contracts.vocabulary import Channel, Level, ProposerType, Theme
from shared.domain.admission import DecisionContext
from shared.domain.charter_values import LONGEST_SECTOR
from shared.domain.command import Command
from shared.domain.command_set import CommandSet
from shared.domain.event import DomainEvent
from shared.domain.matter import Matter
from shared.domain.obligations import Obligation
from shared.domain.transitions import Transitions
from shared.web.accounts import Account

State_contra = TypeVar("State_contra", bound=Matter, contravariant=True)
Commands = TypeVar("Commands", bound=Command)
"""The commands of a kind, as a union."""
Commands_co = TypeVar("Commands_co", bound=Command, covariant=True)


class CreateSchema(Protocol[Commands_co]):
    """The request body that begins a matter; `organization`: by default the account's own."""

    @property
    def organization(self) -> str | None: ...

    @property
    def title(self) -> str: ...

    def command(self, level: Level, /) -> Commands_co:
        """Returns the command that the rules decide on."""

    def texts(self) -> dict[str, str]:
        """Returns the texts, which are stored outside the state."""


class Decide(Protocol[State_contra, Commands]):
    def __call__(
        self, state: State_contra | None, command: Commands, *, context: DecisionContext
    ) -> DomainEvent[Commands]: ...


class Traits(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The properties that a transfer carries to the derived matter. `call`: the call 约稿 of the addressee that a report answers."""

    channel: Channel
    online: bool
    signatories: Annotated[int, Meta(ge=1, le=999)] = 1
    sort: Literal["session", "ordinary"] = "ordinary"
    type: ProposerType | None = None
    sector: Annotated[str, Meta(min_length=1, max_length=LONGEST_SECTOR)] | None = None
    theme: Theme | None = None
    call: Annotated[str, Meta(min_length=1, max_length=LONGEST_ID)] | None = None


Check = Callable[[TransactionContext, MatterRecord[State], Commands], Awaitable[None]]
"""A check of `(tx, record, command)` against other matters: raises when a referenced matter is missing or not eligible."""


CompleteBody = Callable[[CreateSchema[Commands]], tuple[CreateSchema[Commands], Mapping[int, str]]]
"""A function that returns the completed body, and the members who propose the matter, by number."""

Prepare = Callable[
    [TransactionContext, Account, str, Sequence[CreateSchema[Commands]]], Awaitable[CompleteBody[Commands]]
]
"""A function of `(tx, account, organization, bodies)` that reads what these bodies name, and returns the function that completes each."""


async def as_given(
    _tx: TransactionContext, _account: Account, _organization: str, _bodies: Sequence[CreateSchema[Commands]]
) -> CompleteBody[Commands]:
    """Returns the function that returns a body itself: no member proposes matters of the kind."""
    return lambda new: (new, {})


Complete = Callable[[TransactionContext, MatterRecord[State], Commands], Awaitable[Commands]]
"""A function of `(tx, record, command)` that returns the command with the registered names of the units that it names."""


async def unchanged(_tx: TransactionContext, _record: MatterRecord[State], command: Commands) -> Commands:
    """Returns the command itself: no command of the kind names a unit."""
    return command


async def nothing_to_check(_tx: TransactionContext, _record: object, _command: object) -> None:
    """Accepts every command: no command of the kind refers to another matter."""


Entail = Callable[[TransactionContext, MatterRecord[State], Commands, Recorder], Awaitable[Commands]]
"""What an accepted command does to other matters in its transaction, of `(tx, record, command, by)`.

It returns the command, completed with what it has found or created.
"""


async def entail_nothing(_tx: TransactionContext, _record: object, command: Commands, _by: Recorder) -> Commands:
    """Returns the command: no command of the kind changes another matter."""
    return command


@dataclass(frozen=True, kw_only=True)
class Kind(Generic[State, Commands]):
    """The definition of a kind. `new`: the body of the command that begins a matter.

    `edits`: the command each execution of which is a version of the draft; the history shows the versions. None: drafts have none.
    `overdue`: the condition of rows that are overdue on a day; `obligations`: what is due in a matter, by which the calendar and the clock
    know its limits: in the `due_states`, by the limit of its row, and in rows with the condition `further_limits`.
    `flags`: the flags by which the list is filtered, and the condition of rows with one of them.
    `restricted`: every reading of a matter is recorded. `filters`: further filters of the list, by name: the allowed values and the column;
    `sectors`: the column of the sector 界别, by which it is filtered. `decision`: the column with the command of the decision that comes
    before the regular next step, `none` without one. `payload_texts`: the names of the texts that a transfer carries; `traits`: the other
    properties it carries; a kind without traits cannot be transferred. `yearly`: an organization has at most one matter of the kind for
    each year; `exclusive_keys`: what at most one of its matters has at a time; `listed`: further columns of lists.
    `named`: the names in the state that are searched. `proposed`: whether members propose its matters: the list shows those of the account.
    `assigned`: the units that a log entry assigns, with their parts. `compared_at`: the commands before which similar matters are shown.
    `drafts`: the states in which who began a matter adds attachments; `ended`: those in which nobody does; `replied_units`: the units
    whose reply everybody may read; `handlers`: the names of the units that handle it now. `occasions`: what a step notifies of, from the
    state after it. `absorbed`: the matters that were merged into it, each with the number that its first proposer has in it.
    `linked`: another kind, and the ids of its matters whose title and state the page shows;
    `related`: the ids of the matters of the same kind whose texts its page shows, and `related_rows`: the condition of further ones.
    """

    command_set: CommandSet
    table: Table
    state: type[State]
    decide: Decide[State, Commands]
    evolve: Callable[[State | None, DomainEvent[Commands]], State]
    transitions: Transitions[Any]
    new: type[CreateSchema[Commands]]
    columns: Callable[[State], dict[str, ColumnValue]]
    summary: type[Summary]
    summarise: Callable[[AnyRow, date], Summary]
    detail: type[Summary]
    describe: Callable[[MatterDetails[State]], Summary]
    layout: KindLayout
    edits: type[Command] | None = None
    overdue: Callable[[date], ColumnElement[bool]] | None = None
    due_states: tuple[Titled, ...] = ()
    further_limits: ColumnElement[bool] | None = None
    obligations: Callable[[State], list[Obligation]] = nothing_due
    flags: tuple[type[Titled], Callable[[str], ColumnElement[bool]]] | None = None
    prepare: Prepare[Commands] = as_given
    proposed: bool = False
    complete: Complete[State, Commands] = unchanged
    check: Check[State, Commands] = nothing_to_check
    entail: Entail[State, Commands] = entail_nothing
    units: Callable[[State], frozenset[str]] = no_units
    coordinators: Callable[[State], frozenset[str]] = no_units
    assigned: Callable[[State, int], tuple[str, ...]] = none_assigned
    named: Callable[[State], tuple[str, ...]] = no_names
    related: Callable[[State], tuple[str, ...]] = no_names
    linked: tuple["AnyKind", Callable[[State], tuple[str, ...]]] | None = None
    related_rows: Callable[[AnyRow], ColumnElement[bool] | None] = no_rows
    absorbed: Callable[[State], Mapping[str, int]] = nothing_absorbed
    occasions: Callable[[State, Command], list[Occasion]] = no_occasions
    compared_at: frozenset[str] = frozenset()
    drafts: frozenset[str] = frozenset()
    ended: frozenset[str] = frozenset()
    replied_units: Callable[[State], frozenset[str]] = no_units
    handlers: Callable[[State], tuple[str, ...]] = no_names
    restricted: bool = False
    yearly: bool = False
    exclusive_keys: Callable[[MatterRecord[State]], frozenset[str]] = no_keys
    listed: tuple[ColumnElement[Any], ...] = ()
    payload_texts: tuple[str, ...] = ()
    traits: Callable[[State], Traits] | None = None
    filters: Mapping[str, tuple[type[Titled], Column[str]]] = field(default_factory=dict)
    sectors: Column[str | None] | None = None
    decision: Column[str] | None = None

    @cached_property
    def _decoder(self) -> Decoder[State]:
        return Decoder(self.state)

    def decode(self, state: str) -> State:
        """Returns the state that a row stores as JSON."""
        return self._decoder.decode(state)

    @property
    def title_zh(self) -> str:
        """Returns the title of the kind, such as 提案."""
        return self.layout.title

    @property
    def rows_with_limits(self) -> ColumnElement[bool]:
        """Returns the condition of rows in which something may be due."""
        due = self.table.c.status.in_([str(state) for state in self.due_states])
        return due if self.further_limits is None else or_(due, self.further_limits)

    @property
    def begins(self) -> type[Command]:
        """Returns the command that begins a matter."""
        return self.command_set.by_name[self.transitions.begins[0]]

    @property
    def states(self) -> type[Titled]:
        """Returns the states of a matter."""
        return self.transitions.states

    @property
    def subject(self) -> Subject:
        """Returns the kind of subject of its event types."""
        return self.transitions.subject

    @property
    def name(self) -> str:
        """Returns the kind in addresses and permissions: `proposals`."""
        return self.command_set.name

    @property
    def commands(self) -> Mapping[str, type[Command]]:
        """Returns its own commands by name, without those of a transfer."""
        return self.command_set.by_name

    @property
    def noun(self) -> str:
        """Returns the noun for one matter of the kind in event types and error codes: `proposal`."""
        return TYPE_OF[self.subject, self.begins.name].partition(".")[0]


AnyKind = Kind[Any, Any]
"""A kind whose state and commands are known only at run time, as those of the catalogue are."""
