"""Who visits a page: known by the cookie. Nobody: the login page is shown first, and then the page that was asked for."""

from dataclasses import dataclass
from typing import Annotated

import structlog
from fastapi import Depends, Request

from shared.domain.errors import UnauthenticatedError
from shared.web.accounts import Account
from shared.web.dependencies import app_state
from shared.web.pages.cookie import ACCOUNT, kept, session_token
from shared.web.pages.forms import Form, Upload, form_of, form_token, read_form, read_upload
from shared.web.pages.forms_before_login import KEPT
from shared.web.sessions import find_session


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """`token` is that of the session, `form_token` the one of the forms shown to it."""

    account: Account
    token: str
    form_token: str


async def visitor(request: Request) -> Visitor:
    """`UnauthenticatedError` without a valid session."""
    state = app_state(request)
    try:
        token = session_token(request)
        async with state.database.read_one() as connection:
            found = await find_session(connection, token, state.now())
    except UnauthenticatedError:
        await _keep_form(request)
        raise
    structlog.contextvars.bind_contextvars(account=found.account.name)
    shown = form_token(request, token, account=found.account.name)
    return Visitor(account=found.account, token=token, form_token=shown)


async def submitted(request: Request, visitor: Annotated[Visitor, Depends(visitor)]) -> Form:
    """The form that the visitor has filled in; a page that changes anything asks for this."""
    return await read_form(request, visitor.token, account=visitor.account.name)


async def _keep_form(request: Request) -> None:
    """Keeps what was typed while the session ended, for the account that this browser was logged in as."""
    account = kept(request, ACCOUNT)
    form = None if account is None or request.method != "POST" else await form_of(request, account)
    if account is not None and form is not None:
        app_state(request).forms_before_login.keep(account, request.url.path, form)
        request.scope[KEPT] = True


async def uploaded(request: Request, visitor: Annotated[Visitor, Depends(visitor)]) -> Upload:
    """The file that the visitor has sent with a form."""
    return await read_upload(request, visitor.token, account=visitor.account.name)


Visiting = Annotated[Visitor, Depends(visitor)]
Submitted = Annotated[Form, Depends(submitted)]
Uploaded = Annotated[Upload, Depends(uploaded)]
