"""Accounts in the browser: kept by administrators, and the own password."""

import re

import httpx
import pytest

from shared.contracts.vocabulary import Role
from shared.web.accounts import change_account
from shared.web.login.limits import PER_PAIR
from shared.web.login.passwords import hash_password, password_flaw
from shared.web.oidc.provider import IdentityProvider
from shared.web.oidc.settings import ProviderSettings
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClients

NEW = "522625-leader-2"
TYPED = {"name": [NEW], "organization": ["522625"], "roles": ["member", "proposals_committee"]}
OLD = "correct horse"


@pytest.fixture
def admin(roster: ServiceClients) -> PageClient:
    return PageClient(roster.county, "administrator")


def password_in(page: httpx.Response) -> str:
    found = re.search(r'id="password">([^<]+)<', page.text)
    assert found, words(page)
    return found[1]


async def create(admin: PageClient) -> httpx.Response:
    form = await admin.get("/accounts/new")
    return await led(admin, await admin.post("/accounts/new", admin.fields(form, "create_account") | TYPED))


async def led(clerk: PageClient, answer: httpx.Response) -> httpx.Response:
    """Returns the page that a form leads to."""
    assert answer.status_code == 303, answer.text
    return await clerk.get(answer.headers["Location"])


async def can_log_in(admin: PageClient, password: str) -> bool:
    answer = await admin.service.call("POST", "/sessions", None, json={"account": NEW, "password": password})
    return answer.status_code == 201


async def test_an_administrator_creates_an_account_and_sees_its_password_once(admin: PageClient) -> None:
    made = await create(admin)
    assert made.status_code == 200
    password = password_in(made)
    assert password_flaw(password, account=NEW) == ""
    assert await can_log_in(admin, password)
    for path in ("/accounts?q=leader-2", f"/accounts/{NEW}"):
        page = await admin.get(path)
        assert NEW in words(page)
        assert "委员、提案委员会" in words(page)
        assert password not in page.text


async def test_a_form_that_is_sent_twice_makes_one_account_with_the_password_that_is_shown(admin: PageClient) -> None:
    form = await admin.get("/accounts/new")
    fields = admin.fields(form, "create_account") | {"name": [NEW], "organization": ["522625"], "roles": ["member"]}
    first, second = await admin.post("/accounts/new", fields), await admin.post("/accounts/new", fields)
    assert first.headers["Location"] == second.headers["Location"]
    assert await can_log_in(admin, password_in(await led(admin, second)))


async def test_what_contradicts_itself_is_refused_at_its_field_and_stays(admin: PageClient) -> None:
    page = await admin.run_command(
        await admin.get("/accounts/new"), "create_account", name="Großer", organization="529999", roles=["leader"]
    )
    assert page.status_code == 422
    assert 'value="Großer"' in page.text
    assert 'id="create_account-name-error"' in page.text


async def test_a_password_is_reset_after_a_confirmation(admin: PageClient) -> None:
    old = password_in(await create(admin))
    page = await admin.run_command(await admin.get(f"/accounts/{NEW}"), "reset_password")
    assert "请再确认一次" in words(page)
    assert await can_log_in(admin, old)
    new = password_in(await admin.run_command(page, "reset_password"))
    assert not await can_log_in(admin, old)
    assert await can_log_in(admin, new)


async def test_a_made_password_is_shown_once_and_not_again_after_a_reload_or_a_repeated_form(admin: PageClient) -> None:
    await create(admin)
    asked = await admin.run_command(await admin.get(f"/accounts/{NEW}"), "reset_password")
    fields = admin.fields(asked, "reset_password")
    answer = await admin.post(f"/accounts/{NEW}", fields)
    assert password_in(await led(admin, answer))
    assert "重设密码已完成" in words(await led(admin, answer))
    again = await admin.post(f"/accounts/{NEW}", fields)
    assert again.headers["Location"] == answer.headers["Location"]
    assert "新密码" not in words(await led(admin, again))


async def test_an_account_is_disabled_after_a_confirmation_and_enabled_again(admin: PageClient) -> None:
    password = password_in(await create(admin))
    page = await admin.run_command(await admin.get(f"/accounts/{NEW}"), "disable_account")
    page = await admin.run_command(page, "disable_account")
    assert "已停用" in words(page)
    assert not await can_log_in(admin, password)
    page = await admin.run_command(page, "enable_account")
    assert "可登录" in words(page)
    assert await can_log_in(admin, password)


async def test_roles_are_changed_from_those_that_the_account_has(admin: PageClient) -> None:
    await create(admin)
    page = await admin.get(f"/accounts/{NEW}")
    assert sorted(admin.fields(page, "change_roles")["roles"]) == ["member", "proposals_committee"]
    page = await admin.run_command(page, "change_roles", roles=["handling_unit"], unit="县教育局")
    assert "承办单位" in words(page)
    assert "县教育局" in words(page)


async def test_nobody_disables_or_resets_the_own_account_or_changes_its_roles(admin: PageClient) -> None:
    page = await admin.get("/accounts/administrator")
    assert admin.commands(page) == []


