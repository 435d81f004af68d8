"""`/second-factor`: the second factor of the own account, for every account."""

from collections.abc import Awaitable, Callable

import segno
from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.domain.errors import LianxiError, NotFoundError
from shared.ui.accounts.own_page import render_own_page
from shared.ui.forms.submit import COMMAND, done_at, show_refusal, submit
from shared.web.account_management import own_second_factor
from shared.web.dependencies import app_state
from shared.web.login.second_factors import address_for_app
from shared.web.pages.forms import Form, first
from shared.web.pages.visitor import Submitted, Visiting, Visitor

ADDRESS = "/second-factor"


def second_factor_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the page and of its forms."""
    router = APIRouter(include_in_schema=False)

    @router.get(ADDRESS)
    async def second_factor_page(request: Request, visitor: Visiting, done: str = "") -> Response:
        """Renders the state of the second factor and its forms; once after they were made, the recovery codes."""
        state, account = app_state(request), visitor.account
        async with state.database.reading() as connection:
            shared = await state.second_factors.unconfirmed(connection, account)
            left = await state.second_factors.codes_left(connection, account.name)
        address = "" if shared is None else address_for_app(shared, account.name)
        return await render_own_page(
            request,
            visitor,
            context,
            "second_factor.html",
            ADDRESS,
            account=account,
            required=state.requires_second_factor(account),
            secret=shared,
            picture=segno.make(address, micro=False).svg_data_uri(scale=5, border=4, light="#fff") if address else "",
            codes=state.made_recovery_codes.take(account.name, ADDRESS) or (),
            left=left,
            done=done,
        )

    @router.post(ADDRESS)
    async def change(request: Request, visitor: Visiting, form: Submitted) -> Response:
        """Begins, confirms or removes the second factor, or makes new recovery codes."""
        steps = {"begin": _begun, "confirm": _confirmed, "new_codes": _new_codes, "remove": _removed}
        step = steps.get(first(form, COMMAND))
        if step is None:
            raise NotFoundError("unknown-command", "没有这个操作")
        try:
            return await step(request, visitor, form)
        except LianxiError as error:
            return show_refusal(request, visitor.account, ADDRESS, error)

    return router


async def _begun(request: Request, visitor: Visitor, form: Form) -> Response:
    await own_second_factor.verify_password(request, visitor.account, first(form, "own_password"))
    factors = app_state(request).second_factors

    async def step(connection: AsyncConnection) -> str:
        await factors.begin(connection, visitor.account)
        return ADDRESS

    return await submit(request, visitor.account, form, step)


async def _confirmed(request: Request, visitor: Visitor, form: Form) -> Response:
    async def codes(connection: AsyncConnection) -> tuple[str, ...]:
        code = first(form, "code")
        return await own_second_factor.confirm(connection, app_state(request), visitor.account, code, visitor.token)

    return await _with_codes(request, visitor, form, codes, done="confirm")


async def _new_codes(request: Request, visitor: Visitor, form: Form) -> Response:
    await own_second_factor.verify_code(request, visitor.account, first(form, "code"))

    async def codes(connection: AsyncConnection) -> tuple[str, ...]:
        return await own_second_factor.new_codes(connection, app_state(request), visitor.account)

    return await _with_codes(request, visitor, form, codes, done="new_codes")


async def _removed(request: Request, visitor: Visitor, form: Form) -> Response:
    await own_second_factor.verify_code(request, visitor.account, first(form, "code"))

    async def step(connection: AsyncConnection) -> str:
        await own_second_factor.remove(connection, app_state(request), visitor.account)
        return done_at(ADDRESS, "remove")

    return await submit(request, visitor.account, form, step)


async def _with_codes(
    request: Request,
    visitor: Visitor,
    form: Form,
    make: Callable[[AsyncConnection], Awaitable[tuple[str, ...]]],
    *,
    done: str,
) -> Response:
    """Executes a form that makes recovery codes, which the next page shows once."""
    made: list[tuple[str, ...]] = []

    async def step(connection: AsyncConnection) -> str:
        made.append(await make(connection))
        return done_at(ADDRESS, done)

    response = await submit(request, visitor.account, form, step)
    for codes in made:
        app_state(request).made_recovery_codes.put(visitor.account.name, ADDRESS, codes)
    return response
