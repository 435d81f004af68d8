"""A lock that allows one launcher at a time for each data folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunningError(RuntimeError):
    """Another launcher uses this folder; the message is one sentence."""


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Locks the folder inside the block; raises `AlreadyRunningError`. The operating system releases the lock however we end."""
    with (folder / "launcher.pid").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise AlreadyRunningError(
                f"本系统已在运行（进程 {file.read().strip()}，数据目录 {folder}）：请先停止它，或用 LIANXI_VAR 另选一个目录。"
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