async def test_nobody_else_sees_accounts(roster: ServiceClients) -> None:
    clerk = PageClient(roster.county, "522625-secretariat")
    assert "/accounts" not in (await clerk.get("/")).text
    for path in ("/accounts", "/accounts/new", "/accounts/administrator"):
        assert (await clerk.get(path)).status_code == 403


async def test_everybody_changes_the_own_password(roster: ServiceClients) -> None:
    clerk = PageClient(
        roster.county, await roster.county.account("522625-leader-3", Role.LEADER, organization="522625")
    )
    async with roster.county.context.service.transaction() as connection:
        await change_account(connection, clerk.account, password_hash=await hash_password(OLD))
    page = await clerk.get("/password")
    token = re.findall(r'name="form_token" value="([^"]+)"', page.text)
    typed = {"form_token": token[:1], "old_password": [OLD], "new_password": ["battery staple"]}
    for wrong, message in (
        ({"old_password": ["something else"]}, "原密码不正确"),
        ({"new_password": ["short"], "new_password_again": ["short"]}, "须为10至200个字符"),
        ({"new_password_again": ["something else"]}, "两次填写的新密码不同"),
    ):
        answer = await clerk.post("/password", typed | {"new_password_again": ["battery staple"]} | wrong)
        refused = await led(clerk, answer)
        assert refused.status_code == 422
        assert message in words(refused)
        assert (await clerk.get("/password")).status_code == 200
    changed = await clerk.post("/password", typed | {"new_password_again": ["battery staple"]})
    assert changed.status_code == 303
    assert "密码已修改" in words(await clerk.get(changed.headers["Location"]))


async def test_a_role_that_reads_restricted_texts_is_confirmed_on_the_page_of_the_account(
    admin: PageClient, roster: ServiceClients
) -> None:
    security = PageClient(roster.county, "security_administrator")
    form = await admin.get("/accounts/new")
    fields = admin.fields(form, "create_account") | TYPED | {"roles": ["leader"]}
    password = password_in(await led(admin, await admin.post("/accounts/new", fields)))
    assert not await can_log_in(admin, password)
    page = await admin.get(f"/accounts/{NEW}")
    assert "领导，administrator申请，须由另一位安全管理员确认" in words(page)
    assert "confirm_roles" not in admin.commands(page)
    assert f"{NEW} ：领导（administrator申请）" in words(await security.get("/accounts"))
    page = await security.get(f"/accounts/{NEW}")
    assert set(security.commands(page)) == {"confirm_roles", "refuse_roles", "change_roles"}
    assert "确认角色已完成" in words(await security.run_command(page, "confirm_roles"))
    assert await can_log_in(admin, password)


async def test_a_refused_role_leaves_the_account_without_it(admin: PageClient, roster: ServiceClients) -> None:
    await create(admin)
    await admin.run_command(await admin.get(f"/accounts/{NEW}"), "change_roles", roles=["auditor"])
    security = PageClient(roster.county, "security_administrator")
    page = await security.run_command(await security.get(f"/accounts/{NEW}"), "refuse_roles")
    assert "不同意角色申请已完成" in words(page)
    assert "审计员" not in words(page).partition("可以办理")[0]


async def test_the_security_administrator_creates_no_accounts(roster: ServiceClients) -> None:
    security = PageClient(roster.county, "security_administrator")
    assert "新建账号" not in words(await security.get("/accounts"))
    for path in ("/accounts/new", "/accounts/bulk"):
        assert (await security.get(path)).status_code == 403


async def test_an_administrator_sees_that_an_account_has_to_wait_and_ends_the_wait(admin: PageClient) -> None:
    password = password_in(await create(admin))
    assert "unlock_account" not in admin.commands(await admin.get(f"/accounts/{NEW}"))
    for _ in range(PER_PAIR):
        assert not await can_log_in(admin, "something else")
    page = await admin.get(f"/accounts/{NEW}")
    assert "连续登录失败" in words(page)
    page = await admin.run_command(page, "unlock_account")
    assert "解除登录限制已完成" in words(page)
    assert await can_log_in(admin, password)


async def test_an_administrator_links_an_account_to_a_person_of_the_identity_provider(
    admin: PageClient, roster: ServiceClients
) -> None:
    await create(admin)
    assert "link_identity" not in admin.commands(await admin.get(f"/accounts/{NEW}"))
    settings = ProviderSettings(issuer="https://id.example.org", client_id="a", client_secret="b", callback="c")
    vars(roster.county.application.parts.state)["identity_provider"] = IdentityProvider(settings)
    linked = await admin.run_command(await admin.get(f"/accounts/{NEW}"), "link_identity", subject="zhang.san")
    assert "统一身份 zhang.san" in words(linked)
    again = await admin.run_command(await admin.get("/accounts/522625-leader"), "link_identity", subject="zhang.san")
    assert (again.status_code, f"已经关联到账号{NEW}" in words(again)) == (409, True)
    asked = await admin.run_command(linked, "unlink_identity")
    assert "密码仍然有效" in words(asked)
    unlinked = await admin.run_command(asked, "unlink_identity")
    assert "zhang.san" not in words(unlinked)
