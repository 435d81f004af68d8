"""What our own stylesheets and scripts use is known to Chromium 90."""

import re
from pathlib import Path

import pytest

from shared.web.pages.assets import FOLDER

TEMPLATES = (Path("shared/ui/templates"), Path("shared/web/pages/templates"))
OURS = sorted(path for path in FOLDER.glob("*") if path.suffix in {".css", ".js"} and path.name != "older.js")
PAGES = sorted(path for folder in TEMPLATES for path in folder.glob("*.html"))
TOO_NEW = {
    ".css": (
        r"@(?:layer|container|scope|starting-style|property|view-transition|position-try)\b|"
        r":(?:has|nth-child\([^)]*\bof\b|dir|modal|popover-open|user-(?:in)?valid|open)\b|"
        r"\b(?:color-mix|oklch|oklab|lch|lab|light-dark|round|mod|sin|cos|pow|sqrt|anchor|linear|attr\([^)]*type)\(|"
        r"\d(?:dvh|svh|lvh|dvw|svw|lvw|dvi|cqw|cqh|cqi|rlh|lh|cap)\b|"
        r"\b(?:accent-color|scrollbar-(?:color|width|gutter)|field-sizing|text-wrap|anchor-name|animation-timeline)\s*:|"
        r"(?:^|[{;]\s*)(?:translate|rotate|scale|inset-(?:block|inline)[a-z-]*|margin-trim|interpolate-size|zoom|hyphenate-character)\s*:|"
        r"\bsubgrid\b|(?:^|[{;])\s*&|\((?:width|height)\s*[<>]"
    ),
    ".js": (
        r"\.(?:at|findLast|findLastIndex|toSorted|toReversed|toSpliced|isWellFormed|toWellFormed|showPicker|togglePopover)\(|"
        r"\b(?:Object\.(?:hasOwn|groupBy)|Map\.groupBy|Array\.fromAsync|Promise\.(?:withResolvers|try)|URL\.(?:canParse|parse)|structuredClone)\b|"
        r"\bAbortSignal\.(?:timeout|any)|\bIterator\.from|\bnavigation\.|\bcookieStore\b|\bscheduler\.|\bstartViewTransition|"
        r"static\s*\{|#\w+\s+in\s|\bcause:|\bawait\s+using\b|\bimport\s.*\bwith\s*\{"
    ),
    ".html": r"\s(?:popover|inert|fetchpriority|blocking|commandfor)\b(?:=|\s|>)|<search\b|<selectedcontent|<details[^>]*\sname=",
}
"""What browsers newer than Chromium 90 know, by kind of file; the list is not complete, and has what one would most likely use."""


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.name))
def test_no_page_uses_markup_newer_than_our_floor(file: Path) -> None:
    assert re.findall(TOO_NEW[".html"], file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (".css", ".card:has(> img) { color: red }"),
        (".css", "main { height: 100dvh }"),
        (".css", ".a { & .b { color: red } }"),
        (".css", "@media (width >= 600px) { p { color: red } }"),
        (".css", "@layer base { p { color: red } }"),
        (".js", "const last = list.at(-1);"),
        (".js", "const copy = list.toSorted();"),
        (".js", "class A { static { init(); } }"),
        (".html", "<details name='one'><summary>a</summary></details>"),
        (".html", "<div popover>a</div>"),
    ],
)
def test_what_is_newer_is_found(kind: str, text: str) -> None:
    assert re.findall(TOO_NEW[kind], text, re.MULTILINE)


@pytest.mark.parametrize("file", OURS, ids=lambda file: str(file.name))
def test_nothing_newer_than_our_floor_is_used(file: Path) -> None:
    assert re.findall(TOO_NEW[file.suffix], file.read_text(encoding="utf-8"), re.MULTILINE) == []


@pytest.mark.parametrize("file", OURS, ids=lambda file: str(file.name))
def test_nothing_is_loaded_from_elsewhere(file: Path) -> None:
    assert "://" not in file.read_text(encoding="utf-8")
