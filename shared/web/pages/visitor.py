"""The visitor of a page, authenticated by the session cookie; without a session the visitor is redirected to the login."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

import structlog
from fastapi import Depends, Request

from shared.domain.errors import UnauthenticatedError
from shared.web.accounts import Account
from shared.web.actor import current_session
from shared.web.cookies import ACCOUNT, read_cookie, session_token
from shared.web.dependencies import app_state
from shared.web.forms_before_login import SUSPENDED_FORM
from shared.web.pages.forms import (
    TOKEN_FIELD,
    Form,
    Upload,
    check_token,
    form_of,
    form_token,
    read_form,
    read_upload,
)
from shared.web.uploads import UploadedFile, uploaded_file


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """A logged-in account. `token`: of its session; `session`: the public identifier of the session.

    `form_token`: for the forms of its pages; `unread`: its unread notifications.
    """

    account: Account
    token: str
    session: str
    form_token: str
    unread: int = 0


async def visitor(request: Request) -> Visitor:
    """Returns the visitor; raises `UnauthenticatedError` without a valid session, after keeping a submitted form."""
    try:
        token = session_token(request)
        found = await current_session(request, token)
    except UnauthenticatedError:
        await _keep_form(request)
        raise
    structlog.contextvars.bind_contextvars(account=found.account.name)
    shown = form_token(request, token, account=found.account.name)
    state = app_state(request)
    async with state.database.read_one() as connection:
        unread = await state.unread(connection, found.account)
    return Visitor(account=found.account, token=token, session=found.id, form_token=shown, unread=unread)


async def submitted(request: Request, visitor: Annotated[Visitor, Depends(visitor)]) -> Form:
    """Returns the submitted form after checking its token; every route of pages that changes data depends on it or on `uploaded`."""
    return await read_form(request, visitor.token, account=visitor.account.name)


async def _keep_form(request: Request) -> None:
    """Keeps a form that was submitted after the session ended, for the account that last logged in with this browser."""
    account = read_cookie(request, ACCOUNT)
    form = None if account is None or request.method != "POST" else await form_of(request, account)
    if account is not None and form is not None:
        app_state(request).forms_before_login.keep(account, request.url.path, form)
        request.scope[SUSPENDED_FORM] = True


async def uploaded(request: Request, visitor: Annotated[Visitor, Depends(visitor)]) -> Upload:
    """Returns the uploaded file after checking the token of its form."""
    return await read_upload(request, visitor.token, account=visitor.account.name)


async def uploaded_form(request: Request, visitor: Annotated[Visitor, Depends(visitor)]) -> AsyncIterator[UploadedFile]:
    """Yields the uploaded file, which is in the file system, after checking the token of its form."""
    async with uploaded_file(request) as upload:
        check_token(request, visitor.token, upload.fields.get(TOKEN_FIELD, ""), account=visitor.account.name)
        yield upload


Visiting = Annotated[Visitor, Depends(visitor)]
Submitted = Annotated[Form, Depends(submitted)]
Uploaded = Annotated[Upload, Depends(uploaded)]
UploadedForm = Annotated[UploadedFile, Depends(uploaded_form)]
