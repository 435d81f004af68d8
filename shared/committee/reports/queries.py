"""Queries of reports from the read database, for the API and for HTML pages."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, NamedTuple

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.directory.names import committee_name
from shared.committee.directory.tree import OrganizationTree
from shared.committee.relations import relation_to_report
from shared.committee.reports.area_groups import area_groups
from shared.committee.reports.declared import CountedOrganization, declared_figures
from shared.committee.reports.freshness import freshness_of
from shared.committee.reports.page_cache import FigureCache, PageCache
from shared.committee.reports.schemas import Child, Declared, Dispute, Report
from shared.committee.reports.tables import report_pages
from shared.contracts.pages import ReportPage
from shared.contracts.proposal_vocabulary import Breakdown
from shared.domain.errors import invalid
from shared.measures.areas import AreaDivision, TownshipGroup, by_area
from shared.measures.breakdown_figures import break_down
from shared.measures.figures import Figure
from shared.measures.organizations import YEAR as STANDING
from shared.measures.quarters import PeriodDivision, by_quarter
from shared.measures.report import Scope, assemble, totals
from shared.storage.attributes import from_attributes
from shared.web.accounts import Account
from shared.web.permissions import allow
from shared.web.query_dates import Day


class ReportQuery(BaseModel):
    """The parameters of a report. `year`: by default all; `as_of`: by default today; `decimals`: of rates; `part`: the breakdown."""

    year: Annotated[int | None, Field(ge=1949, le=9999)] = None
    as_of: Day | None = None
    scope: Scope = "subtree"
    decimals: Annotated[int, Field(ge=0, le=6)] = 2
    part: Breakdown | AreaDivision | PeriodDivision | None = None


class TownshipCoverage(NamedTuple):
    """The number of townships with a body, and of townships on the roster."""

    covered: int
    townships: int


class _Found(NamedTuple):
    """The pages of each organization, and those of the requested breakdown."""

    pages: dict[str, list[ReportPage]]
    divided: dict[str, list[ReportPage]]


class Reports:
    """Queries of reports with a cache of decoded pages."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._pages = PageCache()
        self._assembled = FigureCache()

    async def key(self, account: Account, word: str, day: date | None = None) -> str:
        """Returns the key at an address; raises `unknown-organization`, or `ForbiddenError` when the account may not read its report."""
        tree = await self._context.directory.tree()
        key = tree.addressed(word, day or self._context.today())
        await self._permit(account, key, day)
        return key

    async def _permit(self, account: Account, key: str, day: date | None) -> None:
        tree, today = await self._context.directory.tree(), self._context.today()
        on = min(day or today, today)
        allow(account, "reports.read", relation=relation_to_report(account, key, tree=tree, day=on, today=today))

    async def report(self, account: Account, word: str, query: ReportQuery) -> Report:
        """Returns the report of the organization at an address on the day."""
        return await self.report_of(account, await self.key(account, word, query.as_of), query)

    async def report_of(self, account: Account, organization: str, query: ReportQuery) -> Report:
        """Returns every figure on a day, as known now, and those of the organizations directly below, or of a conference's members."""
        await self._permit(account, organization, query.as_of)
        tree, day = await self._context.directory.tree(), _day(query, self._context.today())
        divides = isinstance(query.part, AreaDivision)
        groups = await area_groups(self._context, account, organization, tree, day) if divides else []
        async with self._context.read.reading() as connection:
            feed = await freshness_of(connection, self._context.now())
            children = tree.parts(organization, day)
            found = await self._found(connection, [organization, *children], query)
        figures = (
            _by_area(found, children, groups, query, day) if divides else self._figures(found, organization, query, day)
        )
        without = divides or isinstance(query.part, PeriodDivision)
        below = [] if without else self._children(found, children, query, tree, day)
        counted = [CountedOrganization(organization, tree.name(organization, day), figures)]
        counted += (CountedOrganization(each.organization, each.name, each.figures) for each in below)
        return from_attributes(
            Report,
            query,
            **feed._asdict(),
            organization=organization,
            as_of=day,
            disputes=self._disputes(organization, tree, day),
            figures=figures,
            declared=self._declared(counted, query, day),
            children=below,
        )

    def _declared(self, counted: Sequence[CountedOrganization], query: ReportQuery, day: date) -> list[Declared]:
        """Returns what these organizations declare of the year; nothing in a report of all years, or with a breakdown."""
        if query.year is None or query.part is not None:
            return []
        keys = self._context.directory.keys
        return list(declared_figures(counted, keys, year=query.year, day=day, decimals=query.decimals))

    def _figures(self, found: _Found, organization: str, query: ReportQuery, day: date) -> list[Figure]:
        """Returns the figures of an organization, those of its last report where no page of it has changed."""
        pages = [*found.pages.get(organization, []), *found.divided.get(organization, [])]
        key = organization, day, *query.model_dump(exclude={"as_of"}).values()
        return self._assembled.of(key, pages, lambda: _figures(found, organization, query, day))

    def _children(
        self, found: _Found, keys: list[str], query: ReportQuery, tree: OrganizationTree, day: date
    ) -> list[Child]:
        """Returns the children ordered by code; one that has left the roster is included while any of its figures is not zero."""
        children = []
        for key in sorted(keys, key=lambda key: (tree.code(key, day) or key, key)):
            figures = self._figures(found, key, query, day)
            if tree.on_roster(key, day) or any(figure.numerator for figure in figures):
                name, level = tree.name(key, day), tree.level(key)
                within = tree.nearest(key, keys, day)
                children.append(Child(organization=key, name=name, level=level, within=within, figures=figures))
        return children

    def _disputes(self, organization: str, tree: OrganizationTree, day: date) -> list[Dispute]:
        """Returns the disputes of the organization and of those below it, or of the members of a conference, on the day."""
        among = [organization, *tree.parts(organization, day)]
        found = self._context.directory.keys.disputed()
        return [
            Dispute(organization=key, name=committee_name(key, tree, day), subjects=subjects)
            for key, subjects in found.items()
            if key in tree and (key in among or tree.nearest(key, among, day) is not None)
        ]

    async def revision(self) -> int:
        """Returns the revision, which rises whenever the reader stores pages."""
        async with self._context.read.reading() as connection:
            return (await freshness_of(connection, self._context.now())).revision

    async def years(self, key: str) -> list[int]:
        """Returns the years that have pages, the newest first."""
        query = select(report_pages.c.year).where(report_pages.c.organization == key, report_pages.c.year != STANDING)
        async with self._context.read.reading() as connection:
            rows = await connection.execute(query.distinct().order_by(report_pages.c.year.desc()))
        return list(rows.scalars())

    async def coverage(self, keys: list[str], day: date) -> dict[str, TownshipCoverage]:
        """Returns the township coverage of each of these organizations on the day."""
        async with self._context.read.reading() as connection:
            found = await self._pages.of(connection, keys, years=(STANDING,))
        sums = {key: totals(found.get(key, []), as_of=day) for key in keys}
        return {
            key: TownshipCoverage(each.get("township_bodies", 0), each.get("townships", 0))
            for key, each in sums.items()
        }

    async def _found(self, connection: AsyncConnection, organizations: list[str], query: ReportQuery) -> _Found:
        """Returns the pages of these organizations; those of a breakdown only if it is asked for."""
        years = None if query.year is None else (STANDING, query.year)
        pages = await self._pages.of(connection, organizations, years=years)
        if not isinstance(query.part, Breakdown):
            return _Found(pages, {})
        return _Found(pages, await self._pages.of(connection, organizations, years=years, breakdown=query.part))


