"""Fixtures of browsers on a running system with demonstration data; `picture` takes screenshots for docs/guide."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.visiting import Visit
from tests.support.demonstration import demonstration, mark_tests_of
from tests.support.packages import program
from tests.support.system import System

SWITCHES = (
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
)
IN_CHINESE: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "zh_CN"}
"""The environment of a browser whose own texts, as those of date fields, are Chinese."""


@pytest.hookimpl(tryfirst=True)  # before the selection by marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    mark_tests_of(Path(__file__).parent, items, pytest.mark.full)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options `--pictures` (`make guide`) and `--chromium`, which exist only in runs of this folder."""
    parser.addoption("--pictures", type=Path, default=None, help="keep the pictures of the pages in this folder")
    parser.addoption("--chromium", default=None, help="the program of the browser; default: that of the system")


@pytest.fixture(scope="session")
def chromium(request: pytest.FixtureRequest) -> str:
    """Returns the program of the browser: that of the system, unless the option names another."""
    chosen: str | None = request.config.getoption("--chromium", default=None)
    return chosen or program("chromium", "chromium", "chromium-l10n", "fonts-noto-cjk")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Yields a running browser. It ends with its file: while it runs, no asynchronous test can."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(SWITCHES), env=IN_CHINESE)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Yields a separate system with the published figures, loaded through the APIs."""
    with demonstration(tmp_path_factory, "browser") as running:
        yield running


@pytest.fixture
def visit(browser: Browser, system: System) -> Iterator[Visit]:
    """Returns a function that opens a new browser; at the end it had no error and sent no request to another host."""
    context = browser.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1400, "height": 900}, reduced_motion="reduce"
    )
    watched = Visit(context.new_page(), system)
    yield watched
    context.close()
    assert watched.complaints == []


@pytest.fixture
def open_visit(browser: Browser, system: System) -> Iterator[Callable[[str, str], Visit]]:
    """Returns a function that opens a browser for an account, once: `open_visit(service, account)`; at the end none had an error."""
    visits: dict[tuple[str, str], Visit] = {}

    def open_page(service: str, account: str) -> Visit:
        if (service, account) not in visits:
            context = browser.new_context(
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
                viewport={"width": 1280, "height": 900},
                reduced_motion="reduce",
            )
            visits[service, account] = Visit(context.new_page(), system)
            visits[service, account].log_in(service, account)
        return visits[service, account]

    yield open_page
    for visit in visits.values():
        visit.page.context.close()
        assert visit.complaints == []


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Returns a function that stores a screenshot under a name in the folder `--pictures`; without the option it does nothing."""
    folder: Path | None = request.config.getoption("pictures", None)

    def keep(page: Page, name: str) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=folder / f"{name}.png")

    return keep
