"""A child process that never outlives us: a session of its own, its output in a file, and an end whatever happens to the launcher."""

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
    """A running child. `group` is its process group, which its own children are in as well."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child = child
        self.group = child.pid

    async def ended(self) -> int:
        """Its exit status, when it ends; minus the signal that ended it."""
        return await self._child.wait()

    async def stop(self, grace: float) -> None:
        """Asks it to end, and after `grace` seconds makes it; what it started goes with it."""
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
    """Starts children, and a reaper beside them that ends them all should the launcher be killed."""

    def __init__(self) -> None:
        self._groups: set[int] = set()
        self._reaper: asyncio.subprocess.Process | None = None
        self._one_reaper = asyncio.Lock()

    @asynccontextmanager
    async def running(
        self, command: Sequence[str], *, environment: Mapping[str, str], log: Path | None, grace: float = 3.0
    ) -> AsyncIterator[Process]:
        """The command as a child, until the block is left. Without `log` it speaks on our own output."""
        async with self._one_reaper:
            await self._start_reaper()
        with log.open("ab") if log else contextlib.nullcontext() as output:
            child = await asyncio.create_subprocess_exec(
                *command,
                env=dict(environment),
                stdin=DEVNULL,
                stdout=output,
                stderr=STDOUT if log else None,
                start_new_session=True,
                preexec_fn=_die_with(os.getpid()),  # there are no threads here that it could hurt
            )
        process = Process(child)
        try:
            self._tell("+", process.group)
            yield process
        finally:
            await process.stop(grace)
            self._tell("-", process.group)

    async def _start_reaper(self) -> None:
        if self._reaper is None or self._reaper.returncode is not None:
            self._reaper = await asyncio.create_subprocess_exec(
                sys.executable, "-I", "-S", _REAPER, stdin=PIPE, start_new_session=True
            )
            for group in self._groups:
                self._tell("+", group)

    def _tell(self, sign: str, group: int) -> None:
        (self._groups.add if sign == "+" else self._groups.discard)(group)
        if self._reaper is not None and self._reaper.stdin is not None and not self._reaper.stdin.is_closing():
            self._reaper.stdin.write(f"{sign}{group}\n".encode())

    async def close(self) -> None:
        """Lets the reaper go."""
        if self._reaper is not None and self._reaper.stdin is not None:
            self._reaper.stdin.close()
            await self._reaper.wait()


def _die_with(parent: int) -> Callable[[], None] | None:
    """Linux ends the child itself when its parent ends. Elsewhere there is the reaper alone."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def prepare() -> None:
        prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:  # it was quicker
            os._exit(1)

    return prepare
