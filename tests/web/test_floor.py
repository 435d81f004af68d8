"""What our own stylesheets and scripts use is known to Chromium 90."""

import re
from pathlib import Path

import pytest

from shared.web.pages.assets import FOLDER

OURS = sorted(path for path in FOLDER.glob("*") if path.suffix in {".css", ".js"} and path.name != "older.js")
TOO_NEW = {
    ".css": r"@layer|@container|@scope|:has\(|color-mix|oklch|\bdvh\b|\binset-inline|(^|[{;]\s*)&|accent-color|aspect-ratio:\s*auto",
    ".js": r"\.at\(|Object\.hasOwn|structuredClone|findLast|\.toSorted|\.toReversed|AbortSignal|replaceAll\(/|\?\?=|static\s*\{",
}


@pytest.mark.parametrize("file", OURS, ids=lambda file: str(file.name))
def test_nothing_newer_than_our_floor_is_used(file: Path) -> None:
    assert re.findall(TOO_NEW[file.suffix], file.read_text(encoding="utf-8"), re.MULTILINE) == []


@pytest.mark.parametrize("file", OURS, ids=lambda file: str(file.name))
def test_nothing_is_loaded_from_elsewhere(file: Path) -> None:
    assert "://" not in file.read_text(encoding="utf-8")
