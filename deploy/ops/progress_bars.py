"""Progress bars of long work: number of records, rate and remaining time. Without a terminal nothing is printed."""

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
    """A callback with the number of processed records and of remaining ones (None: not known yet)."""

    def __call__(self, done: int, behind: int | None) -> None: ...


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text("" if task.speed is None else f"每秒 {task.speed:,.0f} 条")


class Bars:
    """A group of progress bars, each with a title."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def bar(self, title: str) -> Bar:
        task = self._progress.add_task(title, total=None)

        def show(done: int, behind: int | None) -> None:
            self._progress.update(task, completed=done, total=None if behind is None else done + behind)

        return show

    def stop(self) -> None:
        """Stops the updates; the bars remain visible, and following output appears below them."""
        self._progress.stop()


@contextmanager
def bars() -> Iterator[Bars]:
    """Shows progress bars on standard error, so that a program can read the standard output of a command."""
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
