"""Connections of the public port, with limits on their number and on the duration and the size of request headers.

uvicorn waits for headers without a time limit and buffers what has arrived of them; this protocol closes such a connection.
"""

import asyncio
from typing import Any

import structlog
from httptools import HttpParserCallbackError
from pydantic_core import to_json
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from shared.web.addresses import site_of
from shared.web.limits import Limits
from shared.web.problem import MEDIA_TYPE, HttpRefusedError

_log = structlog.get_logger(__name__)


class ClientConnection(HttpToolsProtocol):
    """A connection under `limits`. `by_address`: whether connections per peer are limited too (not where peers are proxies)."""

    limits = Limits()
    by_address = True
    site = ""
    _timer: asyncio.TimerHandle | None = None
    _pending_bytes = 0  # received since the parser last completed headers, a part of a body or a message
    _progressed = False
    _header_size = 0
    _refused: HttpRefusedError | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.site = site_of(self.client[0]) if self.client else ""
        if self._is_one_too_many():
            detail = "连接过多，请稍后再试"
            self._refuse(HttpRefusedError(503, "too-many-connections", detail, {"Retry-After": "10"}))
        else:
            self._await_headers()

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        self._pending_bytes += len(data)
        self._progressed = False
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._progressed:
            self._pending_bytes = 0
        if self._pending_bytes > self.limits.header_bytes:
            self._refuse(_headers_too_large())
        elif self._is_idle():
            self._await_headers()

    def on_message_begin(self) -> None:
        self._header_size = 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Counts a header or a trailer, which uvicorn stores in one list; refuses the request above the limits."""
        self._header_size += len(name) + len(value)
        if len(self.url) + self._header_size > self.limits.header_bytes or len(self.headers) >= self.limits.headers:
            self._refused = _headers_too_large()
            raise HttpParserCallbackError
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._stop_timer()
        self._progressed = True
        if len(self.pipeline) >= self.limits.pipelined:
            raise HttpParserCallbackError
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._progressed = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._progressed = True
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Sends the problem document of a request that uvicorn cannot parse, instead of uvicorn's own response."""
        unreadable = HttpRefusedError(400, "malformed-request", "请求无法读取，不是有效的HTTP")
        _log.info("request_unreadable", reason=msg)
        self._refuse(self._refused or unreadable)

    def _is_one_too_many(self) -> bool:
        if len(self.connections) > self.limits.connections:
            return True
        if not self.by_address or self.client is None:
            return False
        same = [each for each in self.connections if isinstance(each, ClientConnection) and each.site == self.site]
        return len(same) > self.limits.connections_per_address

    def _is_idle(self) -> bool:
        """Returns whether no request is in progress, so that arriving data are headers of the next one."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or cycle.response_complete

    def _is_answering(self) -> bool:
        """Returns whether a response has been sent in part or is queued, so that another response would corrupt it."""
        cycle: RequestResponseCycle | None = self.cycle
        return bool(self.pipeline) or (cycle is not None and cycle.response_started and not cycle.response_complete)

    def _await_headers(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self.limits.header_seconds, self._end)

    def _end(self) -> None:
        self._timer = None
        if self._is_idle() and not self.transport.is_closing():
            self._refuse(HttpRefusedError(408, "request-timeout", "请求没有及时发完"))

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, error: HttpRefusedError) -> None:
        """Sends `error` without the application, unless a response is in progress, and closes the connection."""
        self._stop_timer()
        if self._is_answering():
            self.transport.close()
            return
        title = error.TITLES.get(error.status, error.title)
        document: dict[str, Any] = {"type": f"urn:lianxi:problem:{error.code}", "title": title, "status": error.status}
        body = to_json(document | {"detail": error.detail, "code": error.code, "errors": [], "trace_id": ""})
        headers = {
            "Content-Type": MEDIA_TYPE,
            "Content-Length": str(len(body)),
            "Connection": "close",
            **error.headers,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.transport.write(f"HTTP/1.1 {error.status} \r\n{head}\r\n".encode("ascii") + body)
        self.transport.close()


def _headers_too_large() -> HttpRefusedError:
    return HttpRefusedError(431, "headers-too-large", "请求头过大")


def protocol(limits: Limits, *, by_address: bool) -> type[ClientConnection]:
    """Returns the protocol class for the connections of one server."""
    return type("LimitedConnection", (ClientConnection,), {"limits": limits, "by_address": by_address})
