"""A service window: a visit and the opinion report that is made of it are written with the keyboard alone."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.visiting import Visit, state

MOST_KEYS = 65
"""Keys that only move, choose and send. With 0.2 s for each, more than half of 30 seconds is left for the text."""
_FOCUSED = "() => { const at = document.activeElement; return (at.labels && at.labels[0] || at).innerText.trim() }"


class Keyboard:
    """The keyboard of a page; it counts the keys apart from typed text."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def move_to(self, name: str) -> None:
        """Presses Tab until the control with this name has the focus."""
        for _ in range(MOST_KEYS):
            if self.page.evaluate(_FOCUSED).startswith(name):
                return
            self.press("Tab")
        raise AssertionError(f"{name}: not reached with the keyboard")

    def type(self, name: str, text: str) -> None:
        self.move_to(name)
        self.page.keyboard.insert_text(text)


def test_a_visit_and_its_report_are_written_with_few_keys(open_visit: Callable[[str, str], Visit]) -> None:
    visit = open_visit("township", "520603202-secretariat")
    page, keys = visit.page, Keyboard(visit.page)
    page.goto(visit.address("township", "/visits/new"))
    expect(page.get_by_label("标题")).to_be_focused()
    keys.type("标题", "反映村口路灯不亮")
    keys.move_to("形成社情民意信息")
    keys.press("Space")
    keys.type("来访记录", "三个月未修，夜间行走不便。")
    keys.move_to("登记来访")
    keys.press("Enter")
    expect(page.locator(".alert.good")).to_contain_text("已登记")
    keys.move_to("跳到主要内容")
    keys.press("Enter")
    expect(page.locator("details#report").get_by_label("标题")).to_have_value("反映村口路灯不亮")
    expect(page.locator("details#report").get_by_label("内容")).to_have_value("三个月未修，夜间行走不便。")
    keys.type("反映人", "来访群众")
    keys.move_to("形成社情民意")
    keys.press("Enter")
    expect(page.locator(".alert.good")).to_contain_text("已登记")
    page.get_by_role("region", name="基本情况").get_by_role("link").first.click()
    expect(state(page)).to_have_text("已收集")
    assert keys.keys <= MOST_KEYS
