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
_TITLE_END = re.compile("[：；，、。（]")

PURPOSES = {
    "audit-log verify": "Verifies the audit logs and reports changed, inserted, missing and cut off rows; then the exit status is 1.",
    "audit-log export": "Writes the audit log of a service to a CSV file.",
    "replay events": "Publishes all events of a service again, or those of some topics; the running service sends them.",
    "replay directory": "Empties the directory of organizations of a stopped service and reads it from Kafka again.",
    "keys list": "Lists the signing keys that a service knows, and which of them are confirmed.",
    "keys trust": "Pins the signing key of an organization that keeps its own record, for one service.",
    "keys accept": "Accepts the changed signing key of an organization, with a reason.",
    "keys renew": "Replaces the keys of an organization that the service hosts; the old key names the new one.",
    "replay reports": "Empties the report pages of a stopped service and reads them from Kafka again.",
    "replay aggregation": "Deletes the checkpoints on this machine, so that tally and rollup count from the beginning.",
    "dead-letters list": "Lists dead letters, the newest first.",
    "dead-letters show": "Shows a dead letter: the record, where it was, and the reason.",
    "dead-letters retry": "Publishes the records of dead letters again, unchanged, and removes the dead letters.",
}
"""Commands inside of groups; the module of any other command describes it in its docstring."""

_INTRODUCTION = """\
Every command has `--help`, in Chinese. Exit status 0 means that the command did what it describes.
"""


def commands_section() -> str:
    """Returns a part for each command: usage, purpose, arguments and options as `--help` shows them."""
    root: Any = typer.main.get_command(app)
    context = typer.Context(root, info_name="python -m deploy")
    parts = [part for name, command in root.commands.items() for part in _parts(name, command, context)]
    return "\n".join([_INTRODUCTION, *_options(root, context), *parts])


def make_section(root: Path) -> str:
    """Returns the targets that `make help` lists."""
    targets = _TARGET.findall((root / "Makefile").read_text(encoding="utf-8"))
    return table(("target", "does"), ((f"`make {name}`", text) for name, text in targets))


def _parts(name: str, command: Any, parent: typer.Context) -> Iterator[str]:
    """Yields the command, or the group and its commands."""
    context = typer.Context(command, info_name=name, parent=parent)
    path = context.command_path.removeprefix(f"{context.find_root().info_name} ")
    inner: dict[str, Any] = getattr(command, "commands", {})
    callback = command.callback or next(iter(inner.values())).callback
    help_text = first_paragraph(command.help)
    yield f"{'#' * (3 + path.count(' '))} `{path}` {_TITLE_END.split(help_text)[0]}\n"
    yield f"{PURPOSES.get(path) or _purpose(callback)}\n\n{help_text}\n"
    if not inner:
        yield from _options(command, context)
    for each, below in inner.items():
        yield from _parts(each, below, context)


def _purpose(callback: Any) -> str:
    """Returns what the docstring of the module of a command states after its name, as a sentence."""
    text = first_paragraph(sys.modules[callback.__module__].__doc__).partition(": ")[2]
    return text[:1].upper() + text[1:]


def _options(command: Any, context: typer.Context) -> Iterator[str]:
    """Yields the usage, and a table of the arguments and options where there are any."""
    usage = " ".join((context.command_path, *command.collect_usage_pieces(context)))
    yield f"```text\n{usage}\n```\n"
    records = filter(None, (each.get_help_record(context) for each in command.params))
    if rows := [(f"`{invocation}`", text) for invocation, text in records]:
        yield table(("argument or option", "说明"), rows)
