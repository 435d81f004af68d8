"""A plugin of pytest that leaves out the tests that would begin after a moment: `-p tests.habits.deadline --end-at SECONDS`."""

from time import monotonic

import pytest

NO_TIME = "no time is left for this test"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the option; `SECONDS` is a value of the monotonic clock, which all processes of a machine share."""
    parser.addoption("--end-at", type=float, metavar="SECONDS", help="leave out tests that would begin later")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips a test whose time has passed, before its fixtures are made."""
    if monotonic() > item.config.getoption("--end-at"):
        pytest.skip(NO_TIME)
