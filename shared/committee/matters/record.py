"""A stored matter: the columns that every kind has, the record that use cases load and save, the details that pages show."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from sqlalchemy import Row

from shared.committee import matter_texts
from shared.committee.directory.tree import OrganizationTree
from shared.committee.messages.route import NO_ROUTE, Route
from shared.committee.messages.schemas import DerivedView
from shared.contracts.vocabulary import Level
from shared.domain.matter import Matter

State = TypeVar("State", bound=Matter)
State_co = TypeVar("State_co", bound=Matter, covariant=True)

AnyRow = Row[Any]
"""A row of the table of a kind. A function declares the columns that it reads as a protocol such as `MatterRow`."""

ColumnValue = str | int | date | None
"""The value of a column that is derived from a state."""


class MatterRow(Protocol):
    """The columns that the tables of all kinds have, without the state."""

    id: str
    organization: str
    year: int
    number: int
    title: str
    author: str
    status: str
    epoch: int
    sequence: int


class MatterStateRow(MatterRow, Protocol):
    """The columns of all kinds with the state as JSON."""

    state: str


class MatterRecord(NamedTuple, Generic[State_co]):
    """A stored matter: its identity, its version, its state; `author`: the account that began it."""

    id: str
    organization: str
    number: int
    title: str
    author: str
    epoch: int
    sequence: int
    state: State_co


class RelatedMatter(NamedTuple):
    """A matter of the same kind whose texts the page of another one shows: its title, its texts by sequence number."""

    title: str
    texts: dict[int, dict[str, str]]


class LinkedMatter(NamedTuple):
    """The title of a matter that the page of another one links to, and the Chinese title of its state."""

    title: str
    status_title: str


class MatterDetails(NamedTuple, Generic[State_co]):
    """The content of a matter's page: its row, its state, its texts by sequence number, the commands that are permitted now.

    `derived`: the matters that other organizations made of it; `related`: the matters that `Kind.related` names, by id.
    `route`: the states of its origins; `linked`: the matters that `Kind.linked` names, by id; `referred_by`: the ids of
    matters that name it, for those who read all matters.
    `signatories`: the numbers of the account among the proposers.
    `plenary_session`: the title of the plenary session of the year, for kinds that members propose. `level`: that of the organization;
    `tree`: the roster, for the names of organizations.
    """

    row: AnyRow
    state: State_co
    texts: dict[int, dict[str, str]]
    commands: list[str]
    today: date
    derived: list[DerivedView]
    related: Mapping[str, RelatedMatter]
    linked: Mapping[str, LinkedMatter] = MappingProxyType({})
    signatories: frozenset[int] = frozenset()
    referred_by: Sequence[str] = ()
    plenary_session: str | None = None
    level: Level | None = None
    route: Route = NO_ROUTE
    tree: OrganizationTree | None = None

    def organization_name(self, key: str) -> str:
        """Returns the name that an organization has today; its key where the roster does not contain it."""
        return self.tree.name(key, self.today) if self.tree is not None and key in self.tree else key

    def text(self, entry: int | None, name: str = "text") -> str:
        """Returns the text of this name that a log entry has; an empty string without the entry or the text."""
        return self.texts.get(entry or 0, {}).get(name, "")

    def newest(self, name: str) -> str:
        """Returns the newest text of this name; an empty string when there is none."""
        return matter_texts.newest(self.texts, name)
