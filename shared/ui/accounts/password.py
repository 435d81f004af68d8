"""`/password`: the change of the own password, for every account."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.domain.errors import LianxiError, invalid
from shared.ui.accounts.own_page import render_own_page
from shared.ui.forms.submit import done_at, show_refusal, submit
from shared.web.account_management import administration
from shared.web.dependencies import app_state
from shared.web.pages.forms import Form, first
from shared.web.pages.visitor import Submitted, Visiting, Visitor

ADDRESS = "/password"


def password_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the form and of the change."""
    router = APIRouter(include_in_schema=False)

    @router.get(ADDRESS)
    async def password_page(request: Request, visitor: Visiting, done: str = "") -> Response:
        """Renders the form for the account's own password; once after a refusal, with the errors."""
        return await render_own_page(
            request,
            visitor,
            context,
            "password.html",
            ADDRESS,
            done=bool(done),
            first=visitor.account.first_password,
        )

    @router.post(ADDRESS)
    async def change_password(request: Request, visitor: Visiting, form: Submitted) -> Response:
        """Changes the account's own password, or redirects to the form without the passwords."""
        old, new = first(form, "old_password"), first(form, "new_password")
        try:
            if new != first(form, "new_password_again"):
                raise invalid("again", None, "两次填写的新密码不同")
            return await _changed(request, visitor, form, old, new)
        except LianxiError as error:
            return show_refusal(request, visitor.account, ADDRESS, error)

    return router


async def _changed(request: Request, visitor: Visitor, form: Form, old: str, new: str) -> Response:
    prepared = await administration.prepare_own_password(request, visitor.account, old, new)

    async def step(connection: AsyncConnection) -> str:
        await administration.change_own_password(connection, prepared, visitor.token, app_state(request).now())
        return done_at(ADDRESS, "1")

    return await submit(request, visitor.account, form, step)
