"""The files of the project, for tests that read them."""

import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests/contracts/golden"
CODE = ("deploy", "services", "shared")
_NOT_OURS = {".git", ".hypothesis", ".venv", "node_modules", "secrets", "var", "vendor", "__pycache__"}


def modules(*folders: str) -> list[Path]:
    """Returns every Python file below these folders."""
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]


def texts() -> Iterator[Path]:
    """Yields every text file of the project."""
    for folder, below, names in os.walk(ROOT):
        below[:] = sorted(name for name in below if name not in _NOT_OURS and not name.endswith("_cache"))
        for file in sorted(Path(folder, name) for name in names if name not in _NOT_OURS):
            try:
                file.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
            yield file
