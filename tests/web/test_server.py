"""The real server in a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPResponse
from pathlib import Path

import httpx
import pytest

from tests.support.processes import resident

pytestmark = pytest.mark.full

ROOT = Path(__file__).parents[2]
GRACE = 60


@contextmanager
def running(folder: Path, port: int = 0, *proxies: str) -> Iterator[tuple[subprocess.Popen[str], int, int]]:
    """Yields the process, its port and its metrics port."""
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
        assert httpx.get(f"{public}/readyz").json() == {"status": "ok"}
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


def opened(port: int, sent: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=GRACE)
    connection.sendall(sent)
    return connection


def answered(connection: socket.socket) -> tuple[int, str]:
    """Status and code of what the server answers before it closes the connection."""
    got = b""
    while part := connection.recv(65536):
        got += part
    head, _, body = got.partition(b"\r\n\r\n")
    return int(head.split()[1]), re.findall(rb'"code":"([^"]+)"', body)[0].decode()


STREAM = b"GET /api/v1/stream HTTP/1.1\r\nHost: x\r\n\r\n"
START = b"POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\n"
JSON = START + b"Content-Type: application/json\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
BEHIND = {
    "too many headers": b"GET /livez HTTP/1.1\r\n" + b"X: y\r\n" * 200,
    "too many requests": b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n" * 200,
    "what is no request": b"\x16\x03\x01\x02\x00\r\n\r\n",
}
SLOW = {
    "a connection that sends nothing": b"",
    "a request that stops in its headers": START,
    "a blank line and nothing else": b"\r\n",
    "a body that stops": JSON + b"Content-Length: 100\r\n\r\n{",
    "a body that stops between its chunks": JSON + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
}
LARGE = {
    "a header without end": (START + b"X: " + b"x" * 40_000, 431, "headers-too-large"),
    "headers that are too large together": (START + b"X: " + b"x" * 33_000 + b"\r\n\r\n", 431, "headers-too-large"),
    "too many headers": (START + b"X: y\r\n" * 200 + b"\r\n", 431, "headers-too-large"),
    "trailers without end": (JSON + CHUNKED + b"X: y\r\n" * 200, 431, "headers-too-large"),
    "an address that is too long": (
        b"GET /" + b"x" * 10_000 + b" HTTP/1.1\r\nConnection: close\r\n\r\n",
        414,
        "address-too-long",
    ),
    "what is no request": (b"\x16\x03\x01\x02\x00\r\n\r\n", 400, "malformed-request"),
}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Yields the port of a server with a patience of one second and room for twenty connections."""
    with running(tmp_path_factory.mktemp("server")) as (_, port, _):
        yield port


@pytest.mark.parametrize("case", SLOW)
def test_a_request_that_does_not_arrive_in_time_is_ended(port: int, case: str) -> None:
    with opened(port, SLOW[case]) as connection:
        assert answered(connection) == (408, "request-timeout")


def test_a_connection_that_was_used_ends_when_the_next_request_does_not_arrive(port: int) -> None:
    with opened(port, b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n") as connection:
        answer = HTTPResponse(connection)
        answer.begin()
        assert (answer.status, bool(answer.read())) == (200, True)
        connection.sendall(b"GET /livez HTTP/1.1\r\n")
        assert answered(connection) == (408, "request-timeout")


def test_a_body_that_trickles_without_end_is_ended(port: int) -> None:
    with opened(port, JSON + b"Content-Length: 16000\r\n\r\n") as connection:
        connection.settimeout(0.1)
        got = b""
        while not got:
            connection.sendall(b" ")
            with suppress(TimeoutError):
                got = connection.recv(65536)
        assert b" 408 " in got


@pytest.mark.parametrize("case", LARGE)
def test_a_request_with_too_much_before_its_body_is_refused(port: int, case: str) -> None:
    sent, status, code = LARGE[case]
    with opened(port, sent) as connection:
        assert answered(connection) == (status, code)


def test_a_trailer_without_end_is_refused(port: int) -> None:
    with opened(port, JSON + CHUNKED + b"X: ") as connection:
        connection.settimeout(0.1)
        got = b""
        while not got:
            connection.sendall(b"x" * 20_000)
            with suppress(TimeoutError):
                got = connection.recv(65536)
        assert b" 431 " in got


@pytest.mark.parametrize("case", BEHIND)
def test_what_is_refused_behind_a_running_answer_ends_it_without_breaking_into_it(port: int, case: str) -> None:
    with opened(port, STREAM) as connection:
        got = connection.recv(65536)
        connection.sendall(BEHIND[case])
        while part := connection.recv(65536):
            got += part
        assert got.count(b"HTTP/1.1") == 1


def test_a_header_without_end_behind_a_running_answer_is_not_kept(port: int) -> None:
    with opened(port, STREAM) as connection:
        assert connection.recv(65536)
        connection.sendall(b"GET /livez HTTP/1.1\r\nX: ")
        with pytest.raises(ConnectionError):
            connection.sendall(b"x" * 20_000_000)


def test_there_are_no_more_connections_than_the_limit(port: int) -> None:
    with ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(opened(port, b""))
        with opened(port, b"") as one_too_many:
            assert answered(one_too_many) == (503, "too-many-connections")


def test_large_bodies_of_nobody_who_is_logged_in_are_not_kept(tmp_path: Path) -> None:
    head = b"POST /api/v1/imports/organizations HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n"
    with running(tmp_path) as (process, port, _), ExitStack() as stack:
        httpx.get(f"http://127.0.0.1:{port}/livez")
        before = resident(process.pid)
        for kind in (b"Content-Length: 8388608\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n800000\r\n"):
            for _ in range(6):
                connection = stack.enter_context(opened(port, head + kind))
                for _ in range(8):
                    connection.sendall(b"x" * 1_000_000)
                assert connection.recv(100).startswith((b"HTTP/1.1 401", b"HTTP/1.1 413"))
        assert resident(process.pid) - before < 12 * 2**20
