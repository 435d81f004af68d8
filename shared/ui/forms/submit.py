"""Execution of submitted forms: each takes effect once, in one transaction, and redirects to a page, or it is shown again."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlencode

from fastapi import Request, Response
from pydantic_core import to_json
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain.errors import ConflictError, InvalidError, LianxiError
from shared.ui.forms.controls import ALREADY_SENT, RejectedForm
from shared.web.accounts import Account
from shared.web.dependencies import app_state
from shared.web.idempotency import LONGEST_KEY, REUSED, location_of, once
from shared.web.pages import pending_forms
from shared.web.pages.forms import KEY_FIELD, TOKEN_FIELD, Form, first
from shared.web.problem import response_meta
from shared.web.stored_response import StoredResponse

KEY, CONFIRMED, VERSION, COMMAND, PENDING = KEY_FIELD, "confirmed", "version", "command", "pending"
"""Hidden fields of each form, beside its token. `pending`: the id of the stored form of the previous submission."""

_RESTORED = "登录失效时您填写的内容已恢复，尚未提交。请核对后提交。"
FORM, KEY_IN_ADDRESS = "form", "key"
"""Query parameters: the id of a stored form, and the idempotency key of a new form."""

FormAction = Callable[[AsyncConnection], Awaitable[str]]
"""A function that executes a form in a transaction and returns the address of the page that shows the result."""


async def submit(request: Request, account: Account, form: Form, step: FormAction) -> Response:
    """Executes `step` once per idempotency key and returns the redirect to its page; a repeated submission gets the same redirect.

    Raises `ConflictError` `form-already-sent` when the key was used before with other content.
    """

    async def apply(connection: AsyncConnection) -> StoredResponse:
        location = await step(connection)
        await pending_forms.discard(connection, account, first(form, PENDING))
        return StoredResponse(status=HTTPStatus.SEE_OTHER, content=b"", headers={"Location": location})

    content = to_json({name: values for name, values in form.items() if name not in {TOKEN_FIELD, PENDING}})
    try:
        response = await once(request, account, apply, content=content, key=first(form, KEY)[:LONGEST_KEY] or None)
    except InvalidError as error:
        if error.code == REUSED:
            raise ConflictError(ALREADY_SENT, "这份表单已经提交过。如确需再登记一次，请核对后再提交") from error
        raise
    app_state(request).forms_before_login.discard(account.name, request.url.path)
    return response


async def submit_or_show_again(
    request: Request, account: Account, form: Form, step: FormAction, *, command: str, address: str
) -> Response:
    """Executes `step` like `submit`; after a refusal, redirects to the page at `address`, which renders the form with its errors."""
    try:
        return await submit(request, account, form, step)
    except LianxiError as error:
        return await show_again(request, account, form, command, address, error=error)


async def show_again(  # noqa: PLR0913 - a form, and the reason why it is rendered again
    request: Request,
    account: Account,
    form: Form,
    command: str,
    address: str,
    *,
    error: LianxiError | None = None,
    question: str = "",
) -> Response:
    """Stores the form and redirects to its page, which renders it as it was submitted, with its errors or with a question to confirm."""
    refusal = None if error is None else pending_forms.FormRefusal.of(error)
    sent = pending_forms.PendingForm(command=command, form=form, question=question, refusal=refusal)
    id = await pending_forms.store(request, account, sent, instead_of=first(form, PENDING))
    location = with_parameters(address, **{FORM: id})
    return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": location})


def show_refusal(request: Request, account: Account, address: str, error: LianxiError) -> Response:
    """Redirects to the page at `address`, which shows the refusal once; nothing that was typed is stored."""
    app_state(request).form_refusals.put(account.name, address, error)
    return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": address})


class ShownRefusal(NamedTuple):
    """The refusal that a page shows, if any, the status of the page, and the rule of each wrong field."""

    error: LianxiError | None
    status: int
    wrong: dict[str, str]


def take_refusal(request: Request, account: Account, address: str) -> ShownRefusal:
    """Returns the refusal that the page at `address` shows now; it is shown once."""
    error = app_state(request).form_refusals.take(account.name, address)
    if error is None:
        return ShownRefusal(None, HTTPStatus.OK, {})
    return ShownRefusal(error, response_meta(error)[0], {each.field: each.rule for each in error.fields})


def done_at(address: str, command: str) -> str:
    """Returns the address of a page that reports the executed command."""
    return with_parameters(address, done=command)


def with_parameters(address: str, **more: str) -> str:
    """Returns the address with further query parameters."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(more)}"


async def rejected_form(request: Request, account: Account) -> RejectedForm | None:
    """Returns the stored form that the address of the page names; else one that was submitted after the login session had ended."""
    id = request.query_params.get(FORM, "")
    found = await pending_forms.find(request, account, id) if id else None
    if found is None:
        return _sent_too_late(request, account)
    error = None if found.refusal is None else found.refusal.error()
    return RejectedForm(command=found.command, form={**found.form}, error=error, question=found.question, pending=id)


def _sent_too_late(request: Request, account: Account) -> RejectedForm | None:
    record = app_state(request).forms_before_login
    form = record.find(account.name, request.url.path)
    return None if form is None else RejectedForm(command=first(form, COMMAND), form=form, notice=_RESTORED)


async def used_before(request: Request, account: Account, key: str) -> str | None:
    """Returns the address to which the form of this page with this key redirected, or None when it was not submitted."""
    async with app_state(request).database.read_one() as connection:
        return await location_of(connection, account, request.url.path, key)


def status_of(rejected: RejectedForm | None) -> int:
    """Returns the HTTP status of a page that renders a form: that of its error, or 200."""
    return 200 if rejected is None or rejected.error is None else response_meta(rejected.error)[0]


def is_confirmed(form: Form) -> bool:
    return bool(first(form, CONFIRMED))
