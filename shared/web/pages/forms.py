"""Submitted forms and their protection against forgery: each contains a token derived from the session, which no other site can know."""

import hmac
import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import parse_qsl

from fastapi import Request, Response
from starlette.datastructures import UploadFile

from shared.domain.errors import ForbiddenError
from shared.domain.lines import LONGEST_LINE, is_line
from shared.web.dependencies import app_state
from shared.web.problem import HttpRefusedError

TOKEN_FIELD = "form_token"  # noqa: S105 - the name of a field
_TYPE = "application/x-www-form-urlencoded"
_MOST_FIELDS = 1000
_HERE = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")
_DIGITS = 9  # more digits than the ordinal of any day has

Form = dict[str, list[str]]
"""Field -> its submitted values."""

KEY_FIELD = "form_key"
"""The field of the idempotency key; a form without it is not kept when the session has ended."""


def form_token(request: Request, of: str, *, account: str = "") -> str:
    """Returns the token for forms of a session (`of`; before login: of a browser), followed by a token of its account and the day."""
    token = _mac(request, f"form\n{of}")
    if not account:
        return token
    day = _day(request)
    return f"{token}.{day}.{_account_mac(request, account, day)}"


async def read_form(request: Request, of: str, *, account: str = "") -> Form:
    """Returns the fields of the form; raises `ForbiddenError` `foreign-form` (see `check_token`)."""
    form = await _form(request)
    check_token(request, of, first(form, TOKEN_FIELD), account=account)
    return form


async def read_public_form(request: Request) -> Form:
    """Returns the fields of a form without a token, for what everyone may do without a session."""
    return await _form(request)


async def form_of(request: Request, account: str) -> Form | None:
    """Returns a form that an account submitted after its session ended; None when it is of another account or must not be kept."""
    try:
        form = await _form(request)
    except HttpRefusedError:
        return None
    secret = any("password" in name for name in form)
    return form if KEY_FIELD in form and not secret and _is_of(request, first(form, TOKEN_FIELD), account) else None


def _is_of(request: Request, token: str, account: str) -> bool:
    """Returns whether the token is of a form that was rendered for this account today or yesterday, in any session."""
    day, _, mac = token.partition(".")[2].partition(".")
    if not (day.isascii() and day.isdigit() and len(day) < _DIGITS):
        return False
    right = hmac.compare_digest(mac.encode(), _account_mac(request, account, int(day)).encode())
    return right and 0 <= _day(request) - int(day) <= 1


async def _form(request: Request) -> Form:
    return _fields(request.headers.get("Content-Type", ""), await request.body())


def _account_mac(request: Request, account: str, day: int) -> str:
    return _mac(request, f"account\n{day}\n{account}")


def _mac(request: Request, text: str) -> str:
    digest = hmac.digest(app_state(request).secret, text.encode(), sha256)
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _day(request: Request) -> int:
    return app_state(request).now().toordinal()


class Upload(NamedTuple):
    """An uploaded file; both values are empty without a file. `name`: empty when it is no valid line of text."""

    name: str
    content: bytes


async def read_upload(request: Request, of: str, *, account: str) -> Upload:
    """Returns the file of a form; raises `ForbiddenError` `foreign-form` (see `check_token`)."""
    async with request.form(max_files=1, max_fields=1) as form:
        token, file = form.get(TOKEN_FIELD), form.get("file")
        check_token(request, of, token if isinstance(token, str) else "", account=account)
        if not isinstance(file, UploadFile):
            return Upload("", b"")
        name = file.filename or ""
        return Upload(name[:LONGEST_LINE] if is_line(name) else "", await file.read())


def check_token(request: Request, of: str, given: str, *, account: str) -> None:
    """Raises `ForbiddenError` `foreign-form` unless the form was rendered for `of`, or for `account` today or yesterday."""
    is_own = hmac.compare_digest(given.partition(".")[0].encode(), _mac(request, f"form\n{of}").encode())
    if not is_own and not (account and _is_of(request, given, account)):
        raise ForbiddenError("foreign-form", "这个页面已经过期，或不是本系统的页面：请返回、刷新后重新填写")


def first(form: Form, name: str) -> str:
    """Returns the first value of a field; empty when the form does not contain it."""
    return form.get(name, [""])[0]


def _fields(content_type: str, body: bytes) -> Form:
    """Returns the fields of a body; raises `HttpRefusedError` for another type, NUL, invalid UTF-8 or more than `_MOST_FIELDS`."""
    if content_type.partition(";")[0].strip().lower() != _TYPE:
        raise HttpRefusedError(415, "unsupported-media-type", "这不是本系统的表单")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:  # also when it is not ASCII, or not UTF-8 after decoding
        raise HttpRefusedError(400, "malformed-form", "表单的内容无法读取（须为UTF-8）") from error
    form: Form = {}
    for name, value in pairs:
        if "\0" in name + value:
            raise HttpRefusedError(400, "malformed-form", "表单含有无效的字符（NUL）")
        form.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return form


def redirect_to(address: str) -> Response:
    """Returns a redirect to a page of this service; for any other address, to the home page."""
    location = address if _HERE.fullmatch(address) else "/"
    return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": location})
