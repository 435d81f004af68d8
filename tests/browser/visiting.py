"""A browser session that logs in, opens pages, and records every error."""

from collections.abc import Mapping

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Response, expect

from deploy import ports
from tests.support.system import PASSWORD, System
from tests.support.waiting import wait_until

_PORTS = ports.SERVICES
_STILL_NEEDED = "::-webkit-details-marker"
"""What Chromium 90 calls deprecated and Safari needs."""


class Visit:
    """`complaints`: errors that no page may cause."""

    def __init__(self, page: Page, system: System) -> None:
        self.page = page
        self.system = system
        self.complaints: list[str] = []
        page.on("console", lambda message: self._on_console(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._look)

    def address(self, service: str, path: str = "/") -> str:
        return f"{self.system.address(service)}{path}"

    def log_in(self, service: str, account: str, path: str = "/") -> None:
        """Logs in and opens this page."""
        self.page.goto(self.address(service, path))
        self.page.get_by_label("账号").fill(account)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(self.address(service, path))

    def flaws(self) -> list[str]:
        """Returns the accessibility faults of this page."""
        found = Axe().run(self.page)
        return [f"{each['id']}: {node['html']}" for each in found.response["violations"] for node in each["nodes"]]

    def _on_console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not text.startswith(_STILL_NEEDED):
            self.complaints.append(text)

    def _look(self, response: Response) -> None:
        if not response.url.startswith(tuple(self.address(service) for service in _PORTS)):
            self.complaints.append(f"foreign: {response.url}")


def opened(page: Page, command: str) -> Locator:
    """Opens and returns the form of a command."""
    part = page.locator(f"details#{command}")
    if part.get_attribute("open") is None:
        part.locator("> summary").click()
    return part


def execute(page: Page, command: str, typed: dict[str, str]) -> None:
    """Gives a command with its form, and confirms a question."""
    for _ in range(2):
        part = opened(page, command)
        for name, text in typed.items():
            part.locator(f"[name={name}]").fill(text)
        for select in part.locator("select").all():
            if not select.input_value():
                select.select_option(index=1)
        part.locator("button.primary").click()
        done, question = page.get_by_role("status").filter(has_text="已登记"), page.get_by_text("请再确认一次")
        expect(done.or_(question)).to_be_visible()
        if done.is_visible():
            return
    raise AssertionError(command)


def fill(part: Locator, typed: Mapping[str, str]) -> None:
    """Fills in fields of a form by their names, a choice by its value."""
    for name, text in typed.items():
        field = part.locator(f"[name={name}]").last
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)


def submit(page: Page, part: Locator) -> None:
    """Sends a form, confirms a question if there is one, and waits until the step is recorded."""
    part.locator("button.primary").click()
    done, question = page.get_by_role("status").filter(has_text="已登记"), page.get_by_text("请再确认一次")
    expect(done.or_(question)).to_be_visible()
    if question.is_visible():
        part.locator("button.primary").click()
    expect(done).to_be_visible()


def run_command(page: Page, command: str, **typed: str) -> None:
    """Fills in the form of a command by the Chinese names of its fields, and sends it."""
    part = opened(page, command)
    for name, text in typed.items():
        part.get_by_label(name, exact=False).first.fill(text)
    part.locator("button.primary").click()
    expect(page.get_by_role("status").filter(has_text="已登记")).to_be_visible()


def send(page: Page) -> None:
    """Sends a matter to another organization and confirms the question."""
    opened(page, "forward").locator("button.primary").click()
    expect(page.get_by_role("alert")).to_contain_text("请再确认一次")
    run_command(page, "forward")


def state(page: Page) -> Locator:
    return page.locator(".state .badge")


def until_shown(page: Page, text: str) -> None:
    """Reloads the page until it shows the effect of an event of another service."""

    def holds() -> bool:
        page.reload()
        return page.get_by_text(text).count() > 0

    wait_until(holds, what=text)
