"""The operations guide and its blocks of commands, for the tests that execute them and those that compare it with the code."""

import re
from typing import NamedTuple

from tests.support.tree import ROOT

GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


class Block(NamedTuple):
    """Commands of the guide, and whether they require a stopped system."""

    commands: list[str]
    stopped: bool


BLOCKS = [
    Block(re.findall(r"^\$ (.+)$", text, re.MULTILINE), stopped=bool(stopped))
    for stopped, text in re.findall(r"^```console( stopped)?\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
]
