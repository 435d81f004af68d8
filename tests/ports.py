"""Ports for tests."""

import os
import socket


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


_given: set[int] = set()


def free_base(span: int = 160, *, first: int | None = None) -> int:
    """A base with nothing between it and `span` above: for a whole system.

    Below the ports that the kernel gives to outgoing connections; each worker of the test run has a stretch of its own, and gives each
    base once. `first`: another beginning of the stretch.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = first or 20_000 + 3_000 * (worker % 4)
    for base in range(first, first + 3_000, 200):
        if base not in _given and all(_is_free(base + offset) for offset in range(0, span + 1, 10)):
            _given.add(base)
            return base
    raise RuntimeError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0
