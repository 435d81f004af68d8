"""The engine of the tests in this folder, which are collected only when they are named."""

from collections.abc import Iterator

import pytest

from tests.containers.engine import running_engine


@pytest.fixture(scope="session", autouse=True)
def engine() -> Iterator[None]:
    """Runs an engine while these tests run."""
    with running_engine():
        yield
