"""Names are standard terms: one name for one thing, and no word that the project has replaced by a standard term."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.tree import CODE, ROOT, modules

REMOVED = {
    "alone", "anew", "around", "belonging", "beside", "blank", "census", "come", "course",
    "desk", "dice", "duty", "effect", "echoes", "entrance", "give", "glance", "heads", "hear", "heard",
    "honour", "office", "parcel", "said", "say", "seat", "sooner", "speak",
    "speaker", "speaking", "spoke", "stand", "standing", "story", "surroundings",
    "talk", "tell", "teller", "telling", "told", "trouble", "turn", "turning", "waited",
    "warden", "way",
}  # fmt: skip
"""Words that were in names of modules, classes, functions, parameters, variables and constants: each has a standard term."""
IN_SENTENCES = frozenset({
    "alone", "around", "beside", "blank", "come", "effect", "give", "office", "say", "stand", "standing", "turn", "waited", "way",
})  # fmt: skip
"""The removed words that the name of a test case may have: it is a sentence, in which they have their usual meaning."""
ALLOWED = {
    "is_blank": "a text without a visible character: the usual word",
    "BLANKS": "the characters that separate words: the usual word",
    "OFFICE": "the secretariat 办公室 of a committee, its duty hours 坐班, or a format of office documents",
    "TO_OFFICE": "as `OFFICE`",
    "COORDINATING_OFFICE": "督查机构",
    "OFFICE_NETWORK": "the channel 办公网",
    "STANDING_COMMITTEE": "常务委员会",
}


class Definition(NamedTuple):
    """A class, a function, a parameter, a variable or an attribute of a module. `public`: it is a class that other modules can import."""

    file: Path
    line: int
    name: str
    public: bool = False
    docstring: str | None = None


def _definitions(file: Path) -> Iterator[Definition]:
    module = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(module):
        match node:
            case ast.ClassDef(name=name):
                yield Definition(file, node.lineno, name, public=node in module.body and not name.startswith("_"))
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield Definition(file, node.lineno, name, docstring=ast.get_docstring(node))
            case ast.arg(arg=name):
                yield Definition(file, node.lineno, name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield Definition(file, node.lineno, name)


@cache
def _every_definition(*folders: str) -> tuple[Definition, ...]:
    """Returns the definitions of all modules in these folders, which are parsed once."""
    return tuple(each for file in modules(*folders) for each in _definitions(file))


def _words(name: str) -> set[str]:
    """Returns the words of a name, each also without the ending of a plural."""
    words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}
    return {singular for word in words for singular in (word, word.removesuffix("s"), re.sub("ies$", "y", word))}


def _removed_words(name: str) -> set[str]:
    """Returns the removed words of a name."""
    return (REMOVED - IN_SENTENCES if name.startswith("test_") else REMOVED) & _words(name)


def test_no_module_is_named_by_a_removed_word() -> None:
    names = (file.relative_to(ROOT).with_suffix("") for file in modules(*CODE, "tests"))
    assert [name.as_posix() for name in names if REMOVED & {word for part in name.parts for word in _words(part)}] == []


def test_no_definition_is_named_by_a_removed_word() -> None:
    named = {
        (each.file.relative_to(ROOT).as_posix(), each.name)
        for each in (*_every_definition(*CODE), *_every_definition("tests"))
    }
    assert sorted(each for each in named if each[1].lstrip("_") not in ALLOWED and _removed_words(each[1])) == []


def _names_of(module: ast.Module) -> Iterator[str]:
    """Yields the names that the statements of a module define, without those in blocks such as `try`."""
    for node in module.body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                yield from (each.id for each in targets if isinstance(each, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name


def test_no_module_defines_a_name_twice() -> None:
    twice = {
        f"{file.relative_to(ROOT)} {name}"
        for file in modules(*CODE, "tests")
        for name, count in Counter(_names_of(ast.parse(file.read_text(encoding="utf-8")))).items()
        if count > 1 and name != "_"
    }
    assert twice == set()


@pytest.mark.parametrize("folders", [CODE, ("tests",)])
def test_no_two_public_classes_have_one_name(folders: Iterable[str]) -> None:
    classes = Counter(each.name for each in _every_definition(*folders) if each.public)
    assert {name: count for name, count in classes.items() if count > 1} == {}


def test_the_docstring_of_a_function_begins_with_a_verb() -> None:
    """Those of test cases are free, and those of commands of `python -m deploy` are their Chinese help."""
    helps = ROOT / "deploy/commands"
    found = [
        f"{each.file.relative_to(ROOT)}:{each.line} {text}"
        for each in (*_every_definition(*CODE), *_every_definition("tests"))
        if (text := each.docstring) and not each.name.startswith("test_")
        if not re.match(r"[A-Z][a-z]+s\b", text) and each.file.parent != helps
    ]
    assert found == []
