"""A skip that the machine does not explain is a failure: such a test runs nowhere, and nobody notices.

A test that needs a program belongs where that program is built or installed: see `tests/support/packages.py` and the marks `full` and
`kustomize`.
"""

from collections.abc import Generator, Mapping
from typing import TypeVar

import pytest

ALLOWED: Mapping[str, str] = {}
"""Reason of a skip -> what the machine is, does or forbids that no installation changes. Empty: no test is skipped anywhere."""

_Report = TypeVar("_Report", pytest.TestReport, pytest.CollectReport)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _judged((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _judged((yield))


def _judged(report: _Report) -> _Report:
    """Turns a skip into a failure, unless its reason is on the list or the test is one that must fail (xfail)."""
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if reason.removeprefix("Skipped: ") not in ALLOWED:
            report.outcome = "failed"
            report.longrepr = f"{reason}\nThis reason is not on the list in tests/support/skips.py."
    return report
