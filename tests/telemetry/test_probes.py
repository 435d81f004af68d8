"""The metrics port of a process without a public one."""

import httpx
import pytest

from shared.telemetry.probes import MetricsPortError, ProbeServer


def test_the_probes_say_why_not() -> None:
    state: dict[str, str | None] = {"ready": "the broker does not answer", "alive": None}
    with ProbeServer(0, ready=lambda: state["ready"], alive=lambda: state["alive"]) as server:
        address = f"http://127.0.0.1:{server.port}"
        refused = httpx.get(f"{address}/readyz")
        assert (refused.status_code, refused.text) == (503, "the broker does not answer\n")
        assert httpx.get(f"{address}/livez").status_code == 200
        state["ready"] = None
        assert httpx.get(f"{address}/readyz").status_code == 200


def test_metrics_are_served_and_nothing_else() -> None:
    with ProbeServer(0) as server:
        address = f"http://127.0.0.1:{server.port}"
        assert "# HELP process_" in httpx.get(f"{address}/metrics").text
        assert httpx.get(f"{address}/anything").status_code == 404


def test_a_port_that_is_taken_is_named() -> None:
    with ProbeServer(0) as server, pytest.raises(MetricsPortError, match=f"{server.port}.*LIANXI_METRICS_PORT"):
        ProbeServer(server.port)
