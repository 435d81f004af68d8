"""One system for all tests of this folder, with all published figures, loaded through the APIs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.demonstration import STARTING_SECONDS, demonstration
from tests.support.system import System


@pytest.hookimpl(tryfirst=True)  # before the selection by marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.system)
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(STARTING_SECONDS))


@pytest.fixture(scope="package")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with demonstration(tmp_path_factory, "system") as running:
        yield running
