"""Bars for long work: how many records, how fast, how much longer. Without a terminal, silence until the work is done."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class Bar(Protocol):
    """Is told how many records are done, and how many are still to come (None: not known yet)."""

    def __call__(self, done: int, behind: int | None) -> None: ...


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text("" if task.speed is None else f"每秒 {task.speed:,.0f} 条")


class Bars:
    """Bars below each other; each has a title."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def bar(self, title: str) -> Bar:
        task = self._progress.add_task(title, total=None)

        def show(done: int, behind: int | None) -> None:
            self._progress.update(task, completed=done, total=None if behind is None else done + behind)

        return show

    def stop(self) -> None:
        """They stay as they are: somebody wants to say something below them."""
        self._progress.stop()


@contextmanager
def bars() -> Iterator[Bars]:
    """On standard error, so that what a command prints can be read by a program."""
    columns = (
        TextColumn("  {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TextColumn("剩余"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield Bars(progress)
