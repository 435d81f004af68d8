"""`/login/single-sign-on`: logins by the identity provider of the installation."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from shared.domain.errors import UnauthenticatedError
from shared.ui.login.routes import code_form, logged_in, login_form, rendered
from shared.web import cookies
from shared.web.account_management import single_sign_on
from shared.web.account_management.session_routes import begin_challenge
from shared.web.actor import Public
from shared.web.login import sessions
from shared.web.oidc.settings import CALLBACK
from shared.web.pages.forms import first, read_form
from shared.web.problem import HttpRefusedError

router = APIRouter(include_in_schema=False)

Given = Annotated[str, Query(max_length=2000)]


@router.post("/login/single-sign-on", dependencies=[Public])
async def begin_sign_on(request: Request) -> Response:
    """Renders a page that leads to the provider. A redirect would be refused by browsers: forms lead to this service only (CSP)."""
    browser = cookies.read_cookie(request, "browser") or ""
    target = first(await read_form(request, browser), "next")
    try:
        address, begun = await single_sign_on.begin(request, target)
    except HttpRefusedError as error:
        return login_form(request, browser, target, error=error)
    page = rendered(request, browser, "login_onward.html", address=address)
    single_sign_on.remember(request, page, begun)
    return page


@router.get(CALLBACK, dependencies=[Public])
async def finish_sign_on(request: Request, state: Given = "", code: Given = "", error: Given = "") -> Response:
    """Opens a session after a login at the provider, asks for the code of the second factor, or renders the login with the error."""
    begun = single_sign_on.remembered(request)
    response = await _finished(request, begun, single_sign_on.CallbackQuery(state, code, error))
    single_sign_on.forget(request, response)
    return response


async def _finished(
    request: Request, begun: single_sign_on.SignOnRequest | None, query: single_sign_on.CallbackQuery
) -> Response:
    browser = cookies.read_cookie(request, "browser") or sessions.new_token()
    target = "/" if begun is None else begun.target
    try:
        verified = await single_sign_on.finish(request, begun, query)
        if verified.account.second_factor:
            return code_form(request, browser, await begin_challenge(request, verified), target)
        return await logged_in(request, verified, target)
    except (UnauthenticatedError, HttpRefusedError) as refused:
        return login_form(request, browser, target, error=refused)
