"""The HTTP route of cadence, `/api/v1/cadence`."""

from fastapi import APIRouter

from shared.committee.appraisal.routes import Year
from shared.committee.cadence.queries import read_cadence
from shared.committee.cadence.schemas import CadenceReport
from shared.committee.context import ServiceContext
from shared.committee.registers.access import Owner
from shared.web.actor import Actor


def cadence_router(context: ServiceContext) -> APIRouter:
    """Returns the router of the cadence of an organization."""
    router = APIRouter(prefix="/api/v1/cadence", tags=["协商活动"])

    @router.get("", summary="协商频次")
    async def cadence(account: Actor, organization: Owner = None, year: Year = None) -> CadenceReport:
        """Returns how many activities the charter expects in a year by each rule, how many took place, and what is missed and due next."""
        return await read_cadence(context, account, organization, year)

    return router
