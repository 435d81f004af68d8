"""What a form sends, and that it was a form of ours: each carries a token made of the session, which no other site can know."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.datastructures import UploadFile

from shared.domain.errors import ForbiddenError
from shared.domain.lines import LONGEST_LINE, is_line
from shared.web.problem import RefusedError
from shared.web.surroundings import surroundings

TOKEN_FIELD = "form_token"  # noqa: S105 - the name of a field
_TYPE = "application/x-www-form-urlencoded"
_MOST_FIELDS = 1000

Form = dict[str, list[str]]
"""Field -> what was given for it, one or several."""


def form_token(request: Request, of: str) -> str:
    """The token of the forms shown to this session (or, before there is one, to this browser)."""
    digest = hmac.digest(surroundings(request).secret, f"form\n{of}".encode(), sha256)
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


async def read_form(request: Request, of: str) -> Form:
    """The fields of the form. `ForbiddenError` `foreign-form`: it is not one that we have shown to `of`."""
    form = _fields(request.headers.get("Content-Type", ""), await request.body())
    _check_token(request, of, first(form, TOKEN_FIELD))
    return form


class Upload(NamedTuple):
    """A file that a form has sent; of no file, nothing. `name`: as far as it can be shown."""

    name: str
    content: bytes


async def read_upload(request: Request, of: str) -> Upload:
    """The file of a form. `ForbiddenError` `foreign-form`: the form is not one that was shown to `of`."""
    async with request.form(max_files=1, max_fields=1) as form:
        token, file = form.get(TOKEN_FIELD), form.get("file")
        _check_token(request, of, token if isinstance(token, str) else "")
        if not isinstance(file, UploadFile):
            return Upload("", b"")
        name = file.filename or ""
        return Upload(name[:LONGEST_LINE] if is_line(name) else "", await file.read())


def _check_token(request: Request, of: str, given: str) -> None:
    """Raises `ForbiddenError` `foreign-form` when the token is not that of a form which was shown to `of`."""
    if not hmac.compare_digest(given.encode(), form_token(request, of).encode()):
        raise ForbiddenError("foreign-form", "这个页面已经过期，或不是本系统的页面：请返回、刷新后重新填写")


def first(form: Form, name: str) -> str:
    """The one value of a field; empty if it was not sent."""
    return form.get(name, [""])[0]


def _fields(content_type: str, body: bytes) -> Form:
    """Nothing but UTF-8, no NUL, and no more fields than any of our forms has."""
    if content_type.partition(";")[0].strip().lower() != _TYPE:
        raise RefusedError(415, "unsupported-media-type", f"内容类型须为{_TYPE}")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:  # also: not ASCII, not UTF-8 once unquoted
        raise RefusedError(400, "malformed-form", "表单的内容无法读取（须为UTF-8）") from error
    form: Form = {}
    for name, value in pairs:
        if "\0" in name + value:
            raise RefusedError(400, "malformed-form", "表单含有无效的字符（NUL）")
        form.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return form
