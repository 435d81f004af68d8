"""The report as the OpenAPI document describes it: rates are numbers, with the requested decimals.

Every class describes the value of the same name without `Document`, and declares again only the fields that the document types differently.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import WithJsonSchema

from shared.committee.reports.schemas import Child, Declared, Report
from shared.measures.breakdown_figures import BreakdownPart
from shared.measures.figures import Figure, FigurePart
from shared.measures.quarters import QuarterPart

Rate = Annotated[Decimal, WithJsonSchema({"type": "number"})]


@dataclass(frozen=True, kw_only=True)
class PartDocument(FigurePart):
    """A named part: its number (or days), and its share of the whole in percent."""

    percent: Rate | None


@dataclass(frozen=True, kw_only=True)
class BreakdownPartDocument(BreakdownPart):
    """A part of a breakdown: its numerator (`value`) and denominator, the rate of the part, and its share of the figure's numerator."""

    percent: Rate | None
    rate: Rate | None


@dataclass(frozen=True, kw_only=True)
class QuarterPartDocument(QuarterPart):
    """A quarter: what it added (`value`), and numerator (`total`), denominator and rate of the figure on its last day."""

    percent: Rate | None
    rate: Rate | None


@dataclass(frozen=True, kw_only=True)
class FigureDocument(Figure):
    """A figure. `value`: null where the denominator is zero. `residual`: the remainder of the parts; null where they overlap or are none.

    `residual_title`: the title of the residual, such as 审查中. `moved`, `denominator_moved`: the part of numerator and denominator that
    came with organizations that moved or were admitted, less that of those that left; 0 where there were none.
    An optional measure counts only organizations that record it: `left_out` is the number of the others; where there are only those,
    or no matters at all, `recorded` is false and there are no numbers.
    """

    value: int | Rate | None
    residual_percent: Rate | None
    parts: tuple[PartDocument | BreakdownPartDocument | QuarterPartDocument, ...]


@dataclass(frozen=True, kw_only=True)
class ChildDocument(Child):
    """An organization directly below on the day, or a member of a conference. `within`: the other member that it is below."""

    figures: list[FigureDocument]


@dataclass(frozen=True, kw_only=True)
class DeclaredDocument(Declared):
    """A figure of the year that an organization declares itself, and the counted value (`counted`) of the same measure.

    `bound`: whether the numerator is exact, a lower or an upper bound. `as_of`: the day to which it counts.
    """

    value: int | Rate | None
    counted: int | Rate | None


@dataclass(frozen=True, kw_only=True)
class ReportDocument(Report):
    """Every figure of an organization on a day, as known now. `year` null: all years.

    `fresh_at`: the time the aggregation wrote the newest page; null before any was read. `rebuilding`: the figures are being
    refilled, and may be too small for a moment. `disputes`: the organizations in it that have found records of others about their own
    subjects. `revision`: the value for `/events?since=`. `declared`: what the organization and those directly below it declare of the
    year; it is in no figure, and empty with `part` or without `year`.
    """

    figures: list[FigureDocument]
    declared: list[DeclaredDocument]
    children: list[ChildDocument]
