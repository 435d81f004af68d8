"""`/opinions/points`: the points for the adopted opinion reports of a year."""

from fastapi import APIRouter, Request, Response

from shared.committee.adoption_points.usecases import adoption_points
from shared.committee.appraisal.routes import Year
from shared.committee.context import ServiceContext
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.registers.owner import committee_of
from shared.web.pages.visitor import Visiting

ADDRESS = "/opinions/points"


def adoption_points_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the page; it comes before the pages whose paths end with an id."""
    router = APIRouter(include_in_schema=False)

    @router.get(ADDRESS)
    async def points(request: Request, visitor: Visiting, year: Year = None) -> Response:
        """Renders the points of a year, by author and by the organization that the reports came from."""
        shown = await adoption_points(context, visitor.account, None, year)
        tree, last = await context.directory.tree(), context.today().year
        return TEMPLATES.render(
            "adoption_points.html",
            frame=page_frame(request, visitor, context, tree),
            shown=shown,
            address=ADDRESS,
            committee=committee_of(shown.organization, context, tree),
            years=sorted({*range(last, last - 5, -1), shown.year}, reverse=True),
        )

    return router
