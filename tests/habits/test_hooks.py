"""The hooks of Git need nothing but our own environment, and run what `make lint` runs."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.tree import ROOT

CONFIGURATION = ROOT / ".pre-commit-config.yaml"
REPOSITORIES = yaml.safe_load(CONFIGURATION.read_text(encoding="utf-8"))["repos"]
HOOKS: list[dict[str, Any]] = [hook for repository in REPOSITORIES for hook in repository["hooks"]]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Returns a repository with the hooks installed, and its environment."""
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    checker = tmp_path / "tests/habits/commit_subject.py"
    checker.parent.mkdir(parents=True)
    shutil.copy(ROOT / checker.relative_to(tmp_path), checker)
    shutil.copy(CONFIGURATION, tmp_path)
    _run(tmp_path, "git", "init", "-q")
    assert _run(tmp_path, ".venv/bin/pre-commit", "install").returncode == 0
    return tmp_path


def _run(folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    identity = {f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    home = {"PRE_COMMIT_HOME": str(folder / "var"), "GIT_CONFIG_GLOBAL": os.devnull}
    return subprocess.run(
        command, cwd=folder, env={**own, **identity, **home}, capture_output=True, text=True, check=False
    )


def test_every_hook_is_local_and_runs_a_program_of_our_environment() -> None:
    assert {repository["repo"] for repository in REPOSITORIES} == {"local"}
    assert {hook["language"] for hook in HOOKS} == {"system"}
    assert all(hook["entry"].startswith(".venv/bin/") for hook in HOOKS)


def test_the_hooks_of_a_commit_run_what_make_lint_runs() -> None:
    rule = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\nlint:")[2].partition("\n\n")[0]
    linted = {command.strip() for command in re.findall(r"\$\(BIN\)/([^&;\\]+)", rule)}
    hooked = {hook["entry"].removeprefix(".venv/bin/").removesuffix(" --force-exclude") for hook in HOOKS}
    assert hooked - linted == {"python -m tests.habits.commit_subject"}
    assert linted <= hooked


@pytest.mark.full
def test_a_commit_with_a_bad_subject_is_refused_and_one_with_a_good_subject_is_made(checkout: Path) -> None:
    _run(checkout, "git", "add", ".pre-commit-config.yaml")
    refused = _run(checkout, "git", "commit", "-m", "add the hooks.")
    assert refused.returncode != 0
    assert "capital letter" in refused.stderr + refused.stdout
    made = _run(checkout, "git", "commit", "-m", "Add the hooks")
    assert made.returncode == 0, made.stderr
