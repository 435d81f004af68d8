"""Ports for tests. Each is reserved until the test run ends: no other test run, and no outgoing connection, gets it meanwhile.

A reservation is a socket that is bound and does not listen. A server that sets SO_REUSEADDR, as all of ours do, may listen on the
port all the same; whoever connects before that is refused.
"""

import socket

_BASES = range(12_000, 32_000, 200)
"""The first port of each range, below those that the kernel gives to outgoing connections."""

_reserved: list[socket.socket] = []


def free_port() -> int:
    """Returns a port of 127.0.0.1 that nobody listens on."""
    return _reserve(0)


def free_base(span: int = 195) -> int:
    """Returns a base with nothing at it nor at each fifth port up to `span` above: for a whole system."""
    for base in _BASES:
        if not any(_is_taken(base + offset) for offset in range(5, span + 1, 5)):
            try:
                return _reserve(base)
            except OSError:  # another test run has it
                continue
    raise RuntimeError("no free ports")


def _reserve(port: int) -> int:
    """Returns the port; 0 means any. Raises `OSError` where it is reserved or somebody listens."""
    reservation = socket.socket()
    try:
        reservation.bind(("127.0.0.1", port))
        reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # only now, so that two cannot reserve it
    except OSError:
        reservation.close()
        raise
    _reserved.append(reservation)
    return int(reservation.getsockname()[1])


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
