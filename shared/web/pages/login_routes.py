"""`/login` and `/logout`: the sessions of users, whose token is in a cookies."""

import re
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from shared.domain.errors import LianxiError, UnauthenticatedError
from shared.web import cookies, sessions
from shared.web.actor import Public
from shared.web.dependencies import app_state
from shared.web.pages.forms import first, form_token, read_form
from shared.web.pages.refusals import LOGIN
from shared.web.pages.rendering import PAGES
from shared.web.pages.visitor import Submitted, Visiting
from shared.web.problem import HttpRefusedError, response_meta
from shared.web.session_routes import end_current_session, start_session

router = APIRouter(include_in_schema=False)

_HERE = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")
Next = Annotated[str, Query(max_length=2000)]


@router.get(LOGIN, dependencies=[Public])
async def login_page(request: Request, next: Next = "/") -> Response:
    """Renders the login form. Its token belongs to the browser, since there is no session yet."""
    return _form(request, cookies.read_cookie(request, "browser") or sessions.new_token(), next)


@router.post(LOGIN, dependencies=[Public])
async def log_in(request: Request) -> Response:
    """Logs in and redirects to the requested page, or renders the form again with the errors."""
    browser = cookies.read_cookie(request, "browser") or ""
    form = await read_form(request, browser)
    name, target = first(form, "account").strip(), first(form, "next")
    try:
        replaced = cookies.read_cookie(request, "session")
        token, session = await start_session(request, name, first(form, "password"), replaced=replaced)
    except (UnauthenticatedError, HttpRefusedError) as error:
        return _form(request, browser, target, name=name, error=error)
    response = redirect_to(target)
    cookies.set_cookie(request, response, "session", token)
    cookies.set_cookie(request, response, cookies.ACCOUNT, session.account.name, seconds=cookies.ACCOUNT_SECONDS)
    return response


@router.post("/logout")
async def log_out(request: Request, visitor: Visiting, _form: Submitted) -> Response:
    """Ends the session of the cookie."""
    await end_current_session(request, visitor.account, visitor.token)
    response = redirect_to(LOGIN)
    cookies.delete_cookie(request, response, "session")
    return response


def _form(request: Request, browser: str, target: str, *, name: str = "", error: LianxiError | None = None) -> Response:
    status, more = (200, {}) if error is None else response_meta(error)[::2]
    account = cookies.read_cookie(request, cookies.ACCOUNT) or ""
    waiting = account if app_state(request).forms_before_login.has_any(account) else ""
    page = PAGES.render(
        "login.html",
        status=status,
        next=target,
        name=name or waiting,
        waiting=waiting,
        error=error,
        form_token=form_token(request, browser),
    )
    page.headers.update({name: value for name, value in more.items() if name != "WWW-Authenticate"})
    cookies.set_cookie(request, page, "browser", browser)
    return page


def redirect_to(address: str) -> Response:
    """Returns a redirect to a page of this service; for any other address, to the home page."""
    location = address if _HERE.fullmatch(address) else "/"
    return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": location})
