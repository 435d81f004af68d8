"""Commands of the operator: the section of `docs/interfaces.md` about `python -m deploy …` and the targets of make."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from deploy.__main__ import app
from deploy.generated.markdown import first_paragraph, table

_TARGET = re.compile(r"^([a-z0-9-]+):.*?## (.+)$", re.MULTILINE)
_INTRODUCTION = """\
Every command has `--help`, in Chinese. Exit status 0 means that the command did what it describes.
"""


def commands_section() -> str:
    """Returns a part for each command: usage, purpose, arguments and options as `--help` shows them."""
    root: Any = typer.main.get_command(app)
    context = typer.Context(root, info_name="python -m deploy")
    parts = [part for name, command in root.commands.items() for part in _parts(name, command, context)]
    return "\n".join([_INTRODUCTION, *parts])


def make_section(root: Path) -> str:
    """Returns the targets that `make help` lists."""
    targets = _TARGET.findall((root / "Makefile").read_text(encoding="utf-8"))
    return table(("target", "does"), ((f"`make {name}`", text) for name, text in targets))


def _parts(name: str, command: Any, parent: typer.Context) -> Iterator[str]:
    """Yields the command, or the group and its commands."""
    context = typer.Context(command, info_name=name, parent=parent)
    title = (
        f"### `{name}` {first_paragraph(command.help)}"
        if parent.parent is None
        else f"#### `{parent.info_name} {name}`"
    )
    inner: dict[str, Any] = getattr(command, "commands", {})
    callback = command.callback or next(iter(inner.values())).callback
    purpose = _purpose(callback) if parent.parent is None else first_paragraph(command.help)
    yield f"{title}\n\n{purpose}\n"
    if not inner:
        yield f"```text\n{_usage(command, context)}\n```\n"
        records = filter(None, (each.get_help_record(context) for each in command.params))
        rows = [(f"`{invocation}`", text) for invocation, text in records]
        if rows:
            yield table(("argument or option", "说明"), rows)
    for each, below in inner.items():
        yield from _parts(each, below, context)


def _purpose(callback: Any) -> str:
    """Returns what the module of a command says about it, as a sentence."""
    text = first_paragraph(sys.modules[callback.__module__].__doc__).partition(": ")[2]
    return text[:1].upper() + text[1:]


def _usage(command: Any, context: typer.Context) -> str:
    return " ".join((context.command_path, *command.collect_usage_pieces(context)))
