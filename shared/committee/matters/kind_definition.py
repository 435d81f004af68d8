"""The data of a kind of matter: its names, its tables and columns, its types, and what follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from msgspec.json import Decoder
from sqlalchemy import Column, ColumnElement, Label, Table, or_

from shared.committee.matters.layout import KindLayout
from shared.committee.matters.record import State
from shared.committee.matters.schemas import Summary
from shared.contracts.catalogue import TYPE_OF
from shared.contracts.subjects import Subject
from shared.contracts.titled import Titled
from shared.contracts.vocabulary import Level
from shared.domain.command import Command
from shared.domain.command_set import CommandSet
from shared.domain.transitions import Transitions

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


@dataclass(frozen=True, kw_only=True)
class KindDefinition(Generic[State, Commands]):
    """The data of a kind, given to the constructor of its class; the methods of `Kind` are its rules."""

    command_set: CommandSet
    transitions: Transitions[Titled]
    table: Table
    state: type[State]
    layout: KindLayout

    new: type[CreateSchema[Commands]]
    """The body of the command that begins a matter."""

    summary: type[Summary]
    """A line of the list."""

    detail: type[Summary]
    """The view of a whole matter."""

    edits: type[Command] | None = None
    """The command each execution of which is a version of the draft; the history shows the versions. None: drafts have none."""

    drafts: frozenset[str] = frozenset()
    """The states in which who began a matter adds attachments."""

    ended: frozenset[str] = frozenset()
    """The states in which nobody adds attachments."""

    compared_at: frozenset[str] = frozenset()
    """The commands before which similar matters are shown."""

    restricted: bool = False
    """Whether every reading of a matter is recorded; a service can encrypt its texts."""

    yearly: bool = False
    """Whether an organization has at most one matter of the kind for each year."""

    proposed: bool = False
    """Whether members propose its matters: the list shows those of the account."""

    has_units: bool = False
    """Whether units handle its matters: lists are filtered by unit, and the clock reminds the units."""

    due_states: tuple[Titled, ...] = ()
    """The states in which something may be due, by the limit of the row; none: matters have no limits."""

    further_limits: ColumnElement[bool] | None = None
    """The condition of further rows in which something may be due."""

    filters: Mapping[str, tuple[type[Titled], Column[str]]] = field(default_factory=dict)
    """Further filters of the list, by name: the allowed values and the column."""

    flags: type[Titled] | None = None
    """The flags by which the list is filtered (`flagged`)."""

    sectors: Column[str | None] | None = None
    """The column of the sector 界别, by which the list is filtered."""

    decision: Column[str] | None = None
    """The column with the command of the decision that comes before the regular next step, `none` without one."""

    listed: tuple[Label[str | None], ...] = ()
    """Further columns of lists."""

    payload_texts: tuple[str, ...] = ()
    """The names of the texts that a transfer carries."""

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

    @property
    def transferable(self) -> bool:
        """Returns whether its matters can be sent to other organizations."""
        return self.command_set.transfers is not None

    @property
    def has_limits(self) -> bool:
        """Returns whether matters of the kind have limits."""
        return bool(self.due_states)
