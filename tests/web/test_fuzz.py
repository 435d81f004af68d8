"""For any request, no response is a 5xx, and every refusal is a problem document."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.site import Site

values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
notes = st.fixed_dictionaries({}, optional=dict.fromkeys(("text", "on", "channel", "count", "other"), values))
bodies = st.binary(max_size=60) | (values | notes).map(lambda value: json.dumps(value).encode())
routes = st.sampled_from(
    ["/api/v1/notes", "/api/v1/sessions", "/api/v1/accounts", "/api/v1/echo", "/api/v1/notes/1", "/x"]
)
names = st.sampled_from(["Idempotency-Key", "If-Match", "X-Request-Id", "traceparent", "Content-Type", "Authorization"])
headers = st.dictionaries(
    names, st.binary(max_size=20).filter(lambda value: not set(value) & set(b"\0\r\n")), max_size=3
)
queries = st.text(st.characters(codec="utf-8"), max_size=20)
methods = st.sampled_from(["GET", "POST", "DELETE", "PUT"])


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(method=methods, route=routes, query=queries, body=bodies, extra=headers)
async def test_no_request_is_answered_with_a_fault_of_ours(
    site: Site, method: str, route: str, query: str, body: bytes, extra: dict[str, bytes]
) -> None:
    given_headers = {b"Content-Type": b"application/json", **{name.encode(): value for name, value in extra.items()}}
    answer = await site.client.request(method, route, params={"q": query}, content=body, headers=given_headers)
    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=bodies, key=st.none() | st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=3))
async def test_no_note_is_answered_with_a_fault_of_ours(site: Site, body: bytes, key: str | None) -> None:
    me = getattr(site, "me", None)
    if me is None:
        me = await site.secretary()
        site.me = me  # type: ignore[attr-defined]  # one login for all examples
    given_headers = {"Content-Type": "application/json", **me, **({} if key is None else {"Idempotency-Key": key})}
    answer = await site.client.post("/api/v1/notes", content=body, headers=given_headers)
    assert answer.status_code in {201, 400, 422}
