"""The HTTP route of the points for adopted opinion reports, `/api/v1/opinions/points`."""

from fastapi import APIRouter

from shared.committee.adoption_points.schemas import AdoptionPoints
from shared.committee.adoption_points.usecases import adoption_points
from shared.committee.appraisal.routes import Year
from shared.committee.context import ServiceContext
from shared.committee.registers.access import Owner
from shared.web.actor import Actor


def adoption_points_router(context: ServiceContext) -> APIRouter:
    """Returns the router of the points; it comes before the router whose paths end with an id."""
    router = APIRouter(prefix="/api/v1/opinions", tags=["社情民意信息"])

    @router.get("/points", summary="采用计分")
    async def points(account: Actor, organization: Owner = None, year: Year = None) -> AdoptionPoints:
        """Returns the points of a year for adopted reports, by author and by the organization that they came from."""
        return await adoption_points(context, account, organization, year)

    return router
