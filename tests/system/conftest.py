"""One system for all tests of this folder, with all published figures, loaded through the APIs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.system import System

STARTING_SECONDS = 900
"""Seconds that suffice for the start and the whole loading on a busy machine; the first test waits for them."""


@pytest.hookimpl(tryfirst=True)  # before the selection by marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.system)
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(STARTING_SECONDS))


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    running = System(tmp_path_factory.mktemp("system"))
    for command in (["migrate"], ["accounts", "--demo"]):
        prepared = running.deploy(*command)
        assert prepared.returncode == 0, prepared.stderr
    running.start("--no-demo")
    try:
        loaded = running.deploy("demo", "--no-filler")
        assert loaded.returncode == 0, loaded.stdout + loaded.stderr
        settled = running.deploy("reconcile")
        assert settled.returncode == 0, settled.stdout + settled.stderr
        yield running
    finally:
        running.close()
