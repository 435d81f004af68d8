"""The HTTP route of calendar feeds, `/calendar.ics`. The token in its address stands for the account, because calendars cannot log in."""

from hashlib import sha256
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from shared.committee.context import ServiceContext
from shared.committee.directory.names import committee_name
from shared.committee.limit_calendar.feed import MEDIA_TYPE, calendar_file
from shared.committee.limit_calendar.queries import open_limits
from shared.committee.limit_calendar.usecases import account_of_feed
from shared.web.actor import Public, with_unit_names
from shared.web.dependencies import app_state
from shared.web.etag import is_known

FEED = "/calendar.ics"
_CACHED = {"Cache-Control": "private, max-age=300"}
Token = Annotated[str, Query(max_length=100, description="订阅地址中的凭据")]


def calendar_feed_router(context: ServiceContext) -> APIRouter:
    """Returns the router of the feeds."""
    router = APIRouter(tags=["期限提醒"], dependencies=[Public])

    @router.get(
        FEED,
        summary="期限日历（iCalendar）",
        response_class=Response,
        responses={200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}},
    )
    async def feed(request: Request, token: Token = "") -> Response:
        """Returns the open limits of the account that made this address; 404 for an address that was withdrawn."""
        app_state(request).public_requests.count(request.client.host if request.client else "")
        today, tree = context.today(), await context.directory.tree()
        async with context.service.reading() as connection:
            account = await with_unit_names(connection, app_state(request), await account_of_feed(connection, token))
            limits = await open_limits(connection, account, today)
        name = f"{committee_name(account.organization or '', tree, today)}办理期限"
        body = calendar_file(limits, name, today)
        headers = {**_CACHED, "ETag": f'"{sha256(body).hexdigest()[:32]}"'}
        if is_known(request, headers["ETag"]):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(body, headers=headers, media_type=MEDIA_TYPE)

    return router
