"""`/notifications/choices`: what the account receives by mail."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.deliveries.choices import DeliveryChoice, choice_of, choose
from shared.committee.deliveries.outbox import newest_error
from shared.committee.notifications.vocabulary import NotificationSort
from shared.domain.errors import LianxiError
from shared.ui.forms.submit import done_at, show_refusal, submit, take_refusal
from shared.ui.layout import NOTIFICATIONS, TEMPLATES, page_frame
from shared.web.dependencies import app_state
from shared.web.pages.forms import Form, first
from shared.web.pages.visitor import Submitted, Visiting
from shared.web.problem import detail_of

ADDRESS = f"{NOTIFICATIONS}/choices"


def delivery_choice_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the form and of the change."""
    router = APIRouter(include_in_schema=False)

    @router.get(ADDRESS)
    async def choices_page(request: Request, visitor: Visiting, done: str = "") -> Response:
        """Renders the choice of the account; once after a refusal, with the error."""
        state, account = app_state(request), visitor.account.name
        error, status, _ = take_refusal(request, visitor.account, ADDRESS)
        async with context.service.reading() as connection:
            chosen = await choice_of(connection, account)
            undelivered = await newest_error(connection, account)
        return TEMPLATES.render(
            "delivery_choices.html",
            status=status,
            frame=page_frame(request, visitor, context, await context.directory.tree()),
            address=ADDRESS,
            list_address=NOTIFICATIONS,
            chosen=chosen,
            sorts=list(NotificationSort),
            error="" if error is None else detail_of(error, state.title_of),
            undelivered=undelivered,
            sends_mail=context.sends_mail,
            done=bool(done),
        )

    @router.post(ADDRESS)
    async def change(request: Request, visitor: Visiting, form: Submitted) -> Response:
        """Changes the choice of the account, or redirects to the form with the error."""

        async def step(connection: AsyncConnection) -> str:
            await choose(connection, visitor.account.name, _given(form), context.now())
            return done_at(ADDRESS, "1")

        try:
            return await submit(request, visitor.account, form, step)
        except LianxiError as error:
            return show_refusal(request, visitor.account, ADDRESS, error)

    return router


def _given(form: Form) -> DeliveryChoice:
    known = {str(sort): sort for sort in NotificationSort}
    sorts = frozenset(known[each] for each in form.get("sorts", []) if each in known)
    return DeliveryChoice(address=first(form, "address").strip(), sorts=sorts, daily=first(form, "daily") == "true")
