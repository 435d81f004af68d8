"""Error messages for users are Chinese and contain no identifiers of programs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from shared.web.validation_messages import RULES

ROOT = Path(__file__).parents[2]
FOR_OPERATORS = (
    "shared/committee/deliveries/settings.py",
    "shared/messaging/",
    "shared/storage/",
    "shared/telemetry/",
    "shared/web/environment.py",
    "shared/web/scanner_settings.py",
    "shared/web/settings.py",
    "shared/web/server.py",
)
"""Modules with messages for operators, who know the names of settings and read logs."""

RAISING = re.compile(r"invalid|conflict|field_refusal|wrong|not_now|not_allowed_now|refusal|[A-Za-z]*Error")
HAN = re.compile("[\u4e00-\u9fff]")
IDENTIFIER = re.compile(r"[a-z_]{2,}")
EXAMPLES = ("522625-secretariat", "gzip", "text/csv")
"""Words that users can type or that name a format."""


def refusals() -> Iterator[tuple[str, str]]:
    """Yields every Chinese text that is passed to an error, with its place."""
    for path in sorted((ROOT / "shared").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(FOR_OPERATORS):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and RAISING.fullmatch(_name(node.func)):
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                        yield f"{name}:{inner.lineno}", inner.value


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def identifiers(text: str) -> list[str]:
    """Returns the identifiers in a Chinese text."""
    for example in EXAMPLES:
        text = text.replace(example, "")
    return IDENTIFIER.findall(text) if HAN.search(text) else []


def test_no_refusal_names_an_identifier() -> None:
    found = list(refusals())
    assert len(found) > 200
    assert [(place, text) for place, text in found if identifiers(text)] == []


def test_no_conflict_of_the_domain_is_without_a_field_or_the_state() -> None:
    """They are made by `conflict`, and by the tables of transitions, which name the state and what can be done instead."""
    found = {
        path.relative_to(ROOT / "shared/domain").as_posix()
        for path in (ROOT / "shared/domain").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _name(node.func) == "ConflictError"
    }
    assert found == {"errors.py", "transitions.py", "organizations/transitions.py"}


def test_no_rule_of_a_form_names_an_identifier() -> None:
    assert {kind for kind, rule in RULES.items() if identifiers(re.sub(r"{\w+}", "", rule))} == set()
