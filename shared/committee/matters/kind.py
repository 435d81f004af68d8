"""A kind of matter: what differs between proposals, opinion reports and the other kinds. The catalogue of kinds lists every kind."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct
from sqlalchemy import ColumnElement, false

from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.matters.kind_definition import Commands, CreateSchema, KindDefinition
from shared.committee.matters.record import AnyRow, ColumnValue, MatterDetails, MatterRecord, State
from shared.committee.matters.schemas import Summary
from shared.committee.notifications.vocabulary import Occasion
from shared.contracts.subjects import LONGEST_ID
from shared.contracts.vocabulary import Channel, ProposerType, Theme
from shared.domain.admission import DecisionContext
from shared.domain.charters.values import LONGEST_SECTOR
from shared.domain.event import DomainEvent
from shared.domain.obligations import Obligation
from shared.web.accounts import Account

CompleteBody = Callable[[CreateSchema[Commands]], tuple[CreateSchema[Commands], Mapping[int, str]]]
"""A function that returns the completed body, and the members who propose the matter, by number."""


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


class Kind(KindDefinition[State, Commands], ABC):
    """A kind of matter, of a state and a union of commands: its rules are methods, its data are the fields of `KindDefinition`.

    Each kind is the only instance of a subclass, in its module `kind.py`. Every kind defines the abstract methods; the others return
    what is right for most kinds, and a subclass overrides those that it needs.
    """

    # The steps of a matter, in the order in which they are called in the transaction of a request.

    async def prepare(
        self,
        _tx: TransactionContext,
        _account: Account,
        _organization: str,
        _bodies: Sequence[CreateSchema[Commands]],
    ) -> CompleteBody[Commands]:
        """Reads what the bodies of new matters name. Returns the function that completes each, and raises where one is refused."""
        return lambda new: (new, {})

    async def complete(self, _tx: TransactionContext, _record: MatterRecord[State], command: Commands) -> Commands:
        """Returns a command on a matter with what the database adds, such as the registered names of units; called before `check`."""
        return command

    async def check(self, _tx: TransactionContext, _record: MatterRecord[State], _command: Commands) -> None:
        """Raises a `LianxiError` where the database refuses a command on a matter, as a missing reference; called before `decide`."""
        return

    @abstractmethod
    def decide(self, state: State | None, command: Commands, *, context: DecisionContext) -> DomainEvent[Commands]:
        """Returns the event of a command; raises a `LianxiError` when a rule refuses it. `state`: None for a new matter."""

    async def entail(
        self, _tx: TransactionContext, _record: MatterRecord[State], command: Commands, _by: Recorder
    ) -> Commands:
        """Changes other matters as an accepted command requires, before `evolve`; returns the command with what was found or created."""
        return command

    @abstractmethod
    def evolve(self, state: State | None, event: DomainEvent[Commands]) -> State:
        """Returns the state after an event, from which the row is written."""

    def occasions(self, _state: State, _command: Commands) -> list[Occasion]:
        """Returns what a step notifies of; steps of transfers notify the office besides. `state`: that after the step."""
        return []

    # The row of a matter, its line in lists, and its page.

    @abstractmethod
    def columns(self, state: State) -> dict[str, ColumnValue]:
        """Returns the columns of the table that are derived from the state, by name; called whenever a matter is stored."""

    @abstractmethod
    def summarise(self, row: AnyRow, today: date) -> Summary:
        """Returns the line of the list for a row, of the type `summary`."""

    @abstractmethod
    def describe(self, details: MatterDetails[State]) -> Summary:
        """Returns the view of a matter, of the type `detail`."""

    def named(self, _state: State) -> tuple[str, ...]:
        """Returns the names in the state that are searched."""
        return ()

    def exclusive_keys(self, _record: MatterRecord[State]) -> frozenset[str]:
        """Returns what at most one matter of an organization has at a time, as keys; called whenever a matter is stored."""
        return frozenset()

    def flagged(self, _flag: str) -> ColumnElement[bool]:
        """Returns the condition of the rows with one of the `flags`."""
        return false()

    def overdue(self, _today: date) -> ColumnElement[bool]:
        """Returns the condition of the rows that are overdue on a day."""
        return false()

    def obligations(self, _state: State) -> list[Obligation]:
        """Returns what is due in a matter, for the calendar and the clock, which ask in rows with limits (`rows_with_limits`)."""
        return []

    def related(self, _state: State) -> tuple[str, ...]:
        """Returns the ids of the matters of the same kind whose texts the page shows."""
        return ()

    def related_rows(self, _row: AnyRow) -> ColumnElement[bool] | None:
        """Returns the condition of further matters of the same kind whose texts the page shows."""
        return None

    def linked(self, _state: State) -> tuple["AnyKind", tuple[str, ...]] | None:
        """Returns another kind, and the ids of its matters whose title and state the page shows."""
        return None

    # Who handles a matter, where it came from, where it goes.

    def units(self, _state: State) -> frozenset[str]:
        """Returns the keys of the units that handle a matter now, whose accounts may read it."""
        return frozenset()

    def coordinators(self, _state: State) -> frozenset[str]:
        """Returns the keys of the coordinating offices of a matter, whose accounts may read it."""
        return frozenset()

    def handlers(self, _state: State) -> tuple[str, ...]:
        """Returns the names of the units that handle a matter now, for the answers that an attachment may belong to."""
        return ()

    def assigned(self, _state: State, _entry: int) -> tuple[str, ...]:
        """Returns the units that a log entry assigns, with their parts, for the history."""
        return ()

    def replied_units(self, _state: State) -> frozenset[str]:
        """Returns the keys of the units whose reply everybody may read."""
        return frozenset()

    def absorbed(self, _state: State) -> Mapping[str, int]:
        """Returns the ids of the matters that were merged into one, each with the number that its first proposer has in it."""
        return {}

    def traits(self, _state: State) -> Traits | None:
        """Returns the properties that a transfer carries to the derived matter; None: the kind cannot be transferred."""
        return None


AnyKind = Kind[Any, Any]
"""A kind whose state and commands are known only at run time, as those of the catalogue are."""
