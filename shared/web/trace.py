"""The identity of a request: its id, and the W3C trace that it belongs to. Well-formed values of the client are adopted."""

import re
import secrets
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Scope

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
SCOPE_KEY = "lianxi.trace"
"""Key of the trace in an ASGI scope."""


@dataclass(frozen=True, kw_only=True)
class RequestTrace:
    """The trace of a request: `trace_id` for problem documents and logs, `traceparent` for events, `request_id` for `X-Request-Id`."""

    request_id: str
    trace_id: str
    traceparent: str


def begin(scope: Scope) -> RequestTrace:
    """Returns the trace of a new request and stores it in the scope."""
    headers = Headers(scope=scope)
    known = _TRACEPARENT.fullmatch(headers.get("traceparent", ""))
    trace_id = known[1] if known else secrets.token_hex(16)
    traceparent = known[0] if known else f"00-{trace_id}-{secrets.token_hex(8)}-01"
    sent = _REQUEST_ID.fullmatch(headers.get("x-request-id", ""))
    trace = RequestTrace(request_id=sent[0] if sent else trace_id, trace_id=trace_id, traceparent=traceparent)
    scope[SCOPE_KEY] = trace
    return trace
