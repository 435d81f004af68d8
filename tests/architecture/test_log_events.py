"""Log events are names that can be searched for: short states in snake_case, with the details in fields."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.tree import CODE, ROOT, modules

LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
NAME = re.compile(r"[a-z]+(_[a-z]+)*")
PASSED_ON = {"self.event": "of `Condition`, which gets it as an argument"}


def _nodes(file: Path, *words: str) -> Iterator[ast.AST]:
    """Yields the nodes of a module; none of a module without any of the words, which is not parsed."""
    source = file.read_text(encoding="utf-8")
    if any(word in source for word in words):
        yield from ast.walk(ast.parse(source))


def _event_arguments(file: Path) -> Iterator[ast.expr]:
    """Yields the argument of each log call and of each `Condition` that is the name of the event."""
    for node in _nodes(file, "_log", "Condition"):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Attribute(value=ast.Name(id="_log"), attr=level) if level in LEVELS:
                yield node.args[level == "log"]
            case ast.Name(id="Condition"):
                yield node.args[0]


def _events(argument: ast.expr) -> Iterator[str]:
    """Yields the names that an argument can be; what is no literal is yielded as its source."""
    match argument:
        case ast.IfExp(body=body, orelse=other):
            yield from _events(body)
            yield from _events(other)
        case ast.Constant(value=str(name)):
            yield name
        case _ if (source := ast.unparse(argument)) not in PASSED_ON:
            yield f"{{{source}}}"


def test_every_log_event_is_a_name_in_snake_case() -> None:
    found = {
        (file.relative_to(ROOT).as_posix(), event)
        for file in modules(*CODE)
        for argument in _event_arguments(file)
        for event in _events(argument)
    }
    assert len(found) > 30
    assert sorted(each for each in found if not NAME.fullmatch(each[1])) == []


def test_every_logger_has_the_name_by_which_its_events_are_found() -> None:
    loggers = [
        (file.relative_to(ROOT).as_posix(), ast.unparse(node.targets[0]))
        for file in modules(*CODE)
        for node in _nodes(file, "get_logger")
        if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("structlog.get_logger")
    ]
    assert loggers
    assert [each for each in loggers if each[1] != "_log"] == []
