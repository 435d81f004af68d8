"""The real server in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
GRACE = 10


@contextmanager
def running(folder: Path, port: int = 0, *proxies: str) -> Iterator[tuple[subprocess.Popen[str], int, int]]:
    """The process, its port and its metrics port."""
    command = [sys.executable, "-m", "tests.web.streaming", str(folder / "service.db"), str(port), *proxies]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout
            ports = process.stdout.readline().split() or ["0", "0"]
            yield process, int(ports[0]), int(ports[1])
        finally:
            process.kill()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_an_open_stream_does_not_hold_up_the_end(tmp_path: Path, how: signal.Signals) -> None:
    with (
        running(tmp_path) as (process, port, _),
        httpx.stream("GET", f"http://127.0.0.1:{port}/api/v1/stream", timeout=GRACE) as stream,
    ):
        lines = stream.iter_lines()
        assert next(lines).startswith("data:")
        process.send_signal(how)
        assert process.wait(GRACE) == 0
        for _ in lines:
            pass  # the stream ends as it should, or httpx would raise


def test_metrics_are_on_their_own_port_and_not_on_the_public_one(tmp_path: Path) -> None:
    with running(tmp_path) as (_, port, metrics_port):
        public = f"http://127.0.0.1:{port}"
        assert httpx.get(f"{public}/readyz").text == "ok\n"
        httpx.get(f"{public}/api/v1/nothing/522625")
        httpx.get(f"{public}/static/docs.js")
        metrics = httpx.get(f"http://127.0.0.1:{metrics_port}/metrics").text
        assert 'lianxi_http_request_seconds_count{method="GET",route="unknown",status="404"} 1.0' in metrics
        assert 'route="/static/{name:path}"' in metrics
        assert httpx.get(f"{public}/metrics").status_code == 404


def test_a_port_that_is_taken_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        port = stranger.getsockname()[1]
        with running(tmp_path, port) as (process, _, _):
            _, errors = process.communicate(timeout=GRACE)
            assert process.returncode == 1
            assert str(port) in errors
            assert errors.count("\n") == 1


def test_a_client_that_sends_too_much_still_reads_the_answer(tmp_path: Path) -> None:
    with running(tmp_path) as (_, port, _):
        headers = {"Content-Type": "application/json"}
        address = f"http://127.0.0.1:{port}/api/v1/sessions"
        for content in (b"x" * 10_000_000, (b"x" * 1_000_000 for _ in range(10))):
            answer = httpx.post(address, content=content, headers=headers, timeout=GRACE)
            assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


def test_an_answer_that_is_too_late_breaks_off_and_the_next_one_is_right(tmp_path: Path) -> None:
    with running(tmp_path) as (_, port, _), httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        with pytest.raises(httpx.RemoteProtocolError):
            client.get("/api/v1/broken")
        assert client.get("/livez").status_code == 200


@pytest.mark.parametrize(("proxies", "seen"), [((), ["127.0.0.1", "http"]), (("127.0.0.0/8",), ["192.0.2.1", "https"])])
def test_a_forwarded_address_is_believed_from_a_trusted_proxy_alone(
    tmp_path: Path, proxies: tuple[str, ...], seen: list[str]
) -> None:
    headers = {"X-Forwarded-For": "203.0.113.5, 192.0.2.1", "X-Forwarded-Proto": "https"}
    with running(tmp_path, 0, *proxies) as (_, port, _):
        assert httpx.get(f"http://127.0.0.1:{port}/api/v1/address", headers=headers).json() == seen
