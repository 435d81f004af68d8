"""The files of the project, for tests that read them."""

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
    for file in sorted(ROOT.rglob("*")):
        parts = file.relative_to(ROOT).parts
        if file.is_file() and not _NOT_OURS.intersection(parts) and not any(part.endswith("_cache") for part in parts):
            try:
                file.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
            yield file
