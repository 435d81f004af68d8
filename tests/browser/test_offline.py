"""Work without a network: drafts of a township wait in the browser, sealed for their account, and are sent once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browser.conftest import IN_CHINESE, SWITCHES
from tests.browser.lines import Line, line_to
from tests.browser.visiting import Visit
from tests.support.system import PASSWORD, System

CLERK, LEADER = "520603202-secretariat", "520603202-leader"
EIGHT_DAYS_LATER = "const now = Date.now; Date.now = () => now() + 8 * 24 * 3600 * 1000;"
STORED = """async () => {
  const base = await new Promise(resolve => {
    const request = indexedDB.open("lianxi-drafts");
    request.onsuccess = () => resolve(request.result);
  });
  const rows = await new Promise(resolve => {
    const request = base.transaction("drafts").objectStore("drafts").getAll();
    request.onsuccess = () => resolve(request.result);
  });
  return rows.map(row => JSON.stringify(row) + new TextDecoder().decode(row.sealed));
}"""
"""Returns all that the browser stores of its drafts, as text."""

Open = Callable[..., BrowserContext]
Picture = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture
def line(system: System) -> Iterator[Line]:
    """Yields the line between the browser and the township's service."""
    with line_to(int(system.address("township").rpartition(":")[2])) as line:
        yield line


@pytest.fixture
def open_browser(playwright: Playwright, chromium: str, tmp_path: Path) -> Iterator[Open]:
    """Returns a function that starts the browser of one machine, which keeps its data between two starts."""
    contexts: list[BrowserContext] = []

    def start(*switches: str) -> BrowserContext:
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "profile",
            executable_path=chromium,
            args=[*SWITCHES, *switches],
            env=IN_CHINESE,
            locale="zh-CN",
        )
        contexts.append(context)
        return context

    yield start
    for context in contexts:
        context.close()


def log_in(page: Page, address: str, account: str = CLERK, path: str = "/offline") -> None:
    page.goto(f"{address}/login?next={path}")
    page.get_by_label("账号").fill(account)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{address}{path}*")


def log_out(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="退出").first.click()
    page.wait_for_url(f"{address}/login")


def ready(context: BrowserContext, line: Line) -> Page:
    """Logs in, opens the entry page and returns it when the browser has stored it."""
    page = context.pages[0]
    log_in(page, line.address)
    expect(page.locator("#state")).to_contain_text("断网时可以继续填写")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    return page


def record(page: Page, title: str, *, outcome: str = "政策咨询") -> None:
    """Records a visit on the entry page."""
    form = page.locator("form[data-kind=visits]")
    form.get_by_label("标题").fill(title)
    if outcome:
        form.get_by_label(outcome).check()
    form.get_by_role("button", name="保存并发送").click()


def unsent(page: Page, number: int) -> None:
    expect(page.locator("#count")).to_contain_text(f"未发送 {number} 件")


def reconnect(page: Page, line: Line) -> None:
    """Restores the line; the browser notices it."""
    line.restore()
    page.evaluate("dispatchEvent(new Event('online'))")


def recorded(system: System, title: str) -> list[str]:
    """Returns the titles of the visits that the service has recorded with this text, the oldest first."""
    items = system.get("township", "/visits", CLERK, q=title, size=50)["items"]
    return [str(each["title"]) for each in sorted(items, key=lambda each: int(each["id"].rpartition("-")[2]))]


def test_drafts_survive_a_restart_without_a_network_and_are_sent_in_order_and_once(
    open_browser: Open, line: Line, system: System, picture: Picture
) -> None:
    context = open_browser()
    page = ready(context, line)
    line.cut()
    for number in (1, 2):
        record(page, f"断网时来访{number}")
        unsent(page, number)
    expect(page.locator("#drafts li").first).to_contain_text("断网时来访1")
    picture(page, "township-offline")
    page.reload()
    unsent(page, 2)
    expect(page.locator("#count")).to_contain_text("已加密")
    expect(page.locator("main")).not_to_contain_text("断网时来访1")
    kept = context.cookies()
    context.close()
    context = open_browser()
    context.add_cookies(kept)  # type: ignore[arg-type]  # Chromium 90 without a window does not store them
    page = context.pages[0]
    page.goto(f"{line.address}/visits")  # whatever page is opened
    unsent(page, 2)
    record(page, "断网时来访3")
    unsent(page, 3)
    assert recorded(system, "断网时来访") == []
    reconnect(page, line)
    unsent(page, 0)
    expect(page.locator("#sent a")).to_have_count(3)
    assert page.evaluate(STORED) == []
    assert recorded(system, "断网时来访") == ["断网时来访1", "断网时来访2", "断网时来访3"]


