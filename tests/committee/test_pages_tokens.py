"""The page of machine tokens: the owner of an account makes them, sees each once, and revokes them."""

import re

import httpx
import pytest

from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClients

PAGE = "/tokens"


@pytest.fixture
def clerk(roster: ServiceClients) -> PageClient:
    return PageClient(roster.county, "522625-secretariat")


async def sent(clerk: PageClient, command: str, **typed: list[str]) -> httpx.Response:
    """Returns the page that a form of the page leads to."""
    token = re.findall(r'name="form_token" value="([^"]+)"', (await clerk.get(PAGE)).text)[0]
    answer = await clerk.post(PAGE, {"form_token": [token], "command": [command]} | typed)
    assert answer.status_code == 303
    return await clerk.get(answer.headers["Location"])


async def test_a_token_is_made_shown_once_used_and_revoked(clerk: PageClient) -> None:
    made = await sent(clerk, "create", purpose=["大屏"], scopes=["read"], days=["30"])
    token = re.findall(r'id="token"[^>]*>(lxm_[\w-]+)<', made.text)[0]
    page = await clerk.get(PAGE)
    assert token not in page.text
    assert "读取全部可读内容" in words(page)
    headers = {"Authorization": f"Bearer {token}"}
    assert (await clerk.service.client.get("/api/v1/proposals", headers=headers)).status_code == 200
    assert (await clerk.service.client.post("/api/v1/proposals", json={}, headers=headers)).status_code == 403
    id = re.findall(r'name="token_id" value="(\w+)"', page.text)[0]
    assert "令牌已撤销" in words(await sent(clerk, "revoke", token_id=[id]))
    assert (await clerk.service.client.get("/api/v1/proposals", headers=headers)).status_code == 401


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ({"purpose": [""]}, "写明给哪个程序用"),
        ({"days": ["400"]}, "1至365天"),
        ({"days": ["many"]}, "1至365天"),
        ({"scopes": []}, "至少选一项"),
        ({"scopes": ["all"]}, "只能选列出的范围"),
    ],
)
async def test_a_wrong_field_is_named_at_the_form(clerk: PageClient, typed: dict[str, list[str]], rule: str) -> None:
    page = await sent(clerk, "create", **({"purpose": ["大屏"], "scopes": ["read"], "days": ["30"]} | typed))
    assert page.status_code == 422
    assert rule in words(page)
