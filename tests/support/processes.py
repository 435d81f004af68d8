"""Processes of this machine, as /proc shows them. One that ends while it is being read is left out: that is no error."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_PROC = Path("/proc")
_ENDED = frozenset("ZXx")
"""States of a process that has ended and waits for its parent."""


class Running(NamedTuple):
    """A process that ran when it was read. `folder`: its working directory."""

    pid: int
    parent: int
    folder: Path
    command: tuple[str, ...]


def running_processes() -> Iterator[Running]:
    """Yields every process that we may look into."""
    for entry in _PROC.iterdir():
        if entry.name.isdecimal() and (process := read(int(entry.name))) is not None:
            yield process


def read(pid: int) -> Running | None:
    """Returns the process, or None when it has ended or belongs to another user."""
    entry = _PROC / str(pid)
    try:
        state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
        command = (entry / "cmdline").read_bytes().decode(errors="replace")
        folder = (entry / "cwd").readlink()
    except OSError:
        return None
    return None if state in _ENDED else Running(pid, int(parent), folder, tuple(command.removesuffix("\0").split("\0")))


def send(process: Running, number: signal.Signals) -> bool:
    """Sends a signal. False: the process has ended meanwhile; another one that has its number now gets nothing."""
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return False
    try:
        if read(process.pid) != process:
            return False
        signal.pidfd_send_signal(handle, number)
    except ProcessLookupError:
        return False
    finally:
        os.close(handle)
    return True


def resident(pid: int) -> int:
    """Returns the bytes of memory that a process has. Raises `OSError` when it has ended."""
    pages = int((_PROC / str(pid) / "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def children_seconds(pid: int) -> float:
    """Returns the processor time, in seconds, of the children that a process has now; that of ended ones is left out."""
    children = (_PROC / str(pid) / "task" / str(pid) / "children").read_text().split()
    return sum(map(_nanoseconds, children)) / 1e9


def _nanoseconds(pid: str) -> int:
    try:
        return int((_PROC / pid / "schedstat").read_text().split()[0])
    except OSError:
        return 0


def most_resident(pid: int) -> int:
    """Returns the most bytes of memory that a process has had so far. Raises `OSError` when it has ended."""
    lines = (_PROC / str(pid) / "status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024
