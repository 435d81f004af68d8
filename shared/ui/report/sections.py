"""The sections of the report page, as one table: a figure belongs to the first section with a prefix of its name.

The home page compares the highlights with those of the year before.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from shared.committee.reports.schemas import Declared, Report
from shared.measures.figures import Figure
from shared.ui.report.charts import Segment, segments_of

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "覆盖",
        ("township_bodies", "standardised_bodies", "township_", "active_townships", "counties_covered", "cadence_"),
    ),
    ("基层平台", ("area_groups", "townships_in_areas", "townships_with_station", "platform_", "contact_point")),
    (
        "提案",
        (
            "assignments",
            "contacts",
            "extensions",
            "proposals_",
            "proposal_suggestions",
            "instructions_",
            "lookback_",
            "satisfaction_",
            "handling_days",
        ),
    ),
    ("社情民意", ("opinions_", "window_visits", "intake_online")),
    (
        "协商",
        (
            "consultation",
            "comments_",
            "research_",
            "inspections_",
            "appraisals_",
            "hearings_",
            "townships_appraised",
            "suggestions_",
            "plan_",
            "sector_",
            "outcome_instructions",
        ),
    ),
    ("传送", ("transfers_",)),
    ("联席会", ("member_committees",)),
)
"""Title of the section, and the prefixes of the names of its measures."""

OTHERS = "其他"

HIGHLIGHTS = (
    "township_bodies",
    "proposals_received",
    "proposals_closed",
    "proposals_on_time",
    "satisfaction_result",
    "opinions_received",
    "consultations_held",
    "suggestions_adopted",
)
"""The measures that are shown in large figures at the top, where the report contains them."""


class FigureView(NamedTuple):
    """A figure and the segments of its parts (none where the parts overlap).

    `periods`: its values for the quarters and halves of the year; `declared`: what the organization declares of it.
    """

    figure: Figure
    segments: tuple[Segment, ...]
    periods: tuple[Figure, ...] = ()
    declared: tuple[Declared, ...] = ()


class Section(NamedTuple):
    title: str
    figures: list[FigureView]


def sections(figures: Iterable[Figure], declared: Iterable[Declared] = ()) -> list[Section]:
    """Returns every figure in its section, in the order of the report, without empty sections. `declared`: of the same organization."""
    found: dict[str, list[FigureView]] = {title: [] for title in [*(title for title, _ in SECTIONS), OTHERS]}
    listed, known, periods = list(figures), list(declared), defaultdict[str, list[Figure]](list)
    for figure in listed:
        measure, _, period = figure.measure.partition("/")
        if period:
            periods[measure].append(figure)
    for figure in listed:
        if "/" not in figure.measure:
            stated = tuple(each for each in known if each.measure == figure.measure)
            shown = FigureView(figure, segments_of(figure), tuple(periods[figure.measure]), stated)
            found[section_of(figure.measure)].append(shown)
    return [Section(title, shown) for title, shown in found.items() if shown]


@cache
def section_of(measure: str) -> str:
    """Returns the title of the section of a measure; `OTHERS` where no prefix matches."""
    return next((title for title, beginnings in SECTIONS if measure.startswith(beginnings)), OTHERS)


def highlights(figures: Iterable[Figure]) -> list[FigureView]:
    """Returns the large figures at the top of the page."""
    named = {figure.measure: figure for figure in figures}
    return [FigureView(named[name], segments_of(named[name])) for name in HIGHLIGHTS if name in named]


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
