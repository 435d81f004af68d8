"""Logins by the identity provider: only to the account that an administrator has linked, and only with the answer to the own request."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import select

from shared.contracts.vocabulary import Role
from shared.web.account_management.single_sign_on import COST
from shared.web.audit_log.table import audit_log
from shared.web.limits import Limits
from shared.web.oidc.provider import LARGEST_BYTES, IdentityProvider
from shared.web.oidc.settings import CALLBACK, is_secure, provider_settings
from shared.web.settings_error import SettingsError
from tests.support.ports import free_port
from tests.support.problems import check_problem
from tests.support.site import PASSWORD, Site, open_site
from tests.web.identity_providers import (
    CLIENT,
    SITE,
    ChosenProvider,
    challenge_of,
    chosen_provider,
    log_in_at,
    real_provider,
    settings_of,
)
from tests.web.second_factor import enrolled

NAME = "522625-secretariat"
PERSON = "zhang.san"
ACCOUNT = f"/api/v1/accounts/{NAME}"
SESSION = "lianxi-test-session"


@pytest.fixture
def provider() -> Iterator[ChosenProvider]:
    with chosen_provider() as found:
        yield found


@pytest.fixture
async def site(tmp_path: Path, provider: ChosenProvider) -> AsyncIterator[Site]:
    """Yields a site with the provider whose answers a test chooses, and an account that is linked to a person there."""
    async with open_linked(tmp_path, provider.issuer) as opened:
        yield opened


@asynccontextmanager
async def open_linked(folder: Path, issuer: str) -> AsyncIterator[Site]:
    """Yields a site with a provider, where the account of these tests is linked to a person."""
    async with open_site(folder, public_url=SITE, identity_provider=IdentityProvider(settings_of(issuer))) as site:
        site.clock.moment = datetime.now(UTC)  # the provider in a process of its own has no other clock
        await site.account(NAME, Role.SECRETARIAT, organization="522625")
        admin = await site.administrator()
        linked = await site.client.post(f"{ACCOUNT}/link_identity", json={"subject": PERSON}, headers=admin)
        assert (linked.status_code, linked.json()["identity"]) == (200, PERSON)
        site.client.headers["Accept"] = "text/html"
        yield site


async def begin(site: Site, *, target: str = "/worklist") -> httpx.Response:
    """Returns the response to the button of the login page."""
    page = await site.client.get("/login", params={"next": target})
    token = re.findall(r'name="form_token" value="([^"]+)"', page.text)[0]
    return await site.client.post("/login/single-sign-on", data={"form_token": token, "next": target})


def onward(page: httpx.Response) -> str:
    """Returns the address of the provider to which the page leads."""
    return unescape(re.findall(r'content="0; url=([^"]+)"', page.text)[0])


def asked(page: httpx.Response) -> dict[str, str]:
    """Returns the parameters that the provider gets."""
    return {name: values[0] for name, values in parse_qs(urlsplit(onward(page)).query).items()}


async def answer(site: Site, provider: ChosenProvider, page: httpx.Response, **claims: Any) -> httpx.Response:
    """Returns the response to the answer of the provider, whose id token has these claims beside the right ones."""
    now, sent = int(site.clock.now().timestamp()), asked(page)
    right = {"iss": provider.issuer, "aud": CLIENT, "sub": PERSON, "iat": now, "exp": now + 300, "nonce": sent["nonce"]}
    provider.claims = {name: value for name, value in (right | claims).items() if value is not None}
    return await site.client.get(CALLBACK, params={"code": "any", "state": sent["state"]})


async def recorded(site: Site) -> list[tuple[str, str, str, str]]:
    """Returns actor, action, result and details of the logins in the audit log, without those of the administrator."""
    row = audit_log.c
    query = select(row.actor, row.action, row.result, row.details).where(row.action.in_(("login", "single_sign_on")))
    async with site.database.reading() as connection:
        found = await connection.execute(query.where(row.actor != "administrator").order_by(row.sequence))
        return [(each.actor, each.action, each.result, each.details) for each in found]


@pytest.mark.full
async def test_a_person_whom_a_real_provider_knows_logs_in_to_the_linked_account(tmp_path: Path) -> None:
    async with real_provider() as issuer, open_linked(tmp_path, issuer) as site:
        back = await log_in_at(onward(await begin(site)), PERSON)
        assert back.startswith(SITE + CALLBACK)
        entered = await site.client.get(back)
        assert (entered.status_code, entered.headers["Location"]) == (303, "/worklist")
        assert SESSION in site.client.cookies
        kinds = [each[:3] for each in await recorded(site)]
        assert kinds == [(NAME, "single_sign_on", "success"), (NAME, "login", "success")]


@pytest.mark.full
async def test_a_code_of_a_real_provider_is_worth_nothing_the_second_time(tmp_path: Path) -> None:
    async with real_provider() as issuer, open_linked(tmp_path, issuer) as site:
        back = await log_in_at(onward(await begin(site)), PERSON)
        kept = dict(site.client.cookies)
        assert (await site.client.get(back)).status_code == 303
        del site.client.cookies[SESSION]
        again = await site.client.get(back)
        assert (again.status_code, "不是由这个浏览器发起的" in again.text) == (401, True)
        site.client.cookies.update({name: value for name, value in kept.items() if name != SESSION})
        stolen = await site.client.get(back)
        assert (stolen.status_code, "授权码" in stolen.text) == (401, True)
        assert SESSION not in site.client.cookies


async def test_an_unlinked_person_is_refused_and_no_account_is_made(tmp_path: Path) -> None:
    async with real_provider() as issuer, open_linked(tmp_path, issuer) as site:
        refused = await site.client.get(await log_in_at(onward(await begin(site)), "li.si"))
        assert refused.status_code == 401
        assert "这个统一身份（li.si）没有关联到可以登录的账号" in refused.text
        assert await recorded(site) == [("", "single_sign_on", "failure", "unlinked")]
        assert SESSION not in site.client.cookies


async def test_the_code_is_redeemed_with_the_proof_of_who_began_the_login(site: Site, provider: ChosenProvider) -> None:
    page = await begin(site)
    assert (await answer(site, provider, page)).status_code == 303
    [form], sent = provider.redeemed, asked(page)
    assert (sent["code_challenge_method"], sent["scope"], sent["response_type"]) == ("S256", "openid", "code")
    assert challenge_of(form["code_verifier"]) == sent["code_challenge"]
    assert form["redirect_uri"] == sent["redirect_uri"] == SITE + CALLBACK
    assert len(form["code_verifier"]) >= 43


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"aud": "another"}, "audience"),
        ({"aud": [CLIENT, "another"]}, "audience"),
        ({"azp": "another"}, "audience"),
        ({"iss": "https://elsewhere.example"}, "issuer"),
        ({"exp": 1}, "expired"),
        ({"iat": 32503680000}, "expired"),
        ({"exp": None}, "token"),
        ({"sub": None}, "token"),
        ({"sub": ""}, "token"),
        ({"sub": 7}, "token"),
    ],
    ids=str,
)
async def test_a_token_that_is_not_the_answer_to_this_login_opens_no_session(
    site: Site, provider: ChosenProvider, claims: dict[str, Any], reason: str
) -> None:
    refused = await answer(site, provider, await begin(site), **claims)
    assert (refused.status_code, "请重新登录" in refused.text) == (401, True)
    assert await recorded(site) == [("", "single_sign_on", "failure", reason)]
    assert SESSION not in site.client.cookies


async def test_a_token_that_the_provider_has_not_signed_opens_no_session(site: Site, provider: ChosenProvider) -> None:
    provider.signs_with_another_key = True
    assert "签名无效" in (await answer(site, provider, await begin(site))).text
    provider.header |= {"kid": "unknown"}
    assert "签名无效" in (await answer(site, provider, await begin(site))).text
    provider.signs_with_another_key, provider.header = False, {"alg": "RS256", "kid": "published", "typ": "at+jwt"}
    assert "应答不完整" in (await answer(site, provider, await begin(site))).text
    assert SESSION not in site.client.cookies


async def test_a_token_without_a_signature_opens_no_session(site: Site, provider: ChosenProvider) -> None:
    provider.body = b'{"id_token": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ6aGFuZy5zYW4ifQ."}'
    assert "签名无效" in (await answer(site, provider, await begin(site))).text
    provider.body = b'{"id_token": 7}'
    assert "应答不完整" in (await answer(site, provider, await begin(site))).text


async def test_an_answer_with_another_state_or_without_a_begun_login_is_refused_unrecorded(
    site: Site, provider: ChosenProvider
) -> None:
    for cookies in (False, True):
        if cookies:
            await begin(site)
        refused = await site.client.get(CALLBACK, params={"code": "any", "state": "forged"})
        assert (refused.status_code, "不是由这个浏览器发起的" in refused.text) == (401, True)
    assert (provider.redeemed, await recorded(site)) == ([], [])


async def test_a_begun_login_is_answered_within_ten_minutes(site: Site, provider: ChosenProvider) -> None:
    page = await begin(site)
    site.clock.advance(minutes=10)
    assert "已过期" in (await answer(site, provider, page)).text


async def test_a_person_who_declines_at_the_provider_sees_the_reason(site: Site) -> None:
    sent = asked(await begin(site))
    refused = await site.client.get(CALLBACK, params={"error": "access_denied", "state": sent["state"]})
    assert (refused.status_code, "没有同意" in refused.text) == (401, True)


@pytest.mark.parametrize(
    "change",
    [
        {"metadata": {"issuer": "https://elsewhere.example"}},
        {"metadata": {"token_endpoint": "http://elsewhere.example/token"}},
        {"metadata": {"jwks_uri": None}},
        {"status": 500},
        {"status": 302},
        {"body": b"x" * (LARGEST_BYTES + 1)},
    ],
    ids=str,
)
async def test_a_provider_that_answers_wrongly_is_named_and_passwords_work_on(
    site: Site, provider: ChosenProvider, change: dict[str, Any]
) -> None:
    for name, value in change.items():
        setattr(provider, name, value)
    page = await begin(site)
    refused = page if "metadata" in change else await answer(site, provider, page)
    assert (refused.status_code, "暂时无法使用" in refused.text) == (503, True)
    entered = await site.client.post("/api/v1/sessions", json={"account": NAME, "password": PASSWORD})
    assert entered.status_code == 201


async def test_a_provider_that_is_away_is_named_on_the_login_page(tmp_path: Path) -> None:
    away = IdentityProvider(settings_of(f"http://127.0.0.1:{free_port()}"))
    async with open_site(tmp_path, public_url=SITE, identity_provider=away) as site:
        site.client.headers["Accept"] = "text/html"
        refused = await begin(site)
        assert (refused.status_code, "用账号和密码登录" in refused.text) == (503, True)
        assert 'name="password"' in refused.text


async def test_an_own_second_factor_is_asked_after_the_provider(site: Site, provider: ChosenProvider) -> None:
    app, _ = await enrolled(site, await site.log_in(NAME))
    page = await answer(site, provider, await begin(site))
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    assert (page.status_code, SESSION in site.client.cookies) == (200, False)
    entered = await site.client.post("/login/code", data=fields | {"code": app.code()})
    assert (entered.status_code, entered.headers["Location"]) == (303, "/worklist")


async def test_a_link_that_is_removed_ends_sessions_and_logins_that_wait_for_their_code(
    site: Site, provider: ChosenProvider
) -> None:
    me = await site.log_in(NAME)
    app, _ = await enrolled(site, me)
    page = await answer(site, provider, await begin(site))
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    admin = await site.log_in("administrator")
    assert (await site.client.post(f"{ACCOUNT}/unlink_identity", headers=admin)).json()["identity"] is None
    assert (await site.client.post("/login/code", data=fields | {"code": app.code()})).status_code == 401
    assert (await site.client.get("/api/v1/sessions", headers=me)).status_code == 401
    assert "没有关联" in (await answer(site, provider, await begin(site))).text


async def test_a_disabled_account_is_refused_like_an_unlinked_one(site: Site, provider: ChosenProvider) -> None:
    await site.client.delete(ACCOUNT, headers=await site.log_in("administrator"))
    assert "没有关联" in (await answer(site, provider, await begin(site))).text


async def test_an_administrator_links_each_person_to_one_account_and_never_to_the_own(site: Site) -> None:
    admin = await site.log_in("administrator")
    own = "/api/v1/accounts/administrator/link_identity"
    check_problem(await site.client.post(own, json={"subject": "me"}, headers=admin), 409, "own-account")
    await site.account("522625-member", Role.MEMBER, organization="522625")
    other = "/api/v1/accounts/522625-member"
    taken = await site.client.post(f"{other}/link_identity", json={"subject": PERSON}, headers=admin)
    check_problem(taken, 409, "identity-linked")
    check_problem(
        await site.client.post(f"{other}/link_identity", json={"subject": "a\nb"}, headers=admin), 422, "invalid"
    )
    check_problem(await site.client.post(f"{other}/unlink_identity", headers=admin), 409, "identity-not-linked")
    clerk = await site.log_in(NAME)
    refused = await site.client.post(f"{other}/link_identity", json={"subject": "a"}, headers=clerk)
    check_problem(refused, 403, "role-not-allowed")


async def test_another_provider_s_person_of_the_same_name_is_another_person(site: Site) -> None:
    with chosen_provider() as second:
        site.app.state.app_state.__dict__["identity_provider"] = IdentityProvider(settings_of(second.issuer))
        assert "没有关联" in (await answer(site, second, await begin(site))).text


async def test_without_a_provider_there_is_no_button_and_no_link(tmp_path: Path) -> None:
    async with open_site(tmp_path) as site:
        assert "统一身份" not in (await site.client.get("/login")).text
        assert (await site.client.get(CALLBACK)).status_code == 404
        await site.account(NAME, Role.SECRETARIAT, organization="522625")
        admin = await site.administrator()
        refused = await site.client.post(f"{ACCOUNT}/link_identity", json={"subject": PERSON}, headers=admin)
        check_problem(refused, 404, "no-identity-provider")


async def test_a_form_of_another_site_begins_no_login(site: Site) -> None:
    refused = await site.client.post("/login/single-sign-on", data={"form_token": "forged", "next": "/"})
    assert (refused.status_code, "lianxi-test-sign-on" in site.client.cookies) == (403, False)


async def test_logins_of_one_address_by_the_provider_are_limited(tmp_path: Path, provider: ChosenProvider) -> None:
    limits, identity = Limits(public_requests_per_minute=4 * COST), IdentityProvider(settings_of(provider.issuer))
    async with open_site(tmp_path, public_url=SITE, identity_provider=identity, limits=limits) as site:
        site.client.headers["Accept"] = "text/html"
        assert [(await begin(site)).status_code for _ in range(5)] == [200] * 4 + [429]


@pytest.mark.parametrize(
    ("given", "flaw"),
    [
        ({"issuer": ""}, "LIANXI_OIDC_ISSUER"),
        ({"client_id": ""}, "LIANXI_OIDC_CLIENT_ID"),
        ({"secret_file": None}, "LIANXI_OIDC_CLIENT_SECRET_FILE"),
        ({"secret_file": Path("missing")}, "LIANXI_OIDC_CLIENT_SECRET_FILE=missing"),
        ({"issuer": "http://id.example.org"}, "须为HTTPS"),
        ({"public_url": ""}, "LIANXI_PUBLIC_URL"),
    ],
    ids=str,
)
def test_settings_of_the_provider_that_do_not_fit_are_named(tmp_path: Path, given: dict[str, Any], flaw: str) -> None:
    (tmp_path / "secret").write_text("s3cret\n", encoding="utf-8")
    right = {"issuer": "https://id.example.org", "client_id": "a", "public_url": "https://l.example.org"}
    settings: dict[str, Any] = right | {"secret_file": tmp_path / "secret"}
    found = provider_settings(**settings)
    assert found is not None
    assert (found.client_secret, found.callback) == ("s3cret", "https://l.example.org/login/single-sign-on/callback")
    assert "s3cret" not in repr(found)
    with pytest.raises(SettingsError, match=flaw):
        provider_settings(**(settings | given))
    assert provider_settings(issuer="", client_id="", secret_file=None, public_url="") is None


def test_requests_to_the_provider_are_encrypted_or_stay_on_this_machine() -> None:
    assert all(
        map(is_secure, ("https://id.example.org/realm", "http://localhost:80/", "http://[::1]:1", "http://127.0.0.2"))
    )
    unsafe = ("http://id.example.org", "http://127.0.0.1.example.org", "ftp://localhost", "https://", "http://[", "")
    assert not any(map(is_secure, unsafe))
