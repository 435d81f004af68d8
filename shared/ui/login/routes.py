"""`/login` and `/logout`: the sessions of users, whose token is in a cookie."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from shared.domain.errors import LianxiError, UnauthenticatedError
from shared.ui.layout import TEMPLATES
from shared.web import cookies
from shared.web.account_management.session_routes import (
    answer_challenge,
    begin_challenge,
    end_current_session,
    start_session,
    verify_login,
)
from shared.web.actor import Public
from shared.web.dependencies import app_state
from shared.web.login import sessions
from shared.web.login.challenges import ENDED
from shared.web.login.second_factors import SecondFactorRequiredError
from shared.web.pages.forms import first, form_token, read_form, redirect_to
from shared.web.pages.refusals import LOGIN
from shared.web.pages.visitor import Submitted, Visiting
from shared.web.problem import HttpRefusedError, response_meta

router = APIRouter(include_in_schema=False)

CODE = "/login/code"
Next = Annotated[str, Query(max_length=2000)]


@router.get(LOGIN, dependencies=[Public])
async def login_page(request: Request, next: Next = "/") -> Response:
    """Renders the login form. Its token belongs to the browser, since there is no session yet."""
    return login_form(request, cookies.read_cookie(request, "browser") or sessions.new_token(), next)


@router.post(LOGIN, dependencies=[Public])
async def log_in(request: Request) -> Response:
    """Logs in and redirects to the requested page, or renders the form again with the errors."""
    browser = cookies.read_cookie(request, "browser") or ""
    form = await read_form(request, browser)
    name, target = first(form, "account").strip(), first(form, "next")
    try:
        verified = await verify_login(request, name, first(form, "password"), "")
        return await logged_in(request, verified, target)
    except SecondFactorRequiredError as error:
        challenge = "" if error.verified is None else await begin_challenge(request, error.verified)
        return code_form(request, browser, challenge, target)
    except (UnauthenticatedError, HttpRefusedError) as error:
        return login_form(request, browser, target, name=name, error=error)


@router.get(CODE, dependencies=[Public])
async def code_page() -> Response:
    """Redirects to the login: the form of the code exists only as the response to a right password."""
    return redirect_to(LOGIN)


@router.post(CODE, dependencies=[Public])
async def enter_code(request: Request) -> Response:
    """Logs in with the code of the second factor, or renders its form again with the error."""
    browser = cookies.read_cookie(request, "browser") or ""
    form = await read_form(request, browser)
    challenge, target = first(form, "challenge"), first(form, "next")
    try:
        return await logged_in(request, await answer_challenge(request, challenge, first(form, "code")), target)
    except UnauthenticatedError as error:
        if error.code in (ENDED, "login-failed"):
            return login_form(request, browser, target, error=error)
        return code_form(request, browser, challenge, target, error=error)
    except HttpRefusedError as error:
        return code_form(request, browser, challenge, target, error=error)


@router.post("/logout")
async def log_out(request: Request, visitor: Visiting, _form: Submitted) -> Response:
    """Ends the session of the cookie."""
    await end_current_session(request, visitor.account, visitor.token)
    response = redirect_to(LOGIN)
    cookies.delete_cookie(request, response, "session")
    response.headers["Clear-Site-Data"] = '"cache"'  # not "storage": sealed drafts wait there for their account
    return response


async def logged_in(request: Request, verified: sessions.Verified, target: str) -> Response:
    """Opens the session of a verified account instead of the one that the browser has, and redirects to the requested page."""
    token, session = await start_session(request, verified, replaced=cookies.read_cookie(request, "session"))
    response = redirect_to(target)
    cookies.set_cookie(request, response, "session", token)
    cookies.set_cookie(request, response, cookies.ACCOUNT, session.account.name, seconds=cookies.ACCOUNT_SECONDS)
    return response


def code_form(
    request: Request, browser: str, challenge: str, target: str, *, error: LianxiError | None = None
) -> Response:
    """Renders the form of the code of the second factor, with the error of the last attempt."""
    return rendered(request, browser, "login_code.html", error, challenge=challenge, next=target)


def login_form(
    request: Request, browser: str, target: str, *, name: str = "", error: LianxiError | None = None
) -> Response:
    """Renders the form of account and password, with the error of the last attempt."""
    account = cookies.read_cookie(request, cookies.ACCOUNT) or ""
    waiting = account if app_state(request).forms_before_login.has_any(account) else ""
    return rendered(
        request,
        browser,
        "login.html",
        error,
        next=target,
        name=name or waiting,
        waiting=waiting,
        single_sign_on=app_state(request).identity_provider is not None,
    )


def rendered(
    request: Request, browser: str, template: str, error: LianxiError | None = None, **shown: str | bool
) -> Response:
    """Renders a form before the login, with the error of the last attempt."""
    status, more = (200, {}) if error is None else response_meta(error)[::2]
    values: dict[str, Any] = shown
    page = TEMPLATES.render(template, status=status, error=error, form_token=form_token(request, browser), **values)
    page.headers.update({name: value for name, value in more.items() if name != "WWW-Authenticate"})
    cookies.set_cookie(request, page, "browser", browser)
    return page
