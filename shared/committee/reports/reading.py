"""A report, read for an account: out of this service's own read model, the same for programs and for pages."""

from datetime import date
from typing import Annotated, NamedTuple

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.directory.places import Places
from shared.committee.office import Office
from shared.committee.relations import relation_to_report
from shared.committee.reports.feed import feed_of
from shared.committee.reports.pages import Pages
from shared.committee.reports.tables import report_pages
from shared.committee.reports.views import Child, Report
from shared.contracts.pages import ReportPage
from shared.domain.errors import invalid
from shared.measures.figures import Figure
from shared.measures.organizations import YEAR as STANDING
from shared.measures.report import Scope, assemble, totals
from shared.web.accounts import Account
from shared.web.days import Day
from shared.web.permissions import allow


class Asked(BaseModel):
    """What of a report is asked for. `year`: by default all; `as_of`: by default today; `decimals` of rates."""

    year: Annotated[int | None, Field(ge=1949, le=9999)] = None
    as_of: Day | None = None
    scope: Scope = "subtree"
    decimals: Annotated[int, Field(ge=0, le=6)] = 2


class Counted(NamedTuple):
    """Townships with a body, and townships on the roster."""

    covered: int
    townships: int


class Reports:
    """Reads reports; the pages of this process stay decoded in between."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._pages = Pages()

    async def key(self, account: Account, word: str, day: date | None = None) -> str:
        """The key that an address means, if this account may read its report; `UnknownOrganization`, `ForbiddenError`."""
        places = await self._office.directory.places()
        key = places.addressed(word, day or self._office.today())
        await self._permit(account, key, day)
        return key

    async def _permit(self, account: Account, key: str, day: date | None) -> None:
        places, today = await self._office.directory.places(), self._office.today()
        on = min(day or today, today)
        allow(account, "reports.read", relation=relation_to_report(account, key, places=places, day=on, today=today))

    async def report(self, account: Account, word: str, asked: Asked) -> Report:
        """The report of the organization that an address means on the day."""
        return await self.report_of(account, await self.key(account, word, asked.as_of), asked)

    async def report_of(self, account: Account, organization: str, asked: Asked) -> Report:
        """Every figure on a day, as known now, and the same of those directly below; of a conference, of its members."""
        await self._permit(account, organization, asked.as_of)
        places, day = await self._office.directory.places(), _day(asked, self._office.today())
        async with self._office.read.reading() as connection:
            feed = await feed_of(connection, self._office.now())
            children = places.parts(organization, day)
            found = await self._found(connection, [organization, *children], asked.year)
        return Report(
            organization=organization,
            year=asked.year,
            as_of=day,
            scope=asked.scope,
            fresh_at=feed.written_at,
            rebuilding=feed.rebuilding,
            revision=feed.revision,
            figures=_figures(found, organization, asked, day),
            children=_children(found, children, asked, places, day),
        )

    async def revision(self) -> int:
        """What rises with every page that is read."""
        async with self._office.read.reading() as connection:
            return (await feed_of(connection, self._office.now())).revision

    async def years(self, key: str) -> list[int]:
        """The years of which anything is counted, the newest first."""
        query = select(report_pages.c.year).where(report_pages.c.organization == key, report_pages.c.year != STANDING)
        async with self._office.read.reading() as connection:
            rows = await connection.execute(query.distinct().order_by(report_pages.c.year.desc()))
        return list(rows.scalars())

    async def coverage(self, keys: list[str], day: date) -> dict[str, Counted]:
        """How many townships of each of these have a body on the day, and how many there are: of many places at once."""
        async with self._office.read.reading() as connection:
            found = await self._pages.of(connection, keys, years=(STANDING,))
        sums = {key: totals(found.get(key, []), as_of=day) for key in keys}
        return {key: Counted(each.get("township_bodies", 0), each.get("townships", 0)) for key, each in sums.items()}

    async def _found(
        self, connection: AsyncConnection, organizations: list[str], year: int | None
    ) -> dict[str, list[ReportPage]]:
        years = None if year is None else (STANDING, year)
        return await self._pages.of(connection, organizations, years=years)


def _day(asked: Asked, today: date) -> date:
    if asked.as_of is not None and asked.as_of > today:
        raise invalid("as_of", asked.as_of.isoformat(), f"不能晚于今天（{today.isoformat()}）")
    return asked.as_of or today


def _figures(found: dict[str, list[ReportPage]], organization: str, asked: Asked, day: date) -> list[Figure]:
    pages = found.get(organization, [])
    return assemble(pages, as_of=day, year=asked.year, scope=asked.scope, decimals=asked.decimals)


def _children(
    found: dict[str, list[ReportPage]], keys: list[str], asked: Asked, places: Places, day: date
) -> list[Child]:
    """By code. One that has left the roster stands among them as long as something is counted of it."""
    children = []
    for key in sorted(keys, key=lambda key: (places.code(key, day) or key, key)):
        figures = _figures(found, key, asked, day)
        if places.on_roster(key, day) or any(figure.numerator for figure in figures):
            name, level = places.name(key, day), places.level(key)
            within = places.nearest(key, keys, day)
            children.append(Child(organization=key, name=name, level=level, within=within, figures=figures))
    return children
