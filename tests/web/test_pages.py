"""Pages: logging in with a browser, forms that are ours, refusals that people can read."""

import re

import httpx
import pytest
from fastapi import APIRouter, Response

from shared.contracts.vocabulary import Role
from shared.web.app import create_app
from shared.web.dependencies import AppState
from shared.web.login.limits import PER_PAIR
from shared.web.pages.visitor import Submitted, Visiting
from shared.web.request_context import by_https
from shared.web.route_guards import UnguardedRouteError
from tests.support.site import PASSWORD, Site, open_site

NAME = "522625-secretariat"
HTML = {"Accept": "text/html"}
pages = APIRouter(include_in_schema=False)


@pages.get("/worklist")
async def worklist(visitor: Visiting) -> Response:
    return Response(f'{visitor.account.name}<input name="form_token" value="{visitor.form_token}">')


@pages.post("/worklist")
async def write(_visitor: Visiting, form: Submitted) -> dict[str, list[str]]:
    return {name: values for name, values in form.items() if name != "form_token"}


@pytest.fixture(autouse=True)
async def account(site: Site) -> None:
    await site.account(NAME, Role.SECRETARIAT, organization="522625")
    site.app.include_router(pages)


def token_in(page: httpx.Response) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert found
    return found[1]


async def log_in(site: Site, *, next: str = "/worklist", password: str = PASSWORD) -> httpx.Response:
    form = await site.client.get("/login", params={"next": next}, headers=HTML)
    fields = {"form_token": token_in(form), "next": next, "account": NAME, "password": password}
    return await site.client.post("/login", data=fields, headers=HTML)


async def test_whoever_is_not_logged_in_is_led_to_the_login_and_back(site: Site) -> None:
    asked = await site.client.get("/worklist?year=2014&q=%E6%95%99", headers=HTML)
    assert (asked.status_code, asked.headers["Location"]) == (
        303,
        "/login?next=/worklist%3Fyear%3D2014%26q%3D%25E6%2595%2599",
    )
    form = await site.client.get(asked.headers["Location"], headers=HTML)
    assert 'value="/worklist?year=2014&amp;q=%E6%95%99"' in form.text
    entered = await log_in(site, next="/worklist?year=2014")
    assert (entered.status_code, entered.headers["Location"]) == (303, "/worklist?year=2014")
    assert NAME in (await site.client.get("/worklist", headers=HTML)).text


async def test_a_part_of_a_page_is_not_replaced_by_the_login(site: Site) -> None:
    asked = await site.client.get("/worklist", headers=HTML | {"HX-Request": "true"})
    assert (asked.status_code, asked.headers["HX-Redirect"]) == (401, "/login?next=/worklist")


