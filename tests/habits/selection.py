"""Runs the quick tests of what has changed, those nearest to the change first: `python -m tests.habits.selection --seconds 45`.

What has changed is what differs from the merge base with `main`, the working tree included. The import graph determines which tests
depend on it; tests of the architecture read all files and depend on every change. Of these, as many files run as fit into the seconds;
where the machine is slower than it was when they were measured, those that would begin too late are skipped.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic

from tests.habits.durations import QUICK, remembered
from tests.habits.import_graph import ImportGraph

ROOT = Path(__file__).parents[2]
WORKERS = 2
STARTING_SECONDS = 8
"""Of pytest, its workers and the collection."""

UNKNOWN_SECONDS = 4
"""Of a file that no run has measured on this machine."""

SLOW_FOLDERS = ("tests/system", "tests/browser")
READING_ALL_FILES = "tests/architecture"
_SLOW_MARK = re.compile(r"^pytestmark\b.*(?:mark\.full|kustomize)", re.MULTILINE)
_NO_TESTS = 5
"""The exit status of pytest when it has left out all tests by their marks."""


def changed_files(root: Path) -> list[Path]:
    """Returns the files that differ from the merge base with `main`, and those that Git does not know yet; none without Git."""
    base = next(
        (found for ref in ("main", "origin/main") if (found := _git(root, "merge-base", "HEAD", ref))), ["HEAD"]
    )
    names = _git(root, "diff", "--name-only", "--no-renames", "-z", base[0].strip())
    names += _git(root, "ls-files", "--others", "--exclude-standard", "-z")
    return [file for name in names if (file := root / name).is_file()]


def quick_tests(graph: ImportGraph) -> list[Path]:
    """Returns the test files that `make test` runs, apart from those with a mark for the whole file."""
    slow = tuple(graph.root / folder for folder in SLOW_FOLDERS)
    return [
        file
        for file in graph.files
        if file.name.startswith("test_")
        and file.is_relative_to(graph.root / "tests")
        and not any(file.is_relative_to(folder) for folder in slow)
        and not _SLOW_MARK.search(graph.source(file))
    ]


def ordered(graph: ImportGraph, changed: Sequence[Path], seconds: Mapping[Path, float]) -> list[Path]:
    """Returns the quick test files that depend on a change, the nearest first, and among equally near ones the shortest first."""
    distances = dict(graph.distances(changed))
    for file in graph.files:
        if changed and file.is_relative_to(graph.root / READING_ALL_FILES):
            distances[file] = min(1, distances.get(file, 1))
    found = [file for file in quick_tests(graph) if file in distances]
    return sorted(found, key=lambda file: (distances[file], seconds.get(file, UNKNOWN_SECONDS), file))


def fitting(files: Sequence[Path], seconds: Mapping[Path, float], *, available: float) -> list[Path]:
    """Returns the files that take at most the available seconds in our workers, in their order; the first one in any case."""
    chosen: list[Path] = []
    total = 0.0
    for file in files:
        cost = seconds.get(file, UNKNOWN_SECONDS)
        if not chosen or max(cost, (total + cost) / WORKERS) <= available:
            chosen.append(file)
            total += cost
    return chosen


def main(words: Sequence[str]) -> int:
    """Runs the tests and returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.habits.selection")
    parser.add_argument("--seconds", type=float, default=45, help="for everything, the start of pytest included")
    end = monotonic() + parser.parse_args(words).seconds
    graph = ImportGraph(ROOT)
    seconds = {ROOT / name: taken for name, taken in remembered(ROOT).items()}
    dependent = ordered(graph, changed_files(ROOT), seconds)
    chosen = fitting(dependent, seconds, available=end - monotonic() - STARTING_SECONDS)
    left = len(dependent) - len(chosen)
    sys.stdout.write(f"{len(dependent)} test files depend on what has changed")
    sys.stdout.write(f"; {left} of them take too long for this check, `make test` runs them\n" if left else "\n")
    sys.stdout.flush()
    return _pytest(chosen, end=end) if chosen else 0


def _pytest(files: Sequence[Path], *, end: float) -> int:
    names = [str(file.relative_to(ROOT)) for file in files]
    deadline = ["-p", "tests.habits.deadline", "--end-at", str(end)]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-m",
        QUICK,
        "-n",
        str(min(WORKERS, len(files))),
        *deadline,
        *names,
    ]
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    return 0 if status == _NO_TESTS else status


def _git(root: Path, *words: str) -> list[str]:
    """Returns what Git prints, split at its zero bytes; nothing where it fails."""
    try:
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return []
    return [part for part in done.stdout.split("\0") if part] if done.returncode == 0 else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
