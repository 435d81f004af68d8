"""The response body of `GET /api/v1/reports/{key}`; `document` is its schema in the OpenAPI document."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from shared.contracts.declared import DeclaredBound
from shared.contracts.proposal_vocabulary import Breakdown
from shared.contracts.vocabulary import Level
from shared.measures.areas import AreaDivision
from shared.measures.figures import Figure
from shared.measures.measure import Unit
from shared.measures.quarters import PeriodDivision
from shared.measures.report import Scope


@dataclass(frozen=True, kw_only=True)
class Child:
    """An organization directly below on the day, or a member of a conference. `within`: the other member that it is below."""

    organization: str
    name: str
    level: Level
    within: str | None
    figures: Sequence[Figure]


@dataclass(frozen=True, kw_only=True)
class Dispute:
    """An organization whose figures are disputed. `subjects`: how many of its subjects have a newest record that it did not write."""

    organization: str
    name: str
    subjects: int


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A figure of the year that the organization declares itself. `value`: its numerator or quotient; `counted`: that of the report.

    `bound`: whether the numerator is exact, a lower or an upper bound. `as_of`: the day to which it counts.
    """

    organization: str
    name: str
    measure: str
    title: str
    numerator: int
    denominator: int | None
    denominator_title: str | None
    value: int | Decimal | None
    counted: int | Decimal | None
    unit: Unit
    bound: DeclaredBound
    bound_title: str
    as_of: date


@dataclass(frozen=True, kw_only=True)
class Report:
    """Every figure of an organization on a day, as known now; with a breakdown (`part`), the figures that it divides.

    With `area` the figures are those of the organizations directly below together, divided by area groups, without `children`.
    With `quarter` each figure has a part for each quarter of the year that has begun, and there are no `children`.
    `declared`: what the organization and those directly below it declare of the year; no figure contains it, and with `part` it is empty.
    """

    organization: str
    year: int | None
    as_of: date
    scope: Scope
    part: Breakdown | AreaDivision | PeriodDivision | None
    fresh_at: datetime | None
    rebuilding: bool
    disputes: Sequence[Dispute]
    revision: int
    figures: Sequence[Figure]
    declared: Sequence[Declared]
    children: Sequence[Child]
