"""The gate that every request body passes: size, type and well-formedness, before any route sees it.

What comes in is UTF-8 JSON without NUL, without half surrogates, without numbers that programs disagree on, not nested too deep.
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.domain.errors import LianxiError
from shared.web.pages.refusals import refusal
from shared.web.problem import RefusedError
from shared.web.wellformed import check_address, check_json, check_type

LARGE = "/api/v1/imports/"
LARGE_LIMIT = 8 * 1024 * 1024
LIMIT = 256 * 1024
FORM_LIMIT = 1024 * 1024
"""A form writes a Chinese character in nine bytes: so it takes the longest text that a program can send."""

_LINGER = 64 * 1024 * 1024


class BodyGate:
    """Middleware: reads the body up to its limit, refuses what is wrong with it, hands it on whole."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            check_address(scope)
            body = await _read(headers, receive, _limit(scope["path"]))
            if body and scope["path"].startswith("/api/") and not scope["path"].startswith(LARGE):
                check_type(headers.get("content-type", ""))
                check_json(body)
        except RefusedError as error:
            await _refuse(error, receive, send, scope)
        except LianxiError as error:
            await refusal(error, scope)(scope, receive, send)
        else:
            await self.app(scope, receive if body is None else _again(body, receive), send)


def _limit(path: str) -> int:
    if path.startswith(LARGE):
        return LARGE_LIMIT
    return LIMIT if path.startswith("/api/") else FORM_LIMIT


async def _read(headers: Headers, receive: Receive, limit: int) -> bytes | None:
    """The whole body; None where none was announced. `RefusedError` 413 as soon as it is known to be too large."""
    announced = headers.get("content-length", "")
    if not announced and "transfer-encoding" not in headers:
        return None
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > limit:
        raise _too_large(limit)
    chunks, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise RefusedError(400, "incomplete-body", "请求的内容不完整")
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > limit:
            raise _too_large(limit)
        if not message.get("more_body", False):
            break
    return b"".join(chunks)


def _too_large(limit: int) -> RefusedError:
    readable = f"{limit // 1024 // 1024} MiB" if limit >= 1024 * 1024 else f"{limit // 1024} KiB"
    return RefusedError(413, "body-too-large", f"请求的内容超过{readable}", {"Connection": "close"})


def _again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body that was read, and then what comes after it."""
    given = False

    async def read_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return read_again


async def _refuse(error: RefusedError, receive: Receive, send: Send, scope: Scope) -> None:
    """Answer at once, and let a client that is still sending finish: cut off half way, it would not read the answer."""
    response = refusal(error, scope)
    if error.status != 413:  # noqa: PLR2004 - the only one that is answered before the body was read
        await response(scope, receive, send)
        return
    await send({"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers})
    await send({"type": "http.response.body", "body": bytes(response.body), "more_body": True})
    left = _LINGER
    while left > 0:
        message = await receive()
        left -= len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            break
    await send({"type": "http.response.body", "body": b"", "more_body": False})