def _day(query: ReportQuery, today: date) -> date:
    if query.as_of is not None and query.as_of > today:
        raise invalid("as_of", query.as_of.isoformat(), f"不能晚于今天（{today.isoformat()}）")
    return query.as_of or today


def _figures(found: _Found, organization: str, query: ReportQuery, day: date) -> list[Figure]:
    """Returns all figures, or, for a breakdown, those that it divides."""
    pages = found.pages.get(organization, [])
    if isinstance(query.part, PeriodDivision):
        return by_quarter(pages, as_of=day, year=query.year, scope=query.scope, decimals=query.decimals)
    if not isinstance(query.part, Breakdown):
        return assemble(pages, as_of=day, year=query.year, scope=query.scope, decimals=query.decimals)
    return break_down(
        pages,
        found.divided.get(organization, []),
        query.part,
        as_of=day,
        year=query.year,
        scope=query.scope,
        decimals=query.decimals,
    )


def _by_area(
    found: _Found, children: Sequence[str], groups: Sequence[TownshipGroup], query: ReportQuery, day: date
) -> list[Figure]:
    """Returns the figures of the organizations directly below together, divided by area groups."""
    pages = {key: found.pages.get(key, []) for key in children}
    return by_area(pages, groups, as_of=day, year=query.year, scope=query.scope, decimals=query.decimals)
