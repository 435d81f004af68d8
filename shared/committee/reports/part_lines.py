"""The lines of the parts of a figure in files: one for each part, and a second one for the last day of a quarter."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from shared.measures.breakdown_figures import BreakdownPart
from shared.measures.figures import Figure
from shared.measures.quarters import QuarterPart


class PartLine(NamedTuple):
    """A line of a part. `rate`: numerator/denominator, where the part has one; `share`: of the whole, in percent."""

    part: str
    title: str
    numerator: int | None
    denominator: int | None = None
    rate: Decimal | None = None
    share: Decimal | None = None


def part_lines(figure: Figure) -> Iterator[PartLine]:
    """Yields the lines of all parts of a figure, in their order."""
    for part in figure.parts:
        if isinstance(part, QuarterPart):
            yield PartLine(part.part, part.title, part.value, share=part.percent)
            yield PartLine(f"{part.part}/total", f"截至{part.title}末", part.total, part.denominator, part.rate)
        elif isinstance(part, BreakdownPart):
            yield PartLine(part.part, part.title, part.value, part.denominator, part.rate, part.percent)
        else:
            yield PartLine(part.part, part.title, part.value, share=part.percent)