def test_a_draft_whose_answer_was_lost_has_one_effect(open_browser: Open, line: Line, system: System) -> None:
    page = ready(open_browser(), line)
    line.cut()
    record(page, "回执丢失的来访")
    unsent(page, 1)
    line.loses_answers = True
    reconnect(page, line)
    expect(page.locator("#state")).to_contain_text("没有网络")
    unsent(page, 1)
    expect(page.get_by_role("button", name="修改")).to_have_count(0)  # it may have taken effect
    assert recorded(system, "回执丢失的来访") == ["回执丢失的来访"]
    line.loses_answers = False
    reconnect(page, line)
    unsent(page, 0)
    assert recorded(system, "回执丢失的来访") == ["回执丢失的来访"]


def test_a_draft_is_unreadable_to_the_next_account_and_waits_for_its_own(
    open_browser: Open, line: Line, system: System
) -> None:
    context = open_browser()
    page = ready(context, line)
    line.cut()
    record(page, "下一位看不到的来访")
    unsent(page, 1)
    assert not any("下一位" in row for row in page.evaluate(STORED))
    page.goto("about:blank")
    line.restore()
    log_out(page, line.address)
    line.cut()
    page.goto(f"{line.address}/offline")
    expect(page.locator("#state")).to_contain_text("没有登录")
    expect(page.locator("#forms")).to_be_hidden()
    line.restore()
    log_in(page, line.address, LEADER)
    expect(page.locator("#count")).to_contain_text("其他账号未发送的 1 件")
    expect(page.locator("#drafts li")).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text("下一位")
    log_out(page, line.address)
    log_in(page, line.address)
    expect(page.locator("#drafts li")).to_contain_text("下一位看不到的来访")
    expect(page.locator("#drafts li")).to_contain_text("核对后发送")
    assert recorded(system, "下一位看不到的来访") == []
    page.get_by_role("button", name="全部发送").click()
    unsent(page, 0)
    assert recorded(system, "下一位看不到的来访") == ["下一位看不到的来访"]


def test_a_refused_draft_stays_with_the_error_until_it_is_mended(
    open_browser: Open, line: Line, system: System
) -> None:
    page = ready(open_browser(), line)
    record(page, "没有结果的来访", outcome="")
    expect(page.locator("#drafts li")).to_contain_text("未被接受")
    expect(page.locator("#drafts li")).to_contain_text("结果")
    assert Visit(page, system).flaws() == []
    page.reload()
    expect(page.locator("#drafts li")).to_contain_text("未被接受")
    page.get_by_role("button", name="修改").click()
    form = page.locator("form[data-kind=visits]")
    expect(form.get_by_label("标题")).to_have_value("没有结果的来访")
    form.get_by_label("政策咨询").check()
    form.get_by_role("button", name="保存并发送").click()
    unsent(page, 0)
    assert recorded(system, "没有结果的来访") == ["没有结果的来访"]


def test_a_draft_is_deleted_after_seven_days(open_browser: Open, line: Line) -> None:
    context = open_browser()
    page = ready(context, line)
    line.cut()
    record(page, "过期的来访")
    unsent(page, 1)
    context.add_init_script(EIGHT_DAYS_LATER)
    page.reload()
    unsent(page, 0)
    assert page.evaluate(STORED) == []


def test_the_form_of_a_visit_becomes_a_draft_when_the_service_does_not_answer(
    open_browser: Open, line: Line, system: System
) -> None:
    page = open_browser().pages[0]
    log_in(page, line.address, path="/visits/new")
    expect(page.locator("#offline")).to_contain_text("恢复后发送")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    line.cut()
    page.get_by_label("标题").fill("提交时断网的来访")
    page.get_by_label("政策咨询").check()
    page.get_by_role("button", name="登记来访").click()
    page.wait_for_url(f"{line.address}/offline")
    unsent(page, 1)
    reconnect(page, line)
    unsent(page, 0)
    assert recorded(system, "提交时断网的来访") == ["提交时断网的来访"]


def test_over_plain_http_the_pages_say_that_working_offline_is_off(open_browser: Open, line: Line) -> None:
    page = open_browser("--host-resolver-rules=MAP lianxi.test 127.0.0.1").pages[0]
    address = f"http://lianxi.test:{line.port}"
    log_in(page, address)
    expect(page.locator("#state")).to_contain_text("离线填写未启用")
    expect(page.locator("form[data-kind=visits]")).to_be_hidden()
    page.goto(f"{address}/visits/new")
    expect(page.locator("#offline")).to_contain_text("离线填写未启用")
    page.get_by_label("标题").fill("没有HTTPS的来访")
    page.get_by_label("政策咨询").check()
    page.get_by_role("button", name="登记来访").click()
    expect(page.locator(".alert.good")).to_contain_text("已登记")
