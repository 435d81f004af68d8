"""Bodies that a route reads as they arrive: the uploads of attachments, which are too large for the memory of the service."""

import asyncio

from starlette.types import Message, Receive, Scope, Send

from shared.web.limits import Limits
from shared.web.problem import HttpRefusedError
from shared.web.unread_bodies import discard_rest

_ENDING = "/attachments"
_FORM_BYTES = 16 * 1024
"""Bytes of a form around its file."""


def is_upload(scope: Scope) -> bool:
    """Returns whether the request adds an attachment, from the API or from a page."""
    path: str = scope["path"]
    return scope["method"] == "POST" and path.endswith(_ENDING)


def upload_limit(limits: Limits) -> int:
    """Returns the maximum bytes of the body of an upload."""
    return limits.attachment_bytes + _FORM_BYTES


def file_too_large(limits: Limits) -> HttpRefusedError:
    """Returns the error of an upload above the limit."""
    most = limits.attachment_bytes // 1024 // 1024
    detail = f"一个附件最大{most} MB，请压缩其中的图片，或分成几个文件后再上传"
    return HttpRefusedError(413, "attachment-too-large", detail, {"Connection": "close"})


class StreamedBody:
    """The two directions of a request whose body is passed on as it arrives, up to a limit of bytes and above a minimum rate.

    When the response is complete before the body is, the rest of the body is discarded, so that a sending client reads the response.
    """

    def __init__(self, receive: Receive, send: Send, *, limit: int, limits: Limits) -> None:
        self._receive = receive
        self._send = send
        self._limit = limit
        self._limits = limits
        self._read = 0
        self._is_complete = False
        self._ends_at = asyncio.get_running_loop().time() + limits.seconds_for(limit)

    async def receive(self) -> Message:
        """Returns the next part; raises `HttpRefusedError` 413 when the body is too large, 408 when it arrives too slowly."""
        if self._is_complete:
            return await self._receive()
        left = self._ends_at - asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(min(left, self._limits.body_pause_seconds)):
                message = await self._receive()
        except TimeoutError as error:
            raise HttpRefusedError(408, "request-timeout", "请求没有及时发完", {"Connection": "close"}) from error
        if message["type"] != "http.request":
            raise HttpRefusedError(400, "incomplete-body", "请求的内容不完整")
        self._read += len(message.get("body", b""))
        self._is_complete = not message.get("more_body", False)
        if self._read > self._limit:
            raise file_too_large(self._limits)
        return message

    async def send(self, message: Message) -> None:
        """Sends a part of the response; the last one follows after the rest of the body."""
        is_last = message["type"] == "http.response.body" and not message.get("more_body", False)
        if not is_last or self._is_complete:
            await self._send(message)
            return
        await self._send({**message, "more_body": True})
        await discard_rest(self._receive)
        self._is_complete = True
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})
