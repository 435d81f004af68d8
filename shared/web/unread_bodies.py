"""The size of a body as announced by the headers, and the refusal of requests whose body has not been read."""

import asyncio
from contextlib import suppress
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from shared.domain.errors import LianxiError
from shared.web.pages.refusals import refusal
from shared.web.problem import HttpRefusedError

_LINGER = 64 * 1024 * 1024
_LINGER_SECONDS = 20.0


class Announced(NamedTuple):
    """A body as announced by the headers. `size`: bytes; None for a chunked body."""

    size: int | None

    def is_within(self, limit: int) -> bool:
        return self.size is not None and self.size <= limit


def announced_by(headers: Headers) -> Announced | None:
    """Returns the announced body, or None where the headers announce none."""
    size = headers.get("content-length", "")
    if size.isascii() and size.isdigit():
        return Announced(int(size[:20]))
    return Announced(None) if size or "transfer-encoding" in headers else None


def too_large(limit: int) -> HttpRefusedError:
    """Returns the error of a body above the limit in bytes."""
    readable = f"{limit // 1024 // 1024} MiB" if limit >= 1024 * 1024 else f"{limit // 1024} KiB"
    return HttpRefusedError(413, "body-too-large", f"请求的内容超过{readable}", {"Connection": "close"})


async def refuse_unread(
    error: LianxiError, unread: Announced | None, receive: Receive, send: Send, scope: Scope
) -> None:
    """Sends the error at once and discards the rest of the body (at most 64 MiB or 20 s), so that a sending client reads the response."""
    response = refusal(error, scope)
    if unread is None:
        await response(scope, receive, send)
        return
    response.headers["Connection"] = "close"
    await send({"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers})
    await send({"type": "http.response.body", "body": bytes(response.body), "more_body": True})
    await discard_rest(receive)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def discard_rest(receive: Receive) -> None:
    """Discards the rest of a body, at most 64 MiB or 20 s of it."""
    left = _LINGER
    with suppress(TimeoutError):
        async with asyncio.timeout(_LINGER_SECONDS):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body", False):
                    break
