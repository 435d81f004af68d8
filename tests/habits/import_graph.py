"""The import graph of our modules, read from the sources by `ast`: nothing is imported."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

FOLDERS = ("deploy", "services", "shared", "tests")


class ImportGraph:
    """Which of the files below `root` depends on which; a test depends on the `conftest.py` of its folders as well."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = [file for folder in FOLDERS for file in sorted((root / folder).rglob("*.py"))]
        self._sources = {file: file.read_text(encoding="utf-8") for file in self.files}
        self._by_name = {self._dotted(file): file for file in self.files}
        self._dependents: dict[Path, set[Path]] = defaultdict(set)
        for file in self.files:
            for used in self._used_by(file):
                self._dependents[used].add(file)

    def distances(self, changed: Iterable[Path]) -> Mapping[Path, int]:
        """Returns how many imports each module is away from a changed file: 0 for the changed modules, no entry for independent ones.

        A file that is no module (a template, a charter, a page) counts as a part of the modules that name it.
        """
        distance = {module: 0 for file in changed for module in self._affected(file)}
        waiting = list(distance)
        for module in waiting:  # it grows meanwhile: breadth first
            for dependent in sorted(self._dependents[module] - distance.keys()):
                distance[dependent] = distance[module] + 1
                waiting.append(dependent)
        return distance

    def source(self, module: Path) -> str:
        """Returns the text of one of `files`."""
        return self._sources[module]

    def _affected(self, file: Path) -> list[Path]:
        if file.suffix == ".py":
            return [file] if file in self._sources else []
        return [module for module, source in self._sources.items() if file.name in source]

    def _dotted(self, file: Path) -> str:
        """Returns the name by which a module is imported; a package that can be run has that of its folder."""
        parts = file.relative_to(self.root).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] in {"__init__", "__main__"} else parts)

    def _used_by(self, file: Path) -> Iterator[Path]:
        for name in _names(ast.parse(self._sources[file])):
            if used := self._by_name.get(name) or self._by_name.get(name.rpartition(".")[0]):
                yield used
        if file.is_relative_to(self.root / "tests") and file.name != "conftest.py":
            yield from (each for folder in file.parents if (each := folder / "conftest.py") in self._sources)


def _names(tree: ast.AST) -> Iterator[str]:
    """Yields the names that a module imports, and texts that may name a module to be run (`services.county`, `deploy/health.py`)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(FOLDERS):
            yield node.value.removesuffix(".py").replace("/", ".")
