"""The user guide names what the pages show, and shows pictures that exist."""

import re
from functools import cache
from pathlib import Path

import pytest

GUIDE = Path("docs/guide")
CHAPTERS = sorted(GUIDE.glob("*.md"))
COMPOSED = {"1,000 件以上", "按界别", "本单位的答复", "由办公室登记", "省级采用", "省级批示", "接收中（3/5）"}
"""What pages compose of several words, as the guide quotes it."""


@cache
def written() -> str:
    """Returns all source of the pages: templates, scripts, and the titles in code."""
    files = (path for ending in ("py", "html", "js") for path in Path("shared").rglob(f"*.{ending}"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files if "vendor" not in path.parts)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: str(path.name))
def test_what_a_chapter_quotes_is_on_the_pages(chapter: Path) -> None:
    quoted = set(re.findall("“([^”]+)”", chapter.read_text(encoding="utf-8"))) - COMPOSED
    assert {each for each in quoted if each not in written() and each.removeprefix("待") not in written()} == set()


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: str(path.name))
def test_the_pictures_and_chapters_that_a_chapter_links_exist(chapter: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", chapter.read_text(encoding="utf-8"))
    assert [link for link in links if not (GUIDE / link).exists()] == []


def test_every_picture_is_shown_in_a_chapter() -> None:
    shown = "".join(path.read_text(encoding="utf-8") for path in CHAPTERS)
    assert [path.name for path in sorted((GUIDE / "images").glob("*.png")) if f"images/{path.name}" not in shown] == []
