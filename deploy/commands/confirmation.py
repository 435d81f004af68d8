"""The question before a command that cannot be undone."""

from collections.abc import Callable

import typer

from deploy.ops.progress_bars import Bars


def confirmation(service: str, shown: Bars, *, yes: bool) -> Callable[[list[str]], bool]:
    """Returns a function that prints lines and returns whether the operator enters the name of the service; with `yes`, it does not ask."""

    def confirm(lines: list[str]) -> bool:
        shown.stop()
        typer.echo(f"{service}：")
        for line in lines:
            typer.echo(f"  {line}")
        return yes or typer.prompt(f"  输入 {service} 以确认", default="", show_default=False) == service

    return confirm
