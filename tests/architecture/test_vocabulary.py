"""Names are standard terms: one name for one thing, and no word that the project has replaced by a standard term."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.support.tree import CODE, ROOT, modules

REMOVED = {
    "alone", "anew", "around", "belonging", "beside", "blank", "blanks", "census", "come", "course", "courses",
    "desk", "desks", "dice", "duty", "echoes", "entrance", "give", "gives", "glance", "heads", "hear", "heard",
    "hears", "honour", "honours", "looks", "office", "parcel", "said", "say", "says", "seat", "sooner", "speak",
    "speaker", "speaking", "speaks", "spoke", "stand", "standing", "stands", "stories", "story", "surroundings",
    "talk", "talks", "tell", "teller", "telling", "tells", "told", "trouble", "turn", "turning", "turns", "waited",
    "warden", "ways",
}  # fmt: skip
"""Words that named modules, classes, functions and parameters before: each has a standard term, such as `consumer` or `dead letter`."""
ALLOWED = {"is_blank": "a text without a visible character: the usual word"}


def _definitions(file: Path) -> Iterator[str]:
    """Yields the names of all classes, functions and parameters of a module."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg


def _words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", name)}


def test_no_module_is_named_by_a_removed_word() -> None:
    names = (file.relative_to(ROOT).with_suffix("") for file in modules(*CODE))
    assert [name.as_posix() for name in names if REMOVED & {word for part in name.parts for word in _words(part)}] == []


def test_no_definition_is_named_by_a_removed_word() -> None:
    named = {(file.relative_to(ROOT).as_posix(), name) for file in modules(*CODE) for name in _definitions(file)}
    assert sorted(each for each in named if each[1] not in ALLOWED and REMOVED & _words(each[1])) == []


def test_no_two_public_classes_have_one_name() -> None:
    classes = Counter(
        node.name
        for file in modules(*CODE)
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert {name: count for name, count in classes.items() if count > 1} == {}


def test_the_docstring_of_a_function_begins_with_a_verb() -> None:
    """Those of test cases are free, and those of commands of `python -m deploy` are their Chinese help."""
    helps = ROOT / "deploy/commands"
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno} {text}"
        for file in modules(*CODE, "tests")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("test_")
        if (text := ast.get_docstring(node)) and not re.match(r"[A-Z][a-z]+s\b", text) and file.parent != helps
    ]
    assert found == []
