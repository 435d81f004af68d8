"""`/tokens`: the machine tokens of the own account, each of which can be revoked."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.domain.errors import LianxiError, invalid
from shared.ui.accounts.own_page import render_own_page
from shared.ui.forms.submit import COMMAND, done_at, show_refusal, submit
from shared.web.account_management import own_tokens
from shared.web.dependencies import app_state
from shared.web.login import machine_tokens
from shared.web.login.machine_tokens import LONGEST_LASTING, LONGEST_PURPOSE, NewMachineToken, Scope
from shared.web.pages.forms import Form, first
from shared.web.pages.visitor import Submitted, Visiting, Visitor

ADDRESS = "/tokens"
_MOST_DIGITS = 4


def token_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the list, of the form of a new token, and of revocations."""
    router = APIRouter(include_in_schema=False)

    @router.get(ADDRESS)
    async def listing(request: Request, visitor: Visiting, done: str = "") -> Response:
        """Renders the machine tokens of the account; once after its creation, a token itself."""
        account = visitor.account.name
        async with app_state(request).database.reading() as connection:
            found = await machine_tokens.tokens_of(connection, account)
        return await render_own_page(
            request,
            visitor,
            context,
            "tokens.html",
            ADDRESS,
            items=found,
            now=app_state(request).now(),
            made=app_state(request).made_passwords.take(account, ADDRESS),
            scopes=list(Scope),
            longest={"purpose": LONGEST_PURPOSE, "days": LONGEST_LASTING.days},
            done=done,
        )

    @router.post(ADDRESS)
    async def change(request: Request, visitor: Visiting, form: Submitted) -> Response:
        """Creates a token, or revokes one."""
        try:
            return await (_revoked if first(form, COMMAND) == "revoke" else _created)(request, visitor, form)
        except LianxiError as error:
            return show_refusal(request, visitor.account, ADDRESS, error)

    return router


async def _created(request: Request, visitor: Visitor, form: Form) -> Response:
    new = NewMachineToken(purpose=first(form, "purpose"), scopes=_scopes(form), days=_days(form))
    made: list[str] = []

    async def step(connection: AsyncConnection) -> str:
        now = app_state(request).now()
        made.append(await own_tokens.create_token(connection, visitor.account, new, now))
        return done_at(ADDRESS, "create")

    response = await submit(request, visitor.account, form, step)
    for token in made:
        app_state(request).made_passwords.put(visitor.account.name, ADDRESS, token)
    return response


async def _revoked(request: Request, visitor: Visitor, form: Form) -> Response:
    async def step(connection: AsyncConnection) -> str:
        id = first(form, "token_id")
        await own_tokens.revoke_token(connection, visitor.account, id, app_state(request).now())
        return done_at(ADDRESS, "revoke")

    return await submit(request, visitor.account, form, step)


def _scopes(form: Form) -> frozenset[Scope]:
    """Returns the chosen scopes; raises `InvalidError` for an unknown one."""
    try:
        return frozenset(Scope(each) for each in form.get("scopes", ()))
    except ValueError:
        raise invalid("scopes", None, "只能选列出的范围") from None


def _days(form: Form) -> int:
    """Returns the typed number of days; raises `InvalidError` for anything else."""
    typed = first(form, "days").strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS):
        raise invalid("days", typed, f"须为1至{LONGEST_LASTING.days}天")
    return int(typed)
