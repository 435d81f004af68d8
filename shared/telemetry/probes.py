"""`/metrics`, `/livez` and `/readyz` on the metrics port, served by a thread of its own, so that a busy event loop does not block them."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Self

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

Check = Callable[[], str | None]
"""A function that returns the reason for a failed check, in one sentence, or None. Called from another thread: it must only read."""


Details = Callable[[], Mapping[str, object]]
"""A function that returns further fields of the body of `/readyz`: states of parts. Called from another thread: it must only read."""


def all_is_well() -> str | None:
    """Returns None: the check of a process that is ready as soon as it runs."""
    return None


def no_details() -> Mapping[str, object]:
    """Returns no details: for a process that does not report the state of its parts."""
    return {}


def readiness_body(reason: str | None, details: Mapping[str, object]) -> bytes:
    """Returns the JSON of `/readyz`: `status` (`ok` or `unavailable`), `reason` where it is not ready, and the details."""
    state = {"status": "ok"} if reason is None else {"status": "unavailable", "reason": reason}
    return json.dumps(state | dict(details), ensure_ascii=False, default=_text).encode() + b"\n"


def _text(value: object) -> str:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


class MetricsPortError(Exception):
    """The metrics port is not available; the message contains the port and the setting to change."""


class ProbeServer:
    """The server of the metrics port, which runs until `stop`. `port` 0: any free port; `.port` is the actual one.

    Raises `MetricsPortError` when the port cannot be opened.
    """

    def __init__(
        self,
        port: int,
        *,
        host: str = "127.0.0.1",
        ready: Check = all_is_well,
        alive: Check = all_is_well,
        details: Details = no_details,
    ) -> None:
        try:
            self._server = _Server((host, port), _Handler)
        except OSError as error:
            message = f"The metrics port {port} on {host} cannot be had ({error.strerror}): set LIANXI_METRICS_PORT."
            raise MetricsPortError(message) from error
        self._server.ready, self._server.alive, self._server.details = ready, alive, details
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
    ready: Check
    alive: Check
    details: Details


def _status(reason: str | None) -> HTTPStatus:
    return HTTPStatus.OK if reason is None else HTTPStatus.SERVICE_UNAVAILABLE


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/metrics":
            self._answer(HTTPStatus.OK, generate_latest(), CONTENT_TYPE_LATEST)
        elif path == "/livez":
            reason = self.server.alive()
            self._answer(_status(reason), f"{reason or 'ok'}\n".encode(), "text/plain; charset=utf-8")
        elif path == "/readyz":
            reason = self.server.ready()
            self._answer(_status(reason), readiness_body(reason, self.server.details()), "application/json")
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"not found\n", "text/plain; charset=utf-8")

    def _answer(self, status: HTTPStatus, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Suppresses the access log, to which each scrape would add a line."""
