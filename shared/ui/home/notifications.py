"""`/notifications`: what concerns the account, with what it has not read yet."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.notification_center.queries import list_notifications, mark_read
from shared.ui.forms.submit import done_at, submit
from shared.ui.layout import NOTIFICATIONS as ADDRESS
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.lists.routes import pagination
from shared.web.pages.visitor import Submitted, Visiting
from shared.web.paging import Paging

Id = Annotated[int, Path(ge=1, lt=2**63)]
Unread = Annotated[bool | None, Query()]


def notification_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the list and of the forms that mark notifications as read."""
    router = APIRouter(include_in_schema=False)

    @router.get(ADDRESS)
    async def listing(request: Request, visitor: Visiting, paging: Paging, unread: Unread = None) -> Response:
        """Renders a page of the notifications of the account, the newest first."""
        found = await list_notifications(context, visitor.account, paging, unread=bool(unread))
        given = {"unread": "true"} if unread else {}
        return TEMPLATES.render(
            "notifications.html",
            frame=page_frame(request, visitor, context, await context.directory.tree()),
            address=ADDRESS,
            items=found.items,
            unread=bool(unread),
            pagination=pagination(found, given),
        )

    @router.post(f"{ADDRESS}/read")
    async def read_all(request: Request, visitor: Visiting, form: Submitted) -> Response:
        """Marks all notifications of the account as read."""

        async def step(connection: AsyncConnection) -> str:
            await mark_read(connection, context, visitor.account)
            return done_at(ADDRESS, "read")

        return await submit(request, visitor.account, form, step)

    @router.post(f"{ADDRESS}/{{id}}/read")
    async def read_one(request: Request, visitor: Visiting, form: Submitted, id: Id) -> Response:
        """Marks one notification as read."""

        async def step(connection: AsyncConnection) -> str:
            await mark_read(connection, context, visitor.account, [id])
            return done_at(ADDRESS, "read")

        return await submit(request, visitor.account, form, step)

    return router
