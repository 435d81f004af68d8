"""What a run of `make test` takes is remembered by file, so that `make check` can choose by it."""

from collections.abc import Sequence

import pytest

from tests.habits import durations
from tests.habits.durations import QUICK, remembered

pytest_plugins = ["pytester"]


class _Plugin:
    """Registers the plugin as our `conftest.py` does."""

    @staticmethod
    def pytest_configure(config: pytest.Config) -> None:
        for mark in ("full", "system", "kustomize"):
            config.addinivalue_line("markers", mark)
        durations.remember(config)


def _run(pytester: pytest.Pytester, words: Sequence[str]) -> None:
    pytester.makepyfile(
        test_slow="import time\n\ndef test_it():\n    time.sleep(0.2)\n", test_fast="def test_it(): pass\n"
    )
    pytester.runpytest_inprocess("-p", "no:asyncio", "-p", "no:xdist", *words, plugins=[_Plugin()])


def test_the_seconds_of_every_file_are_remembered(pytester: pytest.Pytester) -> None:
    _run(pytester, ["-m", QUICK])
    found = remembered(pytester.path)
    assert found["test_fast.py"] < 0.2 <= found["test_slow.py"]


def test_a_run_of_one_file_keeps_what_is_known_of_others(pytester: pytest.Pytester) -> None:
    _run(pytester, ["-m", QUICK])
    _run(pytester, ["-m", QUICK, "test_fast.py"])
    assert set(remembered(pytester.path)) == {"test_fast.py", "test_slow.py"}


@pytest.mark.parametrize("words", [[], ["-m", "full"], ["-m", QUICK, "-k", "it"]])
def test_a_run_that_takes_other_tests_of_a_file_is_not_remembered(pytester: pytest.Pytester, words: list[str]) -> None:
    _run(pytester, words)
    assert remembered(pytester.path) == {}


def test_a_file_with_a_test_that_no_time_was_left_for_is_not_remembered(pytester: pytest.Pytester) -> None:
    _run(pytester, ["-m", QUICK, "-p", "tests.habits.deadline", "--end-at", "0"])
    assert remembered(pytester.path) == {}
