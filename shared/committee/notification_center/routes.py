"""The HTTP routes of notifications, `/api/v1/notifications`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.notification_center.queries import list_notifications, mark_read
from shared.committee.notification_center.schemas import NotificationView, ReadNotifications
from shared.web.actor import Actor
from shared.web.idempotency import once
from shared.web.paging import ListPage, Paging
from shared.web.stored_response import StoredResponse

Unread = Annotated[bool | None, Query(description="只要未读的")]


def notifications_router(context: ServiceContext) -> APIRouter:
    """Returns the router of the notifications of an account."""
    router = APIRouter(prefix="/api/v1/notifications", tags=["通知"])

    @router.get("", summary="通知")
    async def listing(account: Actor, paging: Paging, unread: Unread = None) -> ListPage[NotificationView]:
        """Returns the notifications that concern the account, the newest first."""
        return await list_notifications(context, account, paging, unread=bool(unread))

    @router.post("/read", summary="标为已读", status_code=204)
    async def read(request: Request, body: ReadNotifications, account: Actor) -> Response:
        """Marks notifications of the account as read: those of `ids`, by default all."""

        async def apply(connection: AsyncConnection) -> StoredResponse:
            await mark_read(connection, context, account, body.ids)
            return StoredResponse(status=204, content=b"", headers={})

        return await once(request, account, apply)

    return router
