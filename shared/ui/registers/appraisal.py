"""`/units/appraisal`: the ranking of the handling units of a committee, its CSV, and the proposals behind a figure."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from shared.committee.appraisal.criteria import Criterion
from shared.committee.appraisal.routes import CSV
from shared.committee.appraisal.schemas import as_csv
from shared.committee.appraisal.usecases import appraise_units, matters_of_unit
from shared.committee.context import ServiceContext
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.registers.owner import committee_of
from shared.web.pages.visitor import Visiting

ADDRESS = "/units/appraisal"
Owner = Annotated[str, Query(max_length=100)]
Year = Annotated[int | None, Query(ge=1949, le=9999)]
Unit = Annotated[str, Query(max_length=400)]


def appraisal_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the pages of the appraisal."""
    router = APIRouter(include_in_schema=False)

    @router.get(ADDRESS)
    async def ranking(request: Request, visitor: Visiting, organization: Owner = "", year: Year = None) -> Response:
        """Renders the ranking of the handling units in a year, with the formula and links to what is behind each figure."""
        shown = await appraise_units(context, visitor.account, organization.strip() or None, year)
        tree, last = await context.directory.tree(), context.today().year
        return TEMPLATES.render(
            "appraisal.html",
            frame=page_frame(request, visitor, context, tree),
            shown=shown,
            committee=committee_of(shown.organization, context, tree),
            years=sorted({*range(last, last - 5, -1), shown.year}, reverse=True),
            query=_query(visitor.account.organization, shown.organization, shown.year),
        )

    @router.get(f"{ADDRESS}.csv")
    async def table(visitor: Visiting, organization: Owner = "", year: Year = None) -> Response:
        """Returns the ranking as a CSV file."""
        shown = await appraise_units(context, visitor.account, organization.strip() or None, year)
        name = {"Content-Disposition": f'attachment; filename="appraisal-{shown.organization}-{shown.year}.csv"'}
        return Response(as_csv(shown), media_type=CSV, headers=name)

    @router.get(f"{ADDRESS}/matters")
    async def matters(
        request: Request,
        visitor: Visiting,
        organization: Owner = "",
        year: Year = None,
        unit: Unit = "",
        criterion: Criterion | None = None,
    ) -> Response:
        """Renders the proposals behind the figures of a unit."""
        owner = organization.strip() or None
        name, found = await matters_of_unit(context, visitor.account, owner, year, unit, criterion)
        tree, asked = await context.directory.tree(), year or context.today().year
        own = visitor.account.organization
        return TEMPLATES.render(
            "appraisal_matters.html",
            frame=page_frame(request, visitor, context, tree),
            name=name,
            year=asked,
            criterion=criterion,
            found=found,
            query=_query(own, owner or own, asked),
        )

    return router


def _query(own: str | None, organization: str | None, year: int) -> str:
    """Returns the query string of the links between the pages of the appraisal."""
    named = {"organization": organization} if organization and organization != own else {}
    return urlencode({**named, "year": year})
