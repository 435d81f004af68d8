"""The page of the second factor: an account gets it, keeps its recovery codes, and removes it."""

import re

import httpx
import pyotp
import pytest

from shared.web.accounts import change_account
from shared.web.login.passwords import hash_password
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClients

PASSWORD = "correct horse"
PAGE = "/second-factor"


@pytest.fixture
async def clerk(roster: ServiceClients) -> PageClient:
    """Returns the secretariat with a password, on the pages."""
    clerk = PageClient(roster.county, "522625-secretariat")
    async with roster.county.context.service.transaction() as connection:
        await change_account(connection, clerk.account, password_hash=await hash_password(PASSWORD))
    return clerk


async def sent(clerk: PageClient, command: str, **typed: str) -> httpx.Response:
    """Returns the page that a form of the page leads to."""
    token = re.findall(r'name="form_token" value="([^"]+)"', (await clerk.get(PAGE)).text)[0]
    fields = {"form_token": [token], "command": [command]} | {name: [value] for name, value in typed.items()}
    answer = await clerk.post(PAGE, fields)
    assert answer.status_code == 303
    return await clerk.get(answer.headers["Location"])


async def test_the_page_shows_a_picture_for_the_app_and_the_recovery_codes_once(clerk: PageClient) -> None:
    refused = await sent(clerk, "begin", own_password="something else")
    assert (refused.status_code, "密码不正确" in words(refused)) == (422, True)
    begun = await sent(clerk, "begin", own_password=PASSWORD)
    assert 'src="data:image/svg+xml' in begun.text
    secret = re.findall(r"密钥：<code>(\w+)</code>", begun.text)[0]
    assert "手机的时间" in words(await sent(clerk, "confirm", code="000000"))
    code = pyotp.TOTP(secret).at(int(clerk.service.clock.now().timestamp()))
    made = await sent(clerk, "confirm", code=code)
    codes = re.findall(r"<code>([a-z2-9-]{14})</code>", made.text)
    assert len(codes) == 10
    later = await clerk.get(PAGE)
    assert "已开通" in words(later)
    assert secret not in later.text
    assert codes[0] not in later.text
    renewed = re.findall(r"<code>([a-z2-9-]{14})</code>", (await sent(clerk, "new_codes", code=codes[0])).text)
    assert not set(codes) & set(renewed)
    assert "双重验证已关闭" in words(await sent(clerk, "remove", code=renewed[0]))


async def test_an_administrator_takes_a_lost_second_factor_away_after_a_confirmation(
    roster: ServiceClients, clerk: PageClient
) -> None:
    secret = re.findall(r"密钥：<code>(\w+)</code>", (await sent(clerk, "begin", own_password=PASSWORD)).text)[0]
    await sent(clerk, "confirm", code=pyotp.TOTP(secret).at(int(clerk.service.clock.now().timestamp())))
    admin = PageClient(roster.county, "administrator")
    page = await admin.run_command(await admin.get(f"/accounts/{clerk.account}"), "reset_second_factor")
    assert "请先确认是本人要求的" in words(page)
    page = await admin.run_command(page, "reset_second_factor")
    assert "双重验证 未开通" in words(page)
