"""The HTTP routes of what an account receives by mail, `/api/v1/notifications/choices`."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.deliveries.choices import DeliveryChoice, choice_of, choose
from shared.committee.deliveries.outbox import newest_error
from shared.committee.deliveries.schemas import ChooseDeliveries, DeliveryChoiceView
from shared.web.actor import Actor
from shared.web.idempotency import once
from shared.web.stored_response import StoredResponse


def delivery_choices_router(context: ServiceContext) -> APIRouter:
    """Returns the router of the choice of an account."""
    router = APIRouter(prefix="/api/v1/notifications/choices", tags=["通知"])

    @router.get("", summary="通知设置")
    async def chosen(account: Actor) -> DeliveryChoiceView:
        """Returns what the account receives by mail, and why its newest message was not accepted."""
        async with context.service.reading() as connection:
            choice = await choice_of(connection, account.name)
            undelivered = await newest_error(connection, account.name)
        return DeliveryChoiceView(
            address=choice.address,
            sorts=sorted(choice.sorts),
            daily=choice.daily,
            sends_mail=context.sends_mail,
            undelivered=undelivered,
        )

    @router.post("", summary="修改通知设置", status_code=204)
    async def change(request: Request, body: ChooseDeliveries, account: Actor) -> Response:
        """Replaces the choice of the account; an empty address ends its mails. Notifications from before are not sent."""
        choice = DeliveryChoice(address=body.address.strip(), sorts=frozenset(body.sorts), daily=body.daily)

        async def apply(connection: AsyncConnection) -> StoredResponse:
            await choose(connection, account.name, choice, context.now())
            return StoredResponse(status=204, content=b"", headers={})

        return await once(request, account, apply)

    return router
