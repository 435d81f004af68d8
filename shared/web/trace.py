"""Which request this is: its id, and the W3C trace it belongs to. Both are taken over from the client if well formed."""

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
    """`trace_id` stands in problems and logs, `traceparent` travels on in events, `request_id` is `X-Request-Id`."""

    request_id: str
    trace_id: str
    traceparent: str


def begin(scope: Scope) -> RequestTrace:
    """The trace of a new request, kept in its scope."""
    headers = Headers(scope=scope)
    known = _TRACEPARENT.fullmatch(headers.get("traceparent", ""))
    trace_id = known[1] if known else secrets.token_hex(16)
    traceparent = known[0] if known else f"00-{trace_id}-{secrets.token_hex(8)}-01"
    given = _REQUEST_ID.fullmatch(headers.get("x-request-id", ""))
    trace = RequestTrace(request_id=given[0] if given else trace_id, trace_id=trace_id, traceparent=traceparent)
    scope[SCOPE_KEY] = trace
    return trace
