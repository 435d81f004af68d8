"""The large figures of the home page: those of this year, each with that of the year before."""

from typing import NamedTuple

from shared.committee.reports.schemas import Report
from shared.measures.figures import Figure
from shared.ui.report.sections import FigureView, highlights


class ComparedFigure(NamedTuple):
    """A figure of this year, and the same figure of the year before, where that was recorded."""

    shown: FigureView
    before: Figure | None


def compared(report: Report, before: Report) -> list[ComparedFigure]:
    """Returns the highlights of a report, each beside that of the year before."""
    earlier = {each.figure.measure: each.figure for each in highlights(before.figures)}
    return [ComparedFigure(each, _recorded(earlier.get(each.figure.measure))) for each in highlights(report.figures)]


def _recorded(figure: Figure | None) -> Figure | None:
    return figure if figure is not None and figure.recorded and figure.value is not None else None
