"""An event belongs to the trace of the request that caused it."""

import msgspec
import pytest

from shared.telemetry.traces import traceparent, working_in
from tests.committee.service_clients import ServiceClients

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def test_the_trace_of_a_request_travels_in_its_event(roster: ServiceClients) -> None:
    body = {"title": "关于加强㵲阳河治理的提案", "on": "2026-02-10"}
    await roster.county.call("POST", "/proposals", "522625-secretariat", json=body, headers={"traceparent": PARENT})
    event = (await roster.county.announced())[-1]
    assert msgspec.json.decode(event.payload)["traceparent"] == PARENT


def test_a_trace_ends_with_its_work() -> None:
    def fails() -> None:
        with working_in(PARENT):
            assert traceparent() == PARENT
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        fails()
    assert traceparent() is None
