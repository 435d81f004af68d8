"""`/api/v1/reports/{key}`: the report of an organization, for itself and for those above it, from this service's own read model."""

from datetime import date
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.directory.places import Places
from shared.committee.office import Office
from shared.committee.organizations.commanding import Key
from shared.committee.relations import relation_to_report
from shared.committee.reports.document import ReportDocument
from shared.committee.reports.feed import feed_of
from shared.committee.reports.pages import Pages
from shared.committee.reports.views import Child, Report
from shared.contracts.pages import ReportPage
from shared.domain.errors import invalid
from shared.measures.figures import Figure
from shared.measures.organizations import YEAR as STANDING
from shared.measures.report import Scope, assemble
from shared.web.actor import Actor
from shared.web.days import Day
from shared.web.permissions import allow

_encode = msgspec.json.Encoder(decimal_format="number").encode
"""A decimal is a number with the digits that it has: 100.00."""


class Asked(BaseModel):
    """What of a report is asked for. `year`: by default all; `as_of`: by default today; `decimals` of rates."""

    year: Annotated[int | None, Field(ge=1949, le=9999)] = None
    as_of: Day | None = None
    scope: Scope = "subtree"
    decimals: Annotated[int, Field(ge=0, le=6)] = 2


def reports_router(office: Office) -> APIRouter:
    """Every route of reports."""
    router = APIRouter(prefix="/api/v1/reports", tags=["报告"])
    pages = Pages()

    @router.get("/{key}", summary="统计报告", response_model=ReportDocument)
    async def report(account: Actor, key: Key, asked: Annotated[Asked, Query()]) -> Response:
        """Every figure on a day, as known now, and the same of those directly below; of a conference, of its members."""
        places, today = await office.directory.places(), office.today()
        organization = places.resolve(key, asked.as_of or today)
        on = min(asked.as_of or today, today)
        stands = relation_to_report(account, organization, places=places, day=on, today=today)
        allow(account, "reports.read", relation=stands)
        day = _day(asked, today)
        async with office.read.reading() as connection:
            feed = await feed_of(connection, office.now())
            children = places.parts(organization, day)
            found = await _pages(connection, pages, [organization, *children], asked.year)
        answer = Report(
            organization=organization,
            year=asked.year,
            as_of=day,
            scope=asked.scope,
            fresh_at=office.now() if office.caught_up() else feed.read_at,
            rebuilding=feed.rebuilding,
            figures=_figures(found, organization, asked, day),
            children=_children(found, children, asked, places, day),
        )
        return Response(_encode(answer), media_type="application/json")

    return router


def _day(asked: Asked, today: date) -> date:
    if asked.as_of is not None and asked.as_of > today:
        raise invalid("as_of", asked.as_of.isoformat(), f"不能晚于今天（{today.isoformat()}）")
    return asked.as_of or today


async def _pages(
    connection: AsyncConnection, pages: Pages, organizations: list[str], year: int | None
) -> dict[str, list[ReportPage]]:
    years = None if year is None else (STANDING, year)
    return await pages.of(connection, organizations, years=years)


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
