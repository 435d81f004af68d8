"""The terminal output of `make run`: one line for each change of a process; details are in the logs."""

from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import typer


class TitledProcess(Protocol):
    @property
    def title(self) -> str: ...

    @property
    def address(self) -> str: ...


class Console:
    """Prints messages for the user, in Chinese, one line each."""

    def __init__(self, write: Callable[[str], None] = typer.echo) -> None:
        self._write = write

    def report(self, line: str) -> None:
        """Prints a line; ignores a closed terminal, so that the shutdown stays orderly."""
        with suppress(OSError):
            self._write(line)

    def ready(self, part: TitledProcess, *, again: bool) -> None:
        self.report(f"  {_padded(part.title)} {'恢复' if again else '就绪'}  {part.address}".rstrip())

    def ended(self, part: TitledProcess, status: int, pause: float) -> None:
        how = f"被信号 {-status} 终止" if status < 0 else f"已退出（退出码 {status}）"
        self.report(f"  {_padded(part.title)} {how}，{pause:.1f} 秒后重新启动")

    def restarting(self, why: str) -> None:
        self.report(f"  {why}全部停止，按次序重新启动。")

    def accounts(self, file: Path, *, shown: Collection[str], one_password: bool) -> None:
        """Prints where the demonstration accounts are; those in `shown` with their passwords, unless all have one password."""
        if one_password:
            self.report(
                "账号：名称为“单位代码-角色”，如 520000-auditor；演示账号的口令都是 LIANXI_DEMO_PASSWORD 的值。"
            )
            return
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        self.report(f"账号：共 {len(lines)} 个，名称和口令在 {file}。")
        for line in lines:
            if line.partition(" ")[0] in shown:
                self.report(f"  {line}")


def _padded(title: str) -> str:
    """Returns the title padded to twelve columns; a Chinese character takes two."""
    return title + " " * max(0, 12 - 2 * len(title))
