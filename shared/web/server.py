"""The server process of a service: the public port, the metrics port, and a shutdown within three seconds."""

import gc
import resource
import signal
import socket
import sys
from collections.abc import Sequence
from dataclasses import replace
from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI

from shared.telemetry.probes import Check, Details, MetricsPortError, ProbeServer, all_is_well, no_details
from shared.web.connections import protocol
from shared.web.dependencies import AppState
from shared.web.limits import Limits

_GRACE_SECONDS = 2
_OTHER_FILES = 200
"""Number of open files reserved for other uses than connections of clients."""

_log = structlog.get_logger(__name__)


class PortInUseError(Exception):
    """The port cannot be used; the message names it and the remedy."""


class _Server(uvicorn.Server):
    """A uvicorn server that sets `AppState.stopping` at a signal, so that open streams end and do not block the shutdown."""

    def __init__(self, config: uvicorn.Config, state: AppState) -> None:
        super().__init__(config)
        self._state = state

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._state.stopping.set()
        super().handle_exit(sig, frame)


def serve(  # noqa: PLR0913 - the settings of a server
    app: FastAPI,
    *,
    host: str,
    port: int,
    metrics_port: int,
    ready: Check = all_is_well,
    details: Details = no_details,
    trusted_proxies: Sequence[str] = (),
) -> None:
    """Serves until SIGTERM or SIGINT; exits with status 1 when a port is in use (with a message) or the start fails.

    `trusted_proxies`: networks; `X-Forwarded-For` and `X-Forwarded-Proto` of other peers are ignored.
    """
    try:
        listening = bind(host, port)
        with ProbeServer(metrics_port, host=host, ready=ready, details=details):
            _run(app, listening, trusted_proxies)
    except (PortInUseError, MetricsPortError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - the error message of a process that does not start
        sys.exit(1)


def bind(host: str, port: int) -> socket.socket:
    """Returns a listening socket; raises `PortInUseError`, which names the setting to change."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(1024)
    except OSError as error:
        listening.close()
        message = f"端口{port}（{host}）不能使用：{error.strerror}。请停止占用它的程序，或改用另一个LIANXI_PORT。"
        raise PortInUseError(message) from error
    return listening


def _run(app: FastAPI, listening: socket.socket, trusted_proxies: Sequence[str]) -> None:
    state: AppState = app.state.app_state
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        timeout_keep_alive=15,
        http=protocol(_within(state.limits), by_address=not trusted_proxies),
        ws="none",
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
    )
    server = _Server(config, state)
    # Uvicorn raises the signal again after a clean shutdown, which must not kill the process.
    for ending in (
        signal.SIGTERM,
        signal.SIGINT,
    ):
        signal.signal(ending, server.handle_exit)
    collect_garbage_rarely()
    _log.info("listening", port=listening.getsockname()[1])
    server.run(sockets=[listening])
    if not server.started:
        sys.exit(1)


def collect_garbage_rarely() -> None:
    """Exempts modules and routes, which live as long as the process, from garbage collection, and makes it rarer."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


def _within(limits: Limits) -> Limits:
    """Returns the limits with at most as many connections as open files are permitted, after raising the soft limit where possible."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = limits.connections + _OTHER_FILES
    if hard == resource.RLIM_INFINITY or hard > soft:
        soft = max(soft, wanted if hard == resource.RLIM_INFINITY else min(wanted, hard))
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return replace(limits, connections=max(1, min(limits.connections, soft - _OTHER_FILES)))
