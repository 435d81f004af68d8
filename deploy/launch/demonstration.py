"""Loads the demonstration data once, while the system runs; a marker file in the data folder records the success."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.launch.processes import Processes

MARK = "demonstration-loaded"
_TRIES = 10
_PAUSE = 1.0


@dataclass(frozen=True, kw_only=True)
class DemoLoader:
    """Runs the command that loads the data. The command can be interrupted and started again."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    processes: Processes
    report: Callable[[str], None]

    async def load(self) -> bool:
        """Loads the data and returns whether it is complete. Prints the progress; each attempt continues where the last one ended."""
        for _ in range(_TRIES):
            if self.is_loaded:
                break
            async with self.processes.running(self.command, environment=self.environment, log=None) as process:
                status = await process.ended()
            if status == 0:
                (self.folder / MARK).touch()
            else:
                self.report("  演示数据  中断了，稍后从中断处继续")
                await asyncio.sleep(_PAUSE)
        return self.is_loaded

    @property
    def is_loaded(self) -> bool:
        return (self.folder / MARK).exists()
