"""`/calendar`: the working days of a year, and the form in which administrators enter its holidays."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.entered_holidays import entered_years
from shared.committee.working_calendar.schemas import CalendarYearView, EnterCalendar
from shared.committee.working_calendar.usecases import MANAGE, enter, year_view
from shared.ui.forms.controls import FormView, RejectedForm, form_view
from shared.ui.forms.parse import parse_form
from shared.ui.forms.submit import done_at, rejected_form, status_of, submit_or_show_again
from shared.ui.layout import TEMPLATES, page_frame
from shared.web.pages.visitor import Submitted, Visiting
from shared.web.permissions import may

ADDRESS, ENTER = "/calendar", "enter_calendar"
Year = Annotated[int | None, Query(ge=2000, le=2100)]


@dataclass(frozen=True, kw_only=True)
class HolidayForm:
    """The form of a year: its holidays and its working weekends, one day a line."""

    holidays: tuple[date, ...] = ()
    working_days: tuple[date, ...] = ()


def calendar_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the page of a year."""
    router = APIRouter(include_in_schema=False)

    @router.get(ADDRESS)
    async def one(request: Request, visitor: Visiting, year: Year = None, done: str = "") -> Response:
        """Renders the calendar of a year and, for administrators, the form to enter its holidays."""
        rejected = await rejected_form(request, visitor.account)
        tree = await context.directory.tree()
        async with context.service.reading() as connection:
            shown = year_view(year or context.today().year, await entered_years(connection))
        may_enter = may(visitor.account, MANAGE, relation="foreign")
        return TEMPLATES.render(
            "calendar.html",
            status=status_of(rejected),
            frame=page_frame(request, visitor, context, tree),
            item=shown,
            source=_SOURCES[shown.source],
            sheet=_form(shown, rejected) if may_enter else None,
            done=done == ENTER,
        )

    @router.post(ADDRESS)
    async def change(request: Request, visitor: Visiting, form: Submitted, year: Year = None) -> Response:
        """Enters the holidays of a year, or renders the form again with the errors."""
        tree, wanted = await context.directory.tree(), year or context.today().year
        address = f"{ADDRESS}?year={wanted}"

        async def step(connection: AsyncConnection) -> str:
            given = parse_form(HolidayForm, form)
            new = EnterCalendar(year=wanted, holidays=given.holidays, working_days=given.working_days)
            await enter(TransactionContext(connection, context, tree), visitor.account, new)
            return done_at(address, ENTER)

        return await submit_or_show_again(request, visitor.account, form, step, command=ENTER, address=address)

    return router


def _form(shown: CalendarYearView, rejected: RejectedForm | None) -> FormView:
    return form_view(
        HolidayForm,
        command=ENTER,
        title="录入节假日安排",
        action=f"{ADDRESS}?year={shown.year}",
        initial={"holidays": _lines(shown.holidays), "working_days": _lines(shown.working_days)},
        rejected=rejected,
        shown=True,
    )


_SOURCES = {"library": "国务院公布的节假日安排（系统自带）", "entered": "管理员录入的节假日安排", "none": "尚未录入"}
"""Source of the holidays of a year -> its title."""


def _lines(days: list[date]) -> str:
    return "\n".join(day.isoformat() for day in days)
