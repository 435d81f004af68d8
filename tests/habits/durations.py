"""A plugin of pytest that remembers how many seconds each test file took, for the selection of `make check`."""

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.habits.deadline import NO_TIME

QUICK = "not (full or system or kustomize)"
"""The expression of marks of `make test` and `make check`; other runs are not remembered, for they take other tests of a file."""

_KEY = "lianxi/seconds"


class Durations:
    """Adds up the phases of all tests of a file, and stores them in the cache of pytest when the run ends."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._seconds: dict[str, float] = defaultdict(float)
        self._incomplete: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Adds one phase of a test."""
        file = report.nodeid.partition("::")[0]
        self._seconds[file] += report.duration
        if NO_TIME in str(report.longrepr):
            self._incomplete.add(file)

    def pytest_sessionfinish(self) -> None:
        """Stores what was added up, over what is known of other files."""
        complete = (file for file in self._seconds if file not in self._incomplete)
        measured = {file: round(self._seconds[file], 2) for file in complete}
        self._config.cache.set(_KEY, self._config.cache.get(_KEY, {}) | measured)


def remember(config: pytest.Config) -> None:
    """Registers the plugin in a run of whole files with the marks of `make test`, but not in the workers of such a run."""
    whole = config.option.markexpr == QUICK and not config.option.keyword
    if whole and config.pluginmanager.hasplugin("cacheprovider") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Durations(config))


def remembered(root: Path) -> Mapping[str, float]:
    """Returns the seconds by the path of the file from `root`; empty before the first run."""
    file = root / ".pytest_cache" / "v" / _KEY
    found: dict[str, float] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return found
