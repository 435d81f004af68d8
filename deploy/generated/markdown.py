"""Tables in Markdown, for the generated pages."""

import re
from collections.abc import Iterable
from posixpath import relpath
from typing import Any

_BRACKET = re.compile("<(?!br>)")


def table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Returns a table with this header; a bar or a line break inside a cell does not break it."""
    head = tuple(head)
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def link(title: str, path: str) -> str:
    """Returns a link from a page in `docs/` to a file or folder; `path` begins at the root of the project."""
    return f"[{title}]({relpath(path, 'docs')})"


def first_paragraph(text: str | None) -> str:
    """Returns the first paragraph of a docstring or help text on one line; empty where there is none."""
    return " ".join((text or "").strip().split("\n\n")[0].split())


def _cell(value: Any) -> str:
    """Returns the text on one line. Outside of code, `<` begins an element of HTML: only line breaks are wanted."""
    parts = " ".join(str(value).split()).replace("|", "\\|").split("`")
    return "`".join(part if number % 2 else _BRACKET.sub("&lt;", part) for number, part in enumerate(parts))
