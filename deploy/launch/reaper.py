"""A small process that ends the processes of a launcher that was killed.

It reads process groups from its standard input (`+123`, `-123`). At the end of the input the launcher has ended: the groups still listed
get SIGTERM, and `GRACE` seconds later SIGKILL. It is run as a file and uses the standard library only.
"""

import contextlib
import os
import signal
import sys
import time

GRACE = 3.0


def remaining_groups() -> set[int]:
    """Returns the groups that remain when the launcher has ended."""
    groups: set[int] = set()
    for line in sys.stdin:
        group = int(line[1:])
        if line.startswith("+"):
            groups.add(group)
        else:
            groups.discard(group)
    return groups


def terminate(groups: set[int]) -> None:
    """Sends SIGTERM to the groups, waits, and kills those that remain."""
    _signal(groups, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline and _signal(groups, 0):
        time.sleep(0.05)
    _signal(groups, signal.SIGKILL)


def _signal(groups: set[int], number: int) -> bool:
    """Sends a signal to the groups; returns whether at least one of them exists."""
    reached = False
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)
            reached = True
    return reached


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    terminate(remaining_groups())
