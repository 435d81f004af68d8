"""The commands of the operations guide, in its order, on a separate running system."""

import subprocess
from collections.abc import Iterator

import pytest

from tests.support.operations_guide import BLOCKS
from tests.support.system import System
from tests.support.tree import ROOT

LONGEST = 300


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
