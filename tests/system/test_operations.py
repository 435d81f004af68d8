"""The commands of the operations guide, in its order, on a separate running system."""

import re
import subprocess
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from deploy.settings import known
from tests.support.system import System
from tests.support.tree import ROOT

GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
LONGEST = 300


class Block(NamedTuple):
    """Commands of the guide, and whether they require a stopped system."""

    commands: list[str]
    stopped: bool


BLOCKS = [
    Block(re.findall(r"^\$ (.+)$", text, re.MULTILINE), stopped=bool(stopped))
    for stopped, text in re.findall(r"^```console( stopped)?\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Yields a system for these tests alone, which stop it and restore it from a backup."""
    running = System(tmp_path_factory.mktemp("operations"))
    running.start("--no-demo")
    try:
        yield running
    finally:
        running.close()


@pytest.mark.full
@pytest.mark.timeout(900)
def test_every_command_of_the_guide_does_what_it_says(own: System) -> None:
    for block in BLOCKS:
        if block.stopped:
            own.stop()
        for command in block.commands:
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", command],
                cwd=ROOT,
                env=own.environment,
                capture_output=True,
                text=True,
                timeout=LONGEST,
                check=False,
            )
            assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        if block.stopped:
            own.start("--no-demo")


def test_every_block_has_commands_and_nothing_but_commands() -> None:
    assert len(BLOCKS) > 5
    inside = re.findall(r"^```console.*?\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    assert [line for text in inside for line in text.splitlines() if not line.startswith("$ ")] == []
    assert all(block.commands for block in BLOCKS)


def test_every_command_that_the_guide_names_is_there() -> None:
    named = set(re.findall(r"python -m deploy ([a-z-]+)", GUIDE))
    there = subprocess.run(
        [".venv/bin/python", "-m", "deploy", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert {name for name in named if not re.search(rf"\b{name}\b", there)} == set()


def test_every_setting_is_in_the_table() -> None:
    table = GUIDE.partition("\n## 设置\n")[2].partition("\n## ")[0]
    first = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert sorted(re.findall(r"`(\w+)`", " ".join(first))) == known()
