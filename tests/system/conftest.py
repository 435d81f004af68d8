"""One system for all tests of this folder, with everything that work reports print, loaded through the APIs."""

from collections.abc import Iterator

import pytest

from tests.system.running import System


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
