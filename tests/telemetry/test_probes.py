"""The metrics port of a process without a public one."""

from datetime import UTC, datetime

import httpx
import pytest

from shared.telemetry.probes import MetricsPortError, ProbeServer


def test_the_probes_say_why_not() -> None:
    state: dict[str, str | None] = {"ready": "the broker does not answer", "alive": None}
    with ProbeServer(0, ready=lambda: state["ready"], alive=lambda: state["alive"]) as server:
        address = f"http://127.0.0.1:{server.port}"
        refused = httpx.get(f"{address}/readyz")
        assert refused.status_code == 503
        assert refused.json() == {"status": "unavailable", "reason": "the broker does not answer"}
        assert httpx.get(f"{address}/livez").status_code == 200
        state["ready"] = None
        assert httpx.get(f"{address}/readyz").status_code == 200


def test_a_process_that_is_ready_says_which_of_its_parts_do_not_work() -> None:
    since = datetime(2026, 11, 26, 5, 30, tzinfo=UTC)
    with ProbeServer(0, details=lambda: {"degraded": [{"reader": "inbox", "since": since}]}) as server:
        answer = httpx.get(f"http://127.0.0.1:{server.port}/readyz")
    assert answer.status_code == 200
    degraded = [{"reader": "inbox", "since": "2026-11-26T05:30:00+00:00"}]
    assert answer.json() == {"status": "ok", "degraded": degraded}


def test_metrics_are_served_and_nothing_else() -> None:
    with ProbeServer(0) as server:
        address = f"http://127.0.0.1:{server.port}"
        assert "# HELP process_" in httpx.get(f"{address}/metrics").text
        assert httpx.get(f"{address}/anything").status_code == 404


def test_a_port_that_is_taken_is_named() -> None:
    with ProbeServer(0) as server, pytest.raises(MetricsPortError, match=f"{server.port}.*LIANXI_METRICS_PORT"):
        ProbeServer(server.port)
