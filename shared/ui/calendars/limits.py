"""`/calendar/limits`: the limits of a month, and the address under which a calendar program subscribes to them."""

from calendar import Calendar
from collections import defaultdict
from datetime import date, timedelta
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.limit_calendar.open_limit import OpenLimit
from shared.committee.limit_calendar.queries import READ, limits_of_month, may_read
from shared.committee.limit_calendar.routes import FEED
from shared.committee.limit_calendar.usecases import feed_made_at, make_feed, withdraw_feed
from shared.ui.forms.submit import done_at, submit
from shared.ui.layout import LIMIT_CALENDAR as ADDRESS
from shared.ui.layout import TEMPLATES, page_frame
from shared.web.accounts import Account
from shared.web.dependencies import app_state
from shared.web.login.sessions import new_token
from shared.web.pages.visitor import Submitted, Visiting
from shared.web.permissions import allow

Month = Annotated[str, Query(pattern=r"^((19|20)[0-9]{2}-(0[1-9]|1[0-2]))?$", description="月份，如2026-03")]


class CalendarDay(NamedTuple):
    """A day of the month view. `inside`: whether it is of the month itself."""

    day: date
    inside: bool
    limits: list[OpenLimit]


def limit_calendar_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the month view and of the forms that make and withdraw the feed."""
    router = APIRouter(include_in_schema=False)

    @router.get(ADDRESS)
    async def month_page(request: Request, visitor: Visiting, month: Month = "", done: str = "") -> Response:
        """Renders the limits of a month that concern the account, the overdue ones, and the address of its feed, once after it was made."""
        _permit(visitor.account)
        today, account = context.today(), visitor.account
        first = date.fromisoformat(f"{month}-01") if month else today.replace(day=1)
        async with context.service.reading() as connection:
            limits, more_overdue = await limits_of_month(connection, account, first, today)
            made_at = await feed_made_at(connection, account)
        token = app_state(request).made_passwords.take(account.name, ADDRESS)
        return TEMPLATES.render(
            "limit_calendar.html",
            frame=page_frame(request, visitor, context, await context.directory.tree()),
            address=ADDRESS,
            first=first,
            before=(first - timedelta(days=1)).isoformat()[:7],
            after=(first + timedelta(days=31)).isoformat()[:7],
            today=today,
            weeks=weeks_of(first, limits),
            count=sum(each.limit.isoformat()[:7] == first.isoformat()[:7] for each in limits),
            overdue=[each for each in limits if each.is_overdue(today)],
            more_overdue=more_overdue,
            feed=f"{request.base_url.replace(path=FEED)}?token={token}" if token else "",
            made_at=made_at,
            done=done,
        )

    @router.post(f"{ADDRESS}/feed")
    async def make(request: Request, visitor: Visiting, form: Submitted) -> Response:
        """Makes the feed of the account with a new address, which the next page shows once."""
        _permit(visitor.account)
        token = new_token()

        async def step(connection: AsyncConnection) -> str:
            await make_feed(connection, visitor.account, token, context.now())
            return done_at(ADDRESS, "made")

        answer = await submit(request, visitor.account, form, step)
        app_state(request).made_passwords.put(visitor.account.name, ADDRESS, token)
        return answer

    @router.post(f"{ADDRESS}/feed/withdraw")
    async def withdraw(request: Request, visitor: Visiting, form: Submitted) -> Response:
        """Withdraws the feed of the account."""
        _permit(visitor.account)

        async def step(connection: AsyncConnection) -> str:
            await withdraw_feed(connection, visitor.account)
            return done_at(ADDRESS, "withdrawn")

        return await submit(request, visitor.account, form, step)

    return router


def weeks_of(first: date, limits: list[OpenLimit]) -> list[list[CalendarDay]]:
    """Returns the weeks of a month from Monday to Sunday, each day with its limits."""
    by_day: defaultdict[date, list[OpenLimit]] = defaultdict(list)
    for each in limits:
        by_day[each.limit].append(each)
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    return [[CalendarDay(day, day.month == first.month, by_day[day]) for day in week] for week in weeks]


def _permit(account: Account) -> None:
    """Raises `ForbiddenError` for an account that may read no proposal."""
    if not may_read(account):
        allow(account, READ, relation="own" if account.organization else "foreign")
