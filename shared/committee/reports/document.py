"""The report as the OpenAPI document describes it: rates are numbers, with the decimals that were asked for.

Every class describes the value of the same name without `Document`, and declares again only the fields that the document types differently.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import WithJsonSchema

from shared.committee.reports.schemas import Child, Report
from shared.measures.figures import Figure, FigurePart

Rate = Annotated[Decimal, WithJsonSchema({"type": "number"})]


@dataclass(frozen=True, kw_only=True)
class PartDocument(FigurePart):
    """A named part: its number (or days), and its share of the whole in percent."""

    percent: Rate | None


@dataclass(frozen=True, kw_only=True)
class FigureDocument(Figure):
    """`value`: null where there is nothing to divide by. `residual`: what the parts leave over; null where they overlap or are none.

    `residual_title`: what the residual is, such as 审查中. `moved`, `denominator_moved`: how much of numerator and denominator came with
    organizations that moved or were admitted, less what went with those that left; 0 where nothing did.
    An optional measure counts only organizations that record it: `left_out` others are not in it; where there are only those,
    or no matters at all, `recorded` is false and there are no numbers.
    """

    value: int | Rate | None
    residual_percent: Rate | None
    parts: tuple[PartDocument, ...]


@dataclass(frozen=True, kw_only=True)
class ChildDocument(Child):
    """One of those directly below on the day; of a conference, one of its members. `within`: the other member that it stands below."""

    figures: list[FigureDocument]


@dataclass(frozen=True, kw_only=True)
class ReportDocument(Report):
    """Every figure of an organization on a day, as known now. `year` null: all years.

    `fresh_at`: when the newest page of the aggregation was written; null: nothing was read yet. `rebuilding`: the figures are being
    filled again, and may be too small for a moment. `revision`: to be given to `/events?since=`.
    """

    figures: list[FigureDocument]
    children: list[ChildDocument]
