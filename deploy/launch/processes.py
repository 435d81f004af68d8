"""Child processes that end with the launcher, however it ends. Each has its own session, and its output goes to a file."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT

_SET_PARENT_DEATH_SIGNAL = 1
_REAPER = Path(__file__).with_name("reaper.py")


class Process:
    """A running child. `group`: its process group, which includes the processes that it starts."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child = child
        self.group = child.pid

    async def ended(self) -> int:
        """Waits for the end and returns the exit status; after a signal, the negative number of the signal."""
        return await self._child.wait()

    async def stop(self, grace: float) -> None:
        """Sends SIGTERM, and after `grace` seconds SIGKILL to its whole process group."""
        if self._child.returncode is None:
            self._signal(signal.SIGTERM)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._child.wait(), grace)
        self._signal(signal.SIGKILL)
        await self._child.wait()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.group, number)


class Processes:
    """Starts children, and a reaper process that ends them all if the launcher is killed."""

    def __init__(self) -> None:
        self._groups: set[int] = set()
        self._reaper: asyncio.subprocess.Process | None = None
        self._reaper_lock = asyncio.Lock()

    @asynccontextmanager
    async def running(
        self, command: Sequence[str], *, environment: Mapping[str, str], log: Path | None, grace: float = 3.0
    ) -> AsyncIterator[Process]:
        """Runs a command as a child inside the block. Without `log` the child writes to our standard output."""
        async with self._reaper_lock:
            await self._start_reaper()
        with log.open("ab") if log else contextlib.nullcontext() as output:
            child = await asyncio.create_subprocess_exec(
                *command,
                env=dict(environment),
                stdin=DEVNULL,
                stdout=output,
                stderr=STDOUT if log else None,
                start_new_session=True,
                preexec_fn=_die_with_parent(os.getpid()),  # safe, because this process has no other threads
            )
        process = Process(child)
        try:
            self._notify_reaper("+", process.group)
            yield process
        finally:
            await process.stop(grace)
            self._notify_reaper("-", process.group)

    async def _start_reaper(self) -> None:
        if self._reaper is None or self._reaper.returncode is not None:
            self._reaper = await asyncio.create_subprocess_exec(
                sys.executable, "-I", "-S", _REAPER, stdin=PIPE, start_new_session=True
            )
            for group in self._groups:
                self._notify_reaper("+", group)

    def _notify_reaper(self, sign: str, group: int) -> None:
        (self._groups.add if sign == "+" else self._groups.discard)(group)
        if self._reaper is not None and self._reaper.stdin is not None and not self._reaper.stdin.is_closing():
            self._reaper.stdin.write(f"{sign}{group}\n".encode())

    async def close(self) -> None:
        """Closes the input of the reaper and waits for its end."""
        if self._reaper is not None and self._reaper.stdin is not None:
            self._reaper.stdin.close()
            await self._reaper.wait()


def _die_with_parent(parent: int) -> Callable[[], None] | None:
    """Returns a function that makes Linux end the child when its parent ends; None elsewhere, where only the reaper ends it."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def prepare() -> None:
        prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:  # the parent has ended before the call
            os._exit(1)

    return prepare
