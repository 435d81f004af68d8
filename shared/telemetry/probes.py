"""`/metrics`, `/livez` and `/readyz` on the metrics port: in a thread of its own, so a busy loop does not silence it."""

from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Self

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

Check = Callable[[], str | None]
"""Says why not, in one sentence; None: all is well. Called from another thread: it only reads."""


def all_is_well() -> str | None:
    """The check of a process that is ready as soon as it runs."""
    return None


class MetricsPortError(Exception):
    """The metrics port cannot be had; the text says which and what to do."""


class ProbeServer:
    """Serves the metrics port until it is stopped. `port` 0: any free one, told by `.port`.

    `MetricsPortError`: the port is taken.
    """

    def __init__(
        self, port: int, *, host: str = "127.0.0.1", ready: Check = all_is_well, alive: Check = all_is_well
    ) -> None:
        try:
            self._server = _Server((host, port), _Handler)
        except OSError as error:
            message = f"The metrics port {port} on {host} cannot be had ({error.strerror}): set LIANXI_METRICS_PORT."
            raise MetricsPortError(message) from error
        self._server.checks = {"/readyz": ready, "/livez": alive}
        self.port: int = self._server.server_address[1]
        self._thread = Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True, name="metrics"
        )
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    checks: dict[str, Check]


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/metrics":
            self._answer(HTTPStatus.OK, generate_latest(), CONTENT_TYPE_LATEST)
        elif path in self.server.checks:
            reason = self.server.checks[path]()
            status = HTTPStatus.OK if reason is None else HTTPStatus.SERVICE_UNAVAILABLE
            self._answer(status, f"{reason or 'ok'}\n".encode(), "text/plain; charset=utf-8")
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"not found\n", "text/plain; charset=utf-8")

    def _answer(self, status: HTTPStatus, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """A scrape every few seconds is no news."""
