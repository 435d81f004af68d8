"""The outermost middleware: trace, metric and log line of each request, security headers, and the response to unexpected errors."""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from time import perf_counter
from typing import Any

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.telemetry.metrics import http_request_seconds
from shared.telemetry.traces import collecting_events, working_in
from shared.web.audit_log.chain import client_address
from shared.web.pages.refusals import unexpected
from shared.web.trace import RequestTrace, begin

_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""Default response headers, which a route can override."""

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_READING = {"GET", "HEAD", "OPTIONS"}
_log = structlog.get_logger(__name__)

Template = Callable[[Any], str]
"""A function that returns the template of a route (`/api/v1/proposals/{id}`); an address would create a metric series per matter."""


def by_https(*, subdomains: bool) -> Mapping[str, str]:
    """Returns the headers where users reach the service by HTTPS alone; browsers ignore them, and complain, elsewhere.

    `subdomains`: whether browsers use HTTPS for the hosts below this one, too.
    """
    hsts = "max-age=31536000; includeSubDomains" if subdomains else "max-age=31536000"
    return {"Strict-Transport-Security": hsts, "Cross-Origin-Opener-Policy": "same-origin"}


class RequestContextMiddleware:
    """The outermost middleware. `headers`: further default headers."""

    def __init__(self, app: ASGIApp, template: Template, *, headers: Mapping[str, str]) -> None:
        self.app = app
        self.template = template
        self.headers = {**_SAFE, **headers}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        trace, began = begin(scope), perf_counter()
        status = 0

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _complete(MutableHeaders(scope=message), trace, self.headers)
            await send(message)

        structlog.contextvars.clear_contextvars()
        named = structlog.contextvars.bound_contextvars(request_id=trace.request_id, trace_id=trace.trace_id)
        client = client_address.set((scope.get("client") or ("",))[0])
        with named, working_in(trace.traceparent), collecting_events() as events:
            try:
                await self.app(scope, receive, observed)
            except Exception:
                _log.exception("request_failed", method=scope["method"], path=scope["path"])
                if status:  # the response has begun, so the connection must be closed
                    raise
                await unexpected(scope)(scope, receive, observed)
            finally:
                client_address.reset(client)
                self._report(scope, status, perf_counter() - began, events)

    def _report(self, scope: Scope, status: int, seconds: float, events: list[str]) -> None:
        """Observes the metric and logs the request: at level info when it wrote or was refused, at level debug when it only read."""
        route = self.template(scope.get("route"))
        method = scope["method"] if scope["method"] in _METHODS else "other"
        http_request_seconds.labels(route=route, method=method, status=str(status)).observe(seconds)
        published = {"event_id": events[0], "events": len(events)} if events else {}
        level = logging.DEBUG if method in _READING and status < HTTPStatus.BAD_REQUEST else logging.INFO
        _log.log(
            level,
            "request",
            method=method,
            route=route,
            status=status,
            milliseconds=round(seconds * 1000, 1),
            **published,
        )


def _complete(headers: MutableHeaders, trace: RequestTrace, defaults: Mapping[str, str]) -> None:
    headers["X-Request-Id"] = trace.request_id
    headers["traceparent"] = trace.traceparent
    for name, value in defaults.items():
        headers.setdefault(name, value)
