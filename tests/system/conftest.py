"""One system for all tests of this folder, with all published figures, loaded through the APIs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.demonstration import demonstration, mark_tests_of
from tests.support.system import System


@pytest.hookimpl(tryfirst=True)  # before the selection by marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    mark_tests_of(Path(__file__).parent, items, pytest.mark.system)


@pytest.fixture(scope="package")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with demonstration(tmp_path_factory, "system") as running:
        yield running
