"""The response bodies of commands on own records: the consents of an organization, and the figures that it declares."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shared.committee.own_records.declarations import SourcedDeclaration
from shared.contracts.declared import DeclaredBound
from shared.domain.own_records.decisions import Consents
from shared.measures.declared import DECLARABLE
from shared.storage.attributes import from_attributes


@dataclass(frozen=True, kw_only=True)
class ConsentView:
    """Whether the organization consents, from a day on."""

    day: date
    holds: bool


@dataclass(frozen=True, kw_only=True)
class ConsentReceipt:
    """The consents of an organization to a conference after a command, and the version of its own record."""

    organization: str
    conference: str
    consents: list[ConsentView]
    epoch: int
    sequence: int


def receipt(organization: str, conference: str, consents: Consents, version: tuple[int, int]) -> ConsentReceipt:
    """Returns the response body of a command."""
    return ConsentReceipt(
        organization=organization,
        conference=conference,
        consents=[ConsentView(day=each.day, holds=each.holds) for each in consents],
        epoch=version[0],
        sequence=version[1],
    )


@dataclass(frozen=True, kw_only=True)
class DeclarationView:
    """A declared figure of a year. `title`: of its measure; `source`: the document it is taken from."""

    year: int
    measure: str
    title: str
    numerator: int
    denominator: int | None
    bound: DeclaredBound
    as_of: date
    source: str


@dataclass(frozen=True, kw_only=True)
class DeclarationReceipt:
    """All declared figures of an organization after a command, and the version of its own record."""

    organization: str
    declarations: list[DeclarationView]
    epoch: int
    sequence: int


def views(declarations: Iterable[SourcedDeclaration]) -> list[DeclarationView]:
    """Returns the views of declared figures, those of a measure that reports no longer have without its title."""
    return [
        from_attributes(DeclarationView, figure, source=source, title=title_of(figure.measure))
        for figure, source in declarations
    ]


def title_of(measure: str) -> str:
    """Returns the Chinese title of a measure; its name where reports no longer have it."""
    return DECLARABLE[measure].title_zh if measure in DECLARABLE else measure
