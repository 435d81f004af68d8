"""The content of the page of a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from shared.committee.directory.tree import OrganizationTree
from shared.committee.relations import relation
from shared.committee.reports.declared import own_declared
from shared.committee.reports.queries import Reports
from shared.committee.reports.schemas import Child, Report
from shared.contracts.vocabulary import Level
from shared.measures.areas import AreaDivision
from shared.measures.figures import Figure
from shared.ui.report.charts import Handling, Tile, handling, tile
from shared.ui.report.sections import FigureView, Section, highlights, sections
from shared.ui.report.treemap import PlacedTile, treemap
from shared.web.accounts import Account
from shared.web.permissions import may

_MOST_TILES = 400
"""The maximum number of tiles of the inner level; above it, the chart shows one level only, because more cannot be distinguished."""


class Breadcrumb(NamedTuple):
    """One organization on the path from the highest whose report the account may read."""

    organization: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ChildRow:
    """The table row of an organization directly below. `figures`: by measure; `within`: the name of another row that contains it."""

    child: Child
    figures: dict[str, Figure]
    tile: Tile | None
    handling: Handling | None
    within: str | None


@dataclass(frozen=True, kw_only=True)
class ReportOverview:
    report: Report
    name: str
    level: str
    reach: str
    trail: list[Breadcrumb]
    highlights: list[FigureView]
    handling: Handling | None
    tiles: list[Tile]
    treemap: tuple[PlacedTile, ...]
    rows: list[ChildRow]
    sections: list[Section]
    years: list[int]


def reach(report: Report, tree: OrganizationTree) -> str:
    """Returns which organizations a report adds up, as text for its readers."""
    if isinstance(report.part, AreaDivision):
        return "所辖乡镇（街道）合计，不含本级"
    if report.scope == "own" or not tree.parts(report.organization, report.as_of):
        return "仅本级"
    return "含成员单位及其所辖各级" if tree.level(report.organization) is Level.CONFERENCE else "含所辖各级"


async def overview(
    report: Report, account: Account, *, reports: Reports, tree: OrganizationTree, today: date
) -> ReportOverview:
    """Returns the content of the page of a report."""
    key, day = report.organization, report.as_of
    tiles = await _tiles(report, reports, tree)
    known = {tile.organization: tile for tile in tiles}
    years = {*await reports.years(key), *([report.year] if report.year else [])}
    return ReportOverview(
        report=report,
        name=tree.name(key, day),
        level=tree.level(key).title_zh,
        reach=reach(report, tree),
        trail=_trail(account, key, tree, day, today),
        highlights=highlights(report.figures),
        handling=handling(_named(report.figures)),
        tiles=tiles,
        treemap=treemap(tuple(tiles)),
        rows=[_row(child, known.get(child.organization), tree, day) for child in report.children],
        sections=sections(report.figures, own_declared(report)),
        years=sorted(years, reverse=True),
    )


def _trail(account: Account, key: str, tree: OrganizationTree, day: date, today: date) -> list[Breadcrumb]:
    """Returns the path to the organization: the account's own conference, then the readable organizations above it on that day, then it."""
    own, above = account.organization, tree.ancestors(key, day)
    conference = [own] if own is not None and own != key and tree.level(own) is Level.CONFERENCE else []
    readable = [each for each in above if _may_read(account, each, tree, today)]
    path = [*conference, *reversed(readable), key]
    return [Breadcrumb(organization=each, name=tree.name(each, day)) for each in path]


def _may_read(account: Account, key: str, tree: OrganizationTree, today: date) -> bool:
    return may(account, "reports.read", relation=relation(account, key, tree=tree, day=today))


async def _tiles(report: Report, reports: Reports, tree: OrganizationTree) -> list[Tile]:
    """Returns the tiles of the organizations directly below, each with the tiles of those below it."""
    day = report.as_of
    below = {child.organization: tree.parts(child.organization, day) for child in report.children}
    inner = [key for keys in below.values() for key in keys]
    counted = await reports.coverage([*below, *(inner if len(inner) <= _MOST_TILES else [])], day)
    found = []
    for child in report.children:
        children = [tile(key, tree.name(key, day), counted[key]) for key in below[child.organization] if key in counted]
        known = [each for each in children if each is not None]
        shown = tile(child.organization, child.name, counted[child.organization], known)
        if shown is not None:
            found.append(shown)
    return found


def _row(child: Child, tile: Tile | None, tree: OrganizationTree, day: date) -> ChildRow:
    figures = _named(child.figures)
    within = None if child.within is None else tree.name(child.within, day)
    return ChildRow(child=child, figures=figures, tile=tile, handling=handling(figures), within=within)


def _named(figures: Sequence[Figure]) -> dict[str, Figure]:
    return {figure.measure: figure for figure in figures}
