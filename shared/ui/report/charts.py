"""The values of the charts of a report; their appearance is defined in the stylesheet."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from shared.committee.reports.queries import TownshipCoverage
from shared.measures.figures import Figure
from shared.measures.measure import OTHERS
from shared.measures.rates import percent

_COLOURS = 6
"""Number of colours that can be distinguished; further parts start again with the first colour."""
_OUTER, _INNER = 49, 35
_NEARLY_WHOLE = 99.99


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A segment of a bar with a width of 100. `colour` is a class of the stylesheet."""

    title: str
    value: int
    percent: Decimal | None
    begin: Decimal
    colour: str

    @property
    def width(self) -> Decimal:
        return self.percent or Decimal(0)

    @property
    def arc(self) -> str:
        """Returns the segment as an SVG path in a ring that is 100 wide; it begins at the top and goes to the right."""
        begin = float(self.begin)
        end = begin + min(float(self.width), _NEARLY_WHOLE)  # an arc that ends where it begins would not be drawn
        far = int(end - begin > 50)  # noqa: PLR2004 - half of the ring
        (x1, y1), (x2, y2) = _on_circle(begin, _OUTER), _on_circle(end, _OUTER)
        (x3, y3), (x4, y4) = _on_circle(end, _INNER), _on_circle(begin, _INNER)
        return f"M{x1} {y1}A{_OUTER} {_OUTER} 0 {far} 1 {x2} {y2}L{x3} {y3}A{_INNER} {_INNER} 0 {far} 0 {x4} {y4}Z"


def _on_circle(percent: float, radius: int) -> tuple[float, float]:
    angle = math.tau * percent / 100
    return round(50 + radius * math.sin(angle), 2), round(50 - radius * math.cos(angle), 2)


def bar(pieces: Iterable[tuple[str, int, str]]) -> tuple[Segment, ...]:
    """Returns the segments of pieces (title, value, colour), as percentages of their sum."""
    listed = list(pieces)
    whole, begin, segments = sum(value for _, value, _ in listed), Decimal(0), []
    for title, value, colour in listed:
        segment = Segment(title=title, value=value, percent=percent(value, whole), begin=begin, colour=colour)
        segments.append(segment)
        begin += segment.width
    return tuple(segments)


def segments_of(figure: Figure) -> tuple[Segment, ...]:
    """Returns the parts of a figure and their residual as segments; none where the parts overlap or where there are none."""
    if figure.residual is None or any(part.value is None for part in figure.parts):
        return ()
    parts = [(part.title, part.value or 0, f"p{number % _COLOURS}") for number, part in enumerate(figure.parts)]
    residual = [(figure.residual_title or OTHERS, figure.residual, "rest")] if figure.residual else []
    return bar(parts + residual)


class Handling(NamedTuple):
    """The received proposals by progress: each proposal is counted in exactly one segment."""

    segments: tuple[Segment, ...]
    received: int
    overdue: int


def handling(figures: Mapping[str, Figure]) -> Handling | None:
    """Returns the progress of proposals from the figures of a report; None where they do not count proposals."""
    query = ("proposals_received", "proposals_closed", "proposals_overdue")
    received, closed, overdue = (figures.get(name) for name in query)
    if received is None or closed is None or overdue is None:
        return None
    total, in_review = received.numerator or 0, received.residual or 0
    late, waiting, done = overdue.numerator or 0, overdue.denominator or 0, closed.numerator or 0
    pieces = (
        ("审查中", in_review, "review"),
        ("在办", waiting - late, "open"),
        ("逾期未答复", late, "late"),
        ("已办结", done, "done"),
        ("未立案或另作处理", total - in_review - waiting - done, "rest"),
    )
    return Handling(bar(pieces), total, late)


class Tile(NamedTuple):
    """A tile in the chart of coverage: its area is the number of townships on the roster of the day."""

    organization: str
    name: str
    covered: int
    townships: int
    percent: Decimal | None
    children: tuple["Tile", ...] = ()

    @property
    def colour(self) -> str:
        """Returns the class of the stylesheet for the share: none, below 50%, from 50%, from 80%, all."""
        if self.covered >= self.townships:
            return "c4"
        steps = ((80, "c3"), (50, "c2"), (0, "c1"))
        share = self.percent or 0
        return next((name for least, name in steps if self.covered and share >= least), "c0")


def tile(organization: str, name: str, counted: TownshipCoverage, children: Iterable[Tile] = ()) -> Tile | None:
    """Returns the tile of an organization; None where it has no townships."""
    covered, townships = counted
    if not townships:
        return None
    return Tile(organization, name, covered, townships, percent(covered, townships), tuple(children))
