"""The HTTP routes of the appraisal of handling units, `/api/v1/units/appraisal`."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from shared.committee.appraisal.criteria import Criterion
from shared.committee.appraisal.schemas import AppraisedMatterView, UnitRankingView, as_csv
from shared.committee.appraisal.usecases import appraise_units, matters_of_unit
from shared.committee.context import ServiceContext
from shared.committee.registers.access import Owner
from shared.web.actor import Actor

CSV = "text/csv; charset=utf-8"
Year = Annotated[int | None, Query(ge=1949, le=9999, description="年度，默认今年")]
Unit = Annotated[str, Query(max_length=400, description="考评结果中的 unit")]


def appraisal_router(context: ServiceContext) -> APIRouter:
    """Returns the router of the appraisal."""
    router = APIRouter(prefix="/api/v1/units", tags=["承办单位"])

    @router.get("/appraisal", summary="承办单位绩效考评")
    async def appraisal(account: Actor, organization: Owner = None, year: Year = None) -> UnitRankingView:
        """Returns the ranking of the handling units of a committee in a year, with the formula and every figure."""
        return await appraise_units(context, account, organization, year)

    @router.get("/appraisal.csv", summary="承办单位绩效考评（CSV）", response_class=Response)
    async def table(account: Actor, organization: Owner = None, year: Year = None) -> Response:
        """Returns the ranking as CSV."""
        return Response(as_csv(await appraise_units(context, account, organization, year)), media_type=CSV)

    @router.get("/appraisal/matters", summary="考评指标背后的提案")
    async def matters(
        account: Actor,
        organization: Owner = None,
        year: Year = None,
        unit: Unit = "",
        criterion: Criterion | None = None,
    ) -> list[AppraisedMatterView]:
        """Returns the proposals behind the figures of a unit: of one criterion, or of all."""
        _, found = await matters_of_unit(context, account, organization, year, unit, criterion)
        return found

    return router
