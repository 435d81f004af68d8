"""The report as the OpenAPI document describes it: rates are numbers, with the decimals that were asked for."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import WithJsonSchema

from shared.contracts.vocabulary import Level
from shared.measures.measure import Unit
from shared.measures.report import Scope

Rate = Annotated[Decimal, WithJsonSchema({"type": "number"})]


@dataclass(frozen=True, kw_only=True)
class PartDocument:
    """A named part: its number (or days), and its share of the whole in percent."""

    part: str
    title: str
    value: int | None
    percent: Rate | None


@dataclass(frozen=True, kw_only=True)
class FigureDocument:
    """`value`: null where there is nothing to divide by. `residual`: what the parts leave over; null where they overlap or are none.

    `residual_title`: what the residual is, such as 审查中. `moved`, `denominator_moved`: how much of numerator and denominator came with
    organizations that moved or were admitted, less what went with those that left; 0 where nothing did.
    An optional measure counts only organizations that record it: `left_out` others are not in it; where there are only those,
    or no matters at all, `recorded` is false and there are no numbers.
    """

    measure: str
    title: str
    numerator: int | None
    moved: int | None
    denominator: int | None
    denominator_moved: int | None
    denominator_title: str | None
    value: int | Rate | None
    unit: Unit
    bound: Literal["lower", "upper"] | None
    residual: int | None
    residual_percent: Rate | None
    residual_title: str | None
    parts: list[PartDocument]
    recorded: bool
    left_out: int


@dataclass(frozen=True, kw_only=True)
class ChildDocument:
    """One of those directly below on the day; of a conference, one of its members. `within`: the other member that it stands below."""

    organization: str
    name: str
    level: Level
    within: str | None
    figures: list[FigureDocument]


@dataclass(frozen=True, kw_only=True)
class ReportDocument:
    """Every figure of an organization on a day, as known now. `year` null: all years.

    `fresh_at`: when the newest page of the aggregation was written; null: nothing was read yet. `rebuilding`: the figures are being
    filled again, and may be too small for a moment. `revision`: to be given to `/events?since=`.
    """

    organization: str
    year: int | None
    as_of: date
    scope: Scope
    fresh_at: datetime | None
    rebuilding: bool
    revision: int
    figures: list[FigureDocument]
    children: list[ChildDocument]
