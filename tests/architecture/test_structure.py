"""The structure that the READMEs and docs/architecture.md show is the real one: folders, packages of shared, layers."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.tree import ROOT

_PICTURE = re.compile(r"^## (?:Structure|结构)\n.*?^```\n(.*?)^```", re.MULTILINE | re.DOTALL)
_NAMES = re.compile(r"( *)((?:[\w.-]+/ )*[\w.-]+/)(?: |$)")
_NOT_SHOWN = {"__pycache__", "node_modules", "secrets", "var"}


def shown(readme: Path) -> set[str]:
    """Returns the folders of the picture; several names in one line are folders beside each other."""
    picture = _PICTURE.search(readme.read_text(encoding="utf-8"))
    assert picture is not None
    found: set[str] = set()
    above: dict[int, str] = {-1: ""}
    for line in picture[1].splitlines():
        names = _NAMES.match(line)
        assert names is not None, line
        depth = len(names[1]) // 2
        paths = [above[depth - 1] + name for name in names[2].split()]
        found.update(paths)
        above[depth] = paths[-1]
    return found


def folders(inside: str = "") -> Iterator[str]:
    """Yields the folders directly inside one that contain a file of the project."""
    for folder in (ROOT / inside).iterdir():
        shows = folder.is_dir() and folder.name not in _NOT_SHOWN and not folder.name.startswith(".")
        if shows and any(file.is_file() and "__pycache__" not in file.parts for file in folder.rglob("*")):
            yield f"{inside}{folder.name}/"


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_picture_of_the_structure_is_the_tree(name: str) -> None:
    layers = set(folders("shared/"))
    packages = {package for layer in layers for package in folders(layer)}
    assert shown(ROOT / name) == {*folders(), *folders("services/"), *layers, *packages}


def test_the_layers_of_the_architecture_are_those_that_imports_follow() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = {layer for row in linter["contracts"][0]["layers"] for layer in row.split(" | ")}
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = page.partition("\n## Layers and packages\n")[2].partition("\n## ")[0]
    rows = {name.strip("/").replace("/", ".") for name in re.findall(r"^\| \[`([\w/]+)`\]", section, re.MULTILINE)}
    drawn = set(re.findall(r"shared\.\w+", section))
    assert rows == layers
    assert drawn == {layer for layer in layers if layer.startswith("shared.")}
