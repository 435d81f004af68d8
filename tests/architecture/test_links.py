"""Links: every relative link of a page, and every reference to a page of docs or to a decision, leads somewhere."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.tree import CODE, ROOT, modules

PAGES = sorted(
    file for pattern in ("*.md", "docs/**/*.md", "k8s/*.md", "services/*/*.md") for file in ROOT.glob(pattern)
)
SOURCES = [
    *modules(*CODE, "tests"),
    *(
        file
        for folder in ("deploy", "k8s")
        for kind in ("yml", "yaml", "toml")
        for file in (ROOT / folder).rglob(f"*.{kind}")
    ),
    *(ROOT / name for name in ("Makefile", "pyproject.toml", "docker-compose.yml", ".env.example")),
]
_LINK = re.compile(r"\[((?:`[^`]*`|[^\[\]`])*)\]\(([^()\s]+)\)")
_HEADING = re.compile(r"#{1,6} +(.+)")
_FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
_REFERENCE = re.compile(r"\bdocs/[\w/-]+\.md(?:#[\w-]+)?")
_PATH = re.compile(r"`((?:deploy|docs|services|shared|tests)/[\w./-]+)(?:::\w+)?`")
_DECISION = re.compile(r"\b[Dd]ecisions? (\d{4})\b")
_CLASS = re.compile(r"`([A-Z][a-z]+\w*)(?:\.\w+)?`")
_FOREIGN = {"OffsetOutOfRange"}
"""Names of other programs that pages mention."""

_RECORDS = {"CHANGELOG.md", "THIRD_PARTY_NOTICES.md"}
"""Pages about what was, or is elsewhere."""

_NAME = re.compile(r"[A-Za-z_]\w+")
_CODE = re.compile("`([^`]+)`")


class Link(NamedTuple):
    """A relative link: its text, the file it leads to, and the heading in it ("" where it names none)."""

    text: str
    file: Path
    anchor: str


def links(page: Path) -> list[Link]:
    """Returns the relative links of a page, without those in its code blocks."""
    found = _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8")))
    relative = [(text, *target.partition("#")) for text, target in found if "://" not in target]
    return [Link(text, (page.parent / path).resolve() if path else page, anchor) for text, path, _, anchor in relative]


@cache
def anchors(page: Path) -> frozenset[str]:
    """Returns the anchors of the headings of a page, as GitHub makes them."""
    seen: Counter[str] = Counter()
    found = set()
    for line in _FENCE.sub("", page.read_text(encoding="utf-8")).splitlines():
        if heading := _HEADING.fullmatch(line):
            plain = _LINK.sub(r"\1", heading[1]).strip().lower()
            slug = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
            found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
            seen[slug] += 1
    return frozenset(found)


@cache
def definitions(module: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Returns the names that a module defines, with those of its path, and the texts of its literals, such as log events and metrics."""
    names, literals = {*module.relative_to(ROOT).with_suffix("").parts}, set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                names.add(name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()) | ast.arg(arg=name):
                names.add(name)
            case ast.Constant(value=str(text)):
                literals.add(text)
    return frozenset(names), frozenset(literals)


def fault(link: Link) -> str | None:
    """Returns why a link leads nowhere; None for one that leads somewhere."""
    if not link.file.exists():
        return "no such file"
    if link.anchor:
        return None if link.file.suffix == ".md" and link.anchor in anchors(link.file) else "no such heading"
    return _misnamed(link) if link.file.suffix == ".py" else None


def _misnamed(link: Link) -> str | None:
    """Checks a link to a module: each text in backticks is the end of the path, a literal, or names that the module defines."""
    defined, literals = definitions(link.file)
    for code in _CODE.findall(link.text):
        if code.endswith(".py"):
            if not link.file.as_posix().endswith(f"/{code}"):
                return "the text is another path"
        elif code not in literals and not defined.issuperset(_NAME.findall(code.replace("-", "_"))):
            return "the module defines no such name"
    return None


def named(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Returns what the pattern finds in the sources and pages of the project, each with the file that it stands in."""
    return [
        (file.relative_to(ROOT).as_posix(), found)
        for file in (*SOURCES, *PAGES)
        for found in pattern.findall(file.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    assert [(link.text, why) for link in links(page) if (why := fault(link))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_path_in_a_page_exists(page: Path) -> None:
    paths = [] if page.name in _RECORDS else _PATH.findall(page.read_text(encoding="utf-8"))
    assert [path for path in paths if not (ROOT / path).exists() and not (ROOT / f"{path}.py").exists()] == []


def test_every_class_that_a_page_names_exists() -> None:
    code = {word for file in SOURCES for word in _NAME.findall(file.read_text(encoding="utf-8"))}
    found = {
        (page.name, name)
        for page in PAGES
        if page.name not in _RECORDS
        for name in _CLASS.findall(page.read_text(encoding="utf-8"))
    }
    assert len(found) > 10
    assert [(page, name) for page, name in sorted(found) if name not in code | _FOREIGN] == []


def test_every_page_of_docs_that_is_named_exists() -> None:
    found = [(file, name, *name.partition("#")) for file, name in named(_REFERENCE)]
    assert len(found) > 10
    assert [
        (file, name, why) for file, name, path, _, anchor in found if (why := fault(Link("", ROOT / path, anchor)))
    ] == []


def test_every_decision_that_is_named_exists() -> None:
    known = {page.name[:4] for page in (ROOT / "docs/decisions").glob("[0-9]*.md")}
    found = named(_DECISION)
    assert len(found) > 10
    assert [(file, number) for file, number in found if number not in known] == []