async def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(site: Site) -> None:
    cookie = (await log_in(site)).headers["Set-Cookie"]
    assert cookie.startswith("lianxi-test-session=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


async def test_over_https_the_cookie_comes_back_over_https_only(site: Site) -> None:
    site.client.base_url = httpx.URL("https://site")
    assert "Secure" in (await log_in(site)).headers["Set-Cookie"]


async def test_where_users_come_by_https_alone_cookies_are_bound_to_the_host_and_headers_say_so(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    async with open_site(tmp_path_factory.mktemp("https"), public_url="https://lianxi.example.org") as site:
        site.client.base_url = httpx.URL("https://site")
        await site.account(NAME, Role.SECRETARIAT, organization="522625")
        entered = await log_in(site)
        cookie = entered.headers["Set-Cookie"]
        assert cookie.startswith("__Host-lianxi-test-session=")
        assert {"HttpOnly", "SameSite=lax", "Path=/", "Secure"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
        assert entered.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert entered.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert by_https(subdomains=True)["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


async def test_without_https_no_header_requires_it(site: Site) -> None:
    headers = (await log_in(site)).headers
    assert not {"Strict-Transport-Security", "Cross-Origin-Opener-Policy"} & {name.title() for name in headers}
    assert "geolocation=()" in headers["Permissions-Policy"]


async def test_a_login_ends_the_earlier_session_of_the_same_browser(site: Site) -> None:
    await log_in(site)
    earlier = dict(site.client.cookies)
    program = await site.log_in(NAME)
    await log_in(site)
    assert NAME in (await site.client.get("/worklist", headers=HTML)).text
    transport = httpx.ASGITransport(site.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://site", cookies=earlier) as before:
        assert (await before.get("/worklist", headers=HTML)).status_code == 303
    assert (await site.client.get("/api/v1/sessions", headers=program)).status_code == 200


async def test_a_cookie_of_somebody_else_s_making_is_worth_nothing(site: Site) -> None:
    await log_in(site)
    token = site.client.cookies["lianxi-test-session"].rpartition(".")[0]
    for forged in (token, f"{token}.x", "", "é", "."):
        headers = {b"Accept": b"text/html", b"Cookie": f"lianxi-test-session={forged}".encode()}
        async with httpx.AsyncClient(transport=httpx.ASGITransport(site.app), base_url="http://site") as stranger:
            answer = await stranger.get("/worklist", headers=headers)
        assert answer.status_code == 303, forged


async def test_a_wrong_password_keeps_what_was_typed_and_says_so(site: Site) -> None:
    refused = await log_in(site, password="something else")
    assert refused.status_code == 401
    assert "账号或密码不正确" in refused.text
    assert f'value="{NAME}"' in refused.text
    assert "something else" not in refused.text
    assert "lianxi-test-session" not in site.client.cookies


async def test_who_fails_too_often_has_to_wait_here_as_well(site: Site) -> None:
    for _ in range(PER_PAIR):
        await site.app.state.app_state.attempts.begin(NAME, "127.0.0.1")
    refused = await log_in(site)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


@pytest.mark.parametrize("elsewhere", ["//evil", "https://evil", "/\\evil", "evil", "/\n/evil", "javascript:x", ""])
async def test_after_the_login_nobody_is_sent_to_another_site(site: Site, elsewhere: str) -> None:
    assert (await log_in(site, next=elsewhere)).headers["Location"] == "/"


async def test_logging_out_ends_the_session_everywhere(site: Site) -> None:
    await log_in(site)
    cookie = site.client.cookies["lianxi-test-session"]
    fields = {"form_token": token_in(await site.client.get("/worklist", headers=HTML))}
    left = await site.client.post("/logout", data=fields, headers=HTML)
    assert (left.status_code, left.headers["Location"]) == (303, "/login")
    assert left.headers["Clear-Site-Data"] == '"cache"'  # the drafts of the browser stay, sealed (decision 0131)
    site.client.cookies.set("lianxi-test-session", cookie)
    assert (await site.client.get("/worklist", headers=HTML)).status_code == 303


async def test_a_form_that_is_not_ours_changes_nothing(site: Site) -> None:
    form = await site.client.get("/login", headers=HTML)
    await log_in(site)
    for token in ("", "x", "é", token_in(form)):
        refused = await site.client.post("/worklist", data={"form_token": token, "text": "x"}, headers=HTML)
        assert refused.status_code == 403
        assert "刷新后重新填写" in refused.text


async def test_a_login_that_another_site_sends_is_refused(site: Site) -> None:
    refused = await site.client.post("/login", data={"account": NAME, "password": PASSWORD}, headers=HTML)
    assert refused.status_code == 403


async def test_a_form_gives_every_value_of_a_field(site: Site) -> None:
    await log_in(site)
    token = token_in(await site.client.get("/worklist", headers=HTML))
    sent = await site.client.post(
        "/worklist", data={"form_token": token, "unit": ["教育局", "财政局"], "text": "一\r\n二", "no": ""}
    )
    assert sent.json() == {"unit": ["教育局", "财政局"], "text": ["一\n二"], "no": [""]}


@pytest.mark.parametrize("body", [b"a=%00", b"a=%ff", b"\xff", b"&".join([b"a=1"] * 1001)])
async def test_a_form_that_nobody_can_have_filled_in_is_refused(site: Site, body: bytes) -> None:
    await log_in(site)
    headers = HTML | {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await site.client.post("/worklist", content=body, headers=headers)).status_code == 400


async def test_people_get_a_page_and_programs_a_problem(site: Site) -> None:
    await log_in(site)
    page, problem = [await site.client.get("/nothing", headers={"Accept": accept}) for accept in ("text/html", "*/*")]
    assert (page.status_code, problem.status_code) == (404, 404)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "没有这个地址：/nothing" in page.text
    assert problem.json()["code"] == "unknown-route"
    api = await site.client.get("/api/v1/nothing", headers=HTML)
    assert api.json()["code"] == "unknown-route"


async def test_a_fault_of_ours_is_a_page_without_its_cause(site: Site) -> None:
    @site.app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("a secret detail")

    page = await site.client.get("/broken", headers=HTML)
    assert page.status_code == 500
    assert "系统出错" in page.text
    assert "secret" not in page.text


async def test_what_is_shown_is_escaped(site: Site) -> None:
    page = await site.client.get("/login", params={"next": '"><script>alert(1)</script>'}, headers=HTML)
    assert "<script>" not in page.text


async def test_a_page_runs_nothing_but_files_of_ours(site: Site) -> None:
    page = await site.client.get("/login", headers=HTML)
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]* src=)| style=| on\w+=|://", page.text)


async def test_a_file_with_its_hash_is_kept_for_ever_and_sent_compressed(site: Site) -> None:
    page = await site.client.get("/login", headers=HTML)
    address = re.search(r'href="(/static/page\.css\?v=\w+)"', page.text)
    assert address
    plain, packed = [
        await site.client.get(address[1], headers={"Accept-Encoding": encoding}) for encoding in ("identity", "gzip")
    ]
    assert "immutable" in plain.headers["Cache-Control"]
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.text == plain.text
    assert "immutable" not in (await site.client.get("/static/page.css")).headers["Cache-Control"]


def test_a_page_that_takes_anybody_s_form_does_not_start(site: Site) -> None:
    careless = APIRouter()

    @careless.post("/careless")
    async def take(_visitor: Visiting) -> None: ...

    state = AppState(database=site.database, secret=b"s" * 32)
    with pytest.raises(UnguardedRouteError, match="/careless"):
        create_app("x", [careless], service="test", state=state)
