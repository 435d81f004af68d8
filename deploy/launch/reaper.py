"""A small process that outlives a killed launcher just long enough to end what it started.

It reads process groups from its standard input (`+123`, `-123`). The end of the input means that the launcher is gone, however that
came about: then every group still on the list is asked to end, and a moment later made to. Run as a file, standard library only.
"""

import contextlib
import os
import signal
import sys
import time

GRACE = 3.0


def watch() -> set[int]:
    """The groups that are left when the launcher is gone."""
    groups: set[int] = set()
    for line in sys.stdin:
        group = int(line[1:])
        if line.startswith("+"):
            groups.add(group)
        else:
            groups.discard(group)
    return groups


def end(groups: set[int]) -> None:
    """Asks them, waits, and kills what is left of them."""
    _signal(groups, signal.SIGTERM)
    until = time.monotonic() + GRACE
    while time.monotonic() < until and _signal(groups, 0):
        time.sleep(0.05)
    _signal(groups, signal.SIGKILL)


def _signal(groups: set[int], number: int) -> bool:
    """Whether any of them was there to get it."""
    reached = False
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)
            reached = True
    return reached


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    end(watch())
