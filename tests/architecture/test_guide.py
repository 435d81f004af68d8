"""The user guide: every picture is shown, every chapter is linked, and pictures are small (test_links checks where links lead)."""

import re
from pathlib import Path

from tests.support.tree import ROOT

GUIDE = ROOT / "docs" / "guide"
CHAPTERS = sorted(GUIDE.glob("*.md"))
LARGEST = 400 * 1024


def linked(file: Path) -> list[str]:
    """Returns the pictures and the links of a chapter, within the guide."""
    return re.findall(r"\]\(([^)#:]+)\)", file.read_text(encoding="utf-8"))


def test_every_picture_is_shown_and_every_chapter_is_linked() -> None:
    named = {name for chapter in CHAPTERS for name in linked(chapter)}
    there = {path.relative_to(GUIDE).as_posix() for path in GUIDE.rglob("*") if path.suffix in {".png", ".md"}}
    assert there - named == {"README.md"}


def test_every_level_and_every_role_has_a_chapter() -> None:
    levels, roles = (
        {"township", "county", "city", "region"},
        {"member", "proposals-committee", "handling-unit", "leader"},
    )
    assert {chapter.stem for chapter in CHAPTERS} == {"README", "administrator", *levels, *roles}


def test_pictures_are_small() -> None:
    assert [path.name for path in GUIDE.rglob("*.png") if path.stat().st_size > LARGEST] == []
