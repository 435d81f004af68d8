"""Errors of the domain, of the database and of our own making, as problem documents."""

import logging

import pytest

from shared.domain.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    LianxiError,
    NotFoundError,
    UnauthenticatedError,
    invalid,
)
from shared.web.problem import problem_response
from shared.web.trace import RequestTrace
from tests.support.problems import check_problem
from tests.support.site import Site

TRACE = RequestTrace(request_id="r", trace_id="t", traceparent="p")
KINDS: dict[type[LianxiError], int] = {
    InvalidError: 422,
    UnauthenticatedError: 401,
    ForbiddenError: 403,
    NotFoundError: 404,
    ConflictError: 409,
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_error_has_its_status(kind: type[LianxiError]) -> None:
    assert problem_response(kind("some-code", "说明"), TRACE).status_code == KINDS[kind]


def test_every_kind_of_error_is_in_the_table() -> None:
    assert {kind for kind in LianxiError.__subclasses__() if kind.__module__ == "shared.domain.errors"} == set(KINDS)


def test_a_value_is_shown_only_as_far_as_it_can_be() -> None:
    for value in ("x" * 100_000, "\ud800", 10**6000, {"a": [1, {}]}, ["x"] * 9999, object(), b"\xff", float("nan")):
        assert len(problem_response(invalid("field", value, "规则"), TRACE).body) < 2000


async def test_a_refusal_says_the_state_and_what_is_allowed(site: Site) -> None:
    answer = await site.client.post("/api/v1/notes", json={"text": "refused"}, headers=await site.secretary())
    document = check_problem(answer, 409, "not-allowed-now")
    assert (document["status_now"], document["allowed"]) == ("closed", ["read"])


@pytest.mark.parametrize("kind", ["bug", "mistake"])
async def test_a_fault_of_ours_is_logged_and_not_shown(site: Site, caplog: pytest.LogCaptureFixture, kind: str) -> None:
    with caplog.at_level(logging.ERROR):
        answer = await site.client.get(f"/api/v1/failures/{kind}")
    document = check_problem(answer, 500, "unexpected")
    assert "secret detail" not in answer.text
    assert document["trace_id"] == answer.headers["X-Request-Id"]


@pytest.mark.parametrize("kind", ["busy", "gone", "stopping"])
async def test_a_database_that_is_away_asks_to_come_again(site: Site, kind: str) -> None:
    answer = await site.client.get(f"/api/v1/failures/{kind}")
    check_problem(answer, 503, "database-unavailable")
    assert int(answer.headers["Retry-After"]) > 0


async def test_the_ids_of_a_request_are_taken_over_and_given_back(site: Site) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    answer = await site.client.get("/api/v1/nothing", headers={"X-Request-Id": "request-7", "traceparent": parent})
    assert answer.json()["trace_id"] == "0af7651916cd43dd8448eb211c80319c"
    assert (answer.headers["X-Request-Id"], answer.headers["traceparent"]) == ("request-7", parent)


async def test_ids_that_are_malformed_are_replaced(site: Site) -> None:
    answer = await site.client.get("/livez", headers={"X-Request-Id": "a b<script>", "traceparent": "00-0-0-0"})
    assert answer.headers["X-Request-Id"] == answer.headers["traceparent"].split("-")[1]
