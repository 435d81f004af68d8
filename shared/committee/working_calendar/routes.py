"""The HTTP routes of the working calendar, `/api/v1/calendar`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from shared.committee.command_routes import add_command_route, no_id
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.entered_holidays import entered_years
from shared.committee.working_calendar import usecases
from shared.committee.working_calendar.schemas import CalendarYearView, EnterCalendar
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.stored_response import StoredResponse, stored_response

Year = Annotated[int | None, Query(ge=2000, le=2100, description="年份，默认今年")]


def calendar_router(context: ServiceContext) -> APIRouter:
    """Returns the router with both routes of the calendar."""
    router = APIRouter(prefix="/api/v1/calendar", tags=["工作日历"])

    @router.get("", summary="工作日历")
    async def one(_account: Actor, year: Year = None) -> CalendarYearView:
        """Returns the working days of a year: the holidays of the library, and what an administrator has entered."""
        async with context.service.reading() as connection:
            return usecases.year_view(year or context.today().year, await entered_years(connection))

    add_command_route(
        router,
        context,
        "",
        EnterCalendar,
        _enter,
        id_of=no_id,
        name="calendar.enter",
        summary="录入节假日安排",
        response_model=CalendarYearView,
    )
    return router


async def _enter(
    tx: TransactionContext, account: Account, _id: str, new: EnterCalendar, _request: Request
) -> StoredResponse:
    return stored_response(200, await usecases.enter(tx, account, new))
