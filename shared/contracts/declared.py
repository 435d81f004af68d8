"""The figures that an organization declares 申报 of a year. They are never counted: reports show them beside the counted ones."""

from datetime import date
from typing import Annotated, NamedTuple

from msgspec import Meta

from shared.contracts.dated import Count, Year
from shared.contracts.titled import Titled

MeasureName = Annotated[str, Meta(pattern=r"^[a-z0-9_]{1,64}(?!\n)$")]
"""The name of a measure of reports."""


class DeclaredBound(Titled):
    """What a declared numerator states of the true one."""

    EXACT = "exact", "准确数"
    AT_LEAST = "at_least", "下限"
    AT_MOST = "at_most", "上限"


class DeclaredFigure(NamedTuple):
    """A figure of a year as an organization has published it elsewhere. `denominator`: None where the measure has none.

    `as_of`: the day to which the organization had counted.
    """

    year: Year
    measure: MeasureName
    numerator: Count
    denominator: Count | None
    bound: DeclaredBound
    as_of: date
