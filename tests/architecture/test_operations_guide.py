"""The operations guide names the commands and settings that there are."""

import re
import subprocess

from deploy.settings import known
from tests.support.operations_guide import BLOCKS, GUIDE
from tests.support.tree import ROOT


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
