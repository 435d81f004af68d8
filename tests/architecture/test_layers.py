"""Imports point only downwards; the pure layers use no clocks and no random numbers."""

import ast
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.support.tree import ROOT, modules

PURE = ("shared/contracts", "shared/domain", "shared/measures")
_CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter", "uuid1", "uuid4", "urandom"}
_MODULES = {"random", "secrets", "time", "uuid"}


def test_imports_point_only_downwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS


@pytest.mark.parametrize("module", modules(*PURE), ids=lambda file: str(file.relative_to(ROOT)))
def test_time_and_identity_are_arguments_below_the_use_cases(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    assert [hit for node in ast.walk(tree) for hit in _taken_from_the_world(node)] == []


def _taken_from_the_world(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [name.name for name in node.names if name.name in _MODULES]
    if isinstance(node, ast.ImportFrom):
        return [node.module] if node.module in _MODULES else []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CLOCKS:
        return [f"{ast.unparse(node.func)}() in line {node.lineno}"]
    return []
