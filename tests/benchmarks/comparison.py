"""Compares the ratios of a table with those of the committed one: absolute figures differ between machines, ratios to a peer less."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

TOLERANCE = 0.8
"""A ratio that is worse than this share of the committed one is a regression; runs on one quiet machine differ by less."""


class Regression(NamedTuple):
    """A ratio that has become worse. `row`: its first cell."""

    row: str
    column: str
    before: float
    now: float

    def __str__(self) -> str:
        return f"{self.row}: {self.column} {self.before} → {self.now}"


def regressions(committed: str, measured: str) -> list[Regression]:
    """Returns the ratios of the measured tables that are worse than the committed ones by more than the tolerance."""
    before, now = dict(_ratios(committed)), dict(_ratios(measured))
    found = (Regression(*key, before[key], value) for key, value in now.items() if key in before)
    return [each for each in found if _share(each) < TOLERANCE]


def committed(page: Path, name: str) -> str:
    """Returns the tables of a benchmark as the page has them."""
    return page.read_text(encoding="utf-8").partition(f"<!-- {name} -->")[2].partition(f"<!-- /{name} -->")[0]


def _share(each: Regression) -> float:
    """Returns how good a ratio is, divided by the committed one. In columns that begin with ÷ less is better, in the others more."""
    worse, better = (each.now, each.before) if each.column.startswith("÷") else (each.before, each.now)
    return better / worse if worse else 1.0


def _ratios(tables: str) -> Iterator[tuple[tuple[str, str], float]]:
    """Yields (first cell, column) -> the value, of all columns with ratios."""
    head: Mapping[int, str] | None = None
    for line in tables.splitlines():
        if not line.startswith("|"):
            head = None
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if head is None:
            head = {number: cell for number, cell in enumerate(cells) if cell == "ratio" or "÷" in cell}
        elif not cells[0].startswith("---"):
            yield from (((cells[0], column), float(cells[number].replace(",", ""))) for number, column in head.items())
