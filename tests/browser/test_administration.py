"""The pages of the three administrators: an account with a role that a second person confirms, and the audit log."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.visiting import Visit, opened
from tests.support.system import PASSWORD

ACCOUNT = "522625-leader-2"


def test_an_account_of_a_leader_is_requested_confirmed_and_found_in_the_audit_log(
    open_visit: Callable[[str, str], Visit], picture: Callable[[Page, str], None]
) -> None:
    system = open_visit("county", "county-administrator")
    page = system.page
    page.goto(system.address("county", "/accounts/new"))
    page.locator("[name=name]").fill(ACCOUNT)
    page.get_by_label("单位代码").fill("522625")
    page.get_by_label("领导").check()
    assert system.flaws() == []
    picture(page, "administrator-account")
    page.get_by_role("button", name="新建账号").click()
    expect(page.get_by_text("密码只显示这一次")).to_be_visible()
    assert system.flaws() == []

    security = open_visit("county", "county-security-administrator")
    page = security.page
    page.goto(security.address("county", "/accounts"))
    expect(page.get_by_role("heading", name="待确认的角色")).to_be_visible()
    assert security.flaws() == []
    picture(page, "administrator-confirm")
    page.get_by_role("link", name=ACCOUNT).first.click()
    opened(page, "confirm_roles").locator("button.primary").click()
    expect(page.get_by_text("可登录")).to_be_visible()

    audit = open_visit("county", "county-audit-administrator")
    page = audit.page
    page.goto(audit.address("county", f"/audit-log?subject={ACCOUNT}"))
    expect(page.get_by_role("cell", name="确认角色")).to_be_visible()
    assert audit.flaws() == []
    page.goto(audit.address("county", "/audit-log"))
    picture(page, "administrator-audit-log")

    page.goto(audit.address("county", "/second-factor"))
    page.get_by_label("本账号的密码").fill(PASSWORD)
    page.get_by_role("button", name="开始开通").click()
    expect(page.get_by_role("img", name="二维码")).to_be_visible()
    picture(page, "administrator-second-factor")
