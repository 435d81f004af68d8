"""Accessibility: keyboard, screen reader, narrow screens; and readable refusals."""

import pytest
from playwright.sync_api import expect

from tests.browser.visiting import Visit
from tests.support.system import PASSWORD

PAGES = (
    ("region", "520000-auditor", "/"),
    ("region", "520000-auditor", "/reports/520000"),
    ("region", "520000-auditor", "/reports/520600?year=2014&as_of=2014-06-30"),
    ("county", "522625-secretariat", "/reports/522625"),
    ("county", "522625-secretariat", "/reports/520603"),
    ("city", "520300-secretariat", "/organizations/520300"),
    ("county", "522625-secretariat", "/nothing"),
)


@pytest.mark.parametrize(("service", "account", "path"), PAGES)
def test_axe_finds_nothing(visit: Visit, service: str, account: str, path: str) -> None:
    page = visit.page
    page.goto(visit.address(service, path))
    assert visit.flaws() == []  # the login, or a public page
    if path != "/nothing":
        visit.log_in(service, account, path)
        assert visit.flaws() == []
        for button in page.get_by_role("button", name="表", exact=True).all():
            button.click()
            assert visit.flaws() == []
    visit.complaints = [each for each in visit.complaints if "status of 40" not in each]  # the refusals are expected


def test_all_of_it_works_by_keyboard(visit: Visit) -> None:
    page = visit.page
    page.goto(visit.address("region"))
    expect(page.get_by_label("账号")).to_be_focused()  # the browser moves the focus there after the page has loaded
    page.keyboard.type("520000-auditor")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="待我办理")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到主要内容")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    press_until(visit, "打开统计报告")
    page.wait_for_url("**/reports/**")
    press_until(visit, "表")
    expect(page.get_by_role("region", name="各地机构覆盖率")).to_be_visible()
    press_until(visit, "铜仁市")
    expect(page.get_by_role("heading", level=1)).to_contain_text("铜仁市")


def press_until(visit: Visit, name: str) -> None:
    """Moves the focus with Tab to the element with this name and activates it; checks that the focus is visible."""
    page = visit.page
    for _ in range(60):
        page.keyboard.press("Tab")
        focus = page.locator(":focus")
        if focus.count():
            assert focus.evaluate("element => getComputedStyle(element).outlineStyle") != "none"
            if focus.inner_text().strip() == name:
                page.keyboard.press("Enter")
                return
    raise AssertionError(f"no way to {name}")


def test_a_narrow_screen_shows_all_of_it(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 800})
    visit.log_in("region", "520000-auditor", "/reports/520000")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_session_that_has_ended_leads_to_the_login_and_back(visit: Visit) -> None:
    page = visit.page
    visit.log_in("county", "522625-secretariat", "/reports/522625?year=2014")
    page.context.clear_cookies()
    page.reload()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    visit.log_in("county", "522625-secretariat", "/reports/522625?year=2014")
    # The page that was open may subscribe to news after its cookie is gone.
    visit.complaints = [each for each in visit.complaints if "status of 401" not in each]


def test_logging_out_is_one_button(visit: Visit) -> None:
    page = visit.page
    visit.log_in("county", "522625-secretariat")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    page.goto(visit.address("county"))
    expect(page.get_by_role("heading", name="登录")).to_be_visible()


def test_the_documentation_of_the_interface_is_shown(visit: Visit) -> None:
    visit.page.goto(visit.address("region", "/docs"))
    expect(visit.page.get_by_role("link", name="登录", exact=True)).to_be_visible(timeout=15_000)
