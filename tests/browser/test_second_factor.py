"""The pages of the second factor and of machine tokens in a browser, with a keyboard and a screen reader in mind."""

import pyotp
from playwright.sync_api import expect

from tests.browser.visiting import Visit
from tests.support.system import PASSWORD

ACCOUNT = "522625-auditor"


def test_a_second_factor_is_set_up_used_and_removed(visit: Visit) -> None:
    page = visit.page
    visit.log_in("county", ACCOUNT, "/second-factor")
    assert visit.flaws() == []
    page.get_by_label("本账号的密码").fill(PASSWORD)
    page.get_by_role("button", name="开始开通").click()
    expect(page.get_by_role("img", name="二维码")).to_be_visible()
    assert visit.flaws() == []
    secret = page.locator("#main code").inner_text()
    page.get_by_label("动态验证码").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="开通").click()
    expect(page.get_by_role("heading", name="恢复码")).to_be_visible()
    assert visit.flaws() == []
    codes = page.locator(".codes code").all_inner_texts()
    page.get_by_role("button", name="退出").first.click()
    page.get_by_label("账号").fill(ACCOUNT)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_label("手机上的6位验证码")).to_be_focused()
    assert visit.flaws() == []
    page.keyboard.type(codes[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="退出").first).to_be_visible()
    page.goto(visit.address("county", "/second-factor"))
    page.get_by_label("动态验证码或恢复码").fill(codes[1])
    page.get_by_role("button", name="关闭双重验证").click()
    expect(page.get_by_text("双重验证已关闭")).to_be_visible()


def test_a_machine_token_is_made_and_revoked(visit: Visit) -> None:
    page = visit.page
    visit.log_in("county", ACCOUNT, "/tokens")
    assert visit.flaws() == []
    page.get_by_label("用途").fill("县信息中心大屏")
    page.get_by_role("button", name="新建令牌").click()
    expect(page.locator("#token")).to_contain_text("lxm_")
    assert visit.flaws() == []
    page.get_by_role("button", name="撤销令牌：县信息中心大屏").click()
    expect(page.get_by_text("令牌已撤销")).to_be_visible()
