"""Logins with a second factor: codes of an app and recovery codes, each of which counts once."""

import asyncio
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import select

from shared.contracts.vocabulary import Role
from shared.web.login.challenges import LASTING
from shared.web.login.limits import PER_PAIR
from shared.web.login.second_factors import second_factors
from tests.support.problems import check_problem
from tests.support.site import PASSWORD, Site, open_site
from tests.web.second_factor import OWN, App, enrolled, log_in

NAME = "522625-secretariat"


@pytest.fixture
async def me(site: Site) -> dict[str, str]:
    return await site.secretary()


async def test_a_login_needs_the_code_of_the_app_beside_the_password(site: Site, me: dict[str, str]) -> None:
    app, _ = await enrolled(site, me)
    check_problem(await log_in(site, NAME), 401, "second-factor-required")
    check_problem(await log_in(site, NAME, password="something else", code=app.code()), 401, "login-failed")
    assert (await log_in(site, NAME, code=app.code())).status_code == 201


async def test_a_code_counts_once_even_in_parallel_logins(site: Site, me: dict[str, str]) -> None:
    app, _ = await enrolled(site, me)
    answers = await asyncio.gather(*(log_in(site, NAME, code=app.code()) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 401, 401, 401]
    check_problem(await log_in(site, NAME, code=app.code()), 401, "wrong-code")


async def test_the_code_that_confirmed_the_app_does_not_log_in(site: Site, me: dict[str, str]) -> None:
    secret = (await site.client.post(OWN, json={"password": PASSWORD}, headers=me)).json()["secret"]
    code = App(site, secret).code()
    await site.client.post(f"{OWN}/confirm", json={"code": code}, headers=me)
    check_problem(await log_in(site, NAME, code=code), 401, "wrong-code")


@pytest.mark.parametrize(("seconds", "status"), [(-30, 201), (30, 201), (-600, 401), (600, 401), (90, 401)])
async def test_the_clock_of_the_phone_may_differ_by_one_step_only(
    site: Site, me: dict[str, str], seconds: int, status: int
) -> None:
    app, _ = await enrolled(site, me)
    site.clock.advance(minutes=20)
    answer = await log_in(site, NAME, code=app.code(seconds=seconds))
    assert answer.status_code == status
    if status == 401:
        assert "手机的时间" in check_problem(answer, 401, "wrong-code")["detail"]


async def test_a_recovery_code_counts_once_however_it_is_typed(site: Site, me: dict[str, str]) -> None:
    _, codes = await enrolled(site, me)
    assert len(set(codes)) == 10
    assert (await log_in(site, NAME, code=f" {codes[0].upper().replace('-', ' ')} ")).status_code == 201
    check_problem(await log_in(site, NAME, code=codes[0]), 401, "wrong-code")
    opened = await log_in(site, NAME, code=codes[1])
    headers = {"Authorization": f"Bearer {opened.json()['token']}"}
    current = (await site.client.get(OWN, headers=headers)).json()
    assert current == {"active": True, "required": False, "recovery_codes": 8}


async def test_new_recovery_codes_replace_the_old_ones(site: Site, me: dict[str, str]) -> None:
    app, codes = await enrolled(site, me)
    made = await site.client.post(f"{OWN}/recovery-codes", json={"code": app.code()}, headers=me)
    check_problem(await log_in(site, NAME, code=codes[0]), 401, "wrong-code")
    assert (await log_in(site, NAME, code=made.json()["recovery_codes"][0])).status_code == 201


async def test_guesses_of_a_code_are_limited_like_guesses_of_a_password(site: Site, me: dict[str, str]) -> None:
    app, _ = await enrolled(site, me)
    for number in range(PER_PAIR):
        check_problem(await log_in(site, NAME), 401, "second-factor-required")  # does not reset the count
        check_problem(await log_in(site, NAME, code=f"{number:06}"), 401, "wrong-code")
    check_problem(await log_in(site, NAME, code=app.code()), 429, "too-many-attempts")


async def test_a_second_factor_is_begun_with_the_password_and_is_in_force_when_confirmed(
    site: Site, me: dict[str, str]
) -> None:
    check_problem(await site.client.post(OWN, json={"password": "something else"}, headers=me), 422, "invalid")
    check_problem(
        await site.client.post(f"{OWN}/confirm", json={"code": "123456"}, headers=me), 409, "second-factor-not-begun"
    )
    begun = (await site.client.post(OWN, json={"password": PASSWORD}, headers=me)).json()
    assert begun["secret"] in begun["address"]
    refused = await site.client.post(f"{OWN}/confirm", json={"code": "abc"}, headers=me)
    assert check_problem(refused, 422, "invalid")["errors"][0]["value"] is None
    assert (await log_in(site, NAME)).status_code == 201
    await enrolled(site, me)
    check_problem(await site.client.post(OWN, json={"password": PASSWORD}, headers=me), 409, "second-factor-exists")


async def test_the_other_sessions_end_when_a_second_factor_is_in_force(site: Site, me: dict[str, str]) -> None:
    other = await site.log_in(NAME)
    await enrolled(site, me)
    statuses = [(await site.client.get("/api/v1/sessions", headers=each)).status_code for each in (me, other)]
    assert statuses == [200, 401]


async def test_the_database_contains_the_secret_only_encrypted(site: Site, me: dict[str, str]) -> None:
    app, _ = await enrolled(site, me)
    async with site.database.reading() as connection:
        stored = await connection.scalar(select(second_factors.c.secret))
    assert isinstance(stored, bytes)
    assert app.secret.encode() not in stored


async def test_an_account_removes_its_second_factor_with_a_code(site: Site, me: dict[str, str]) -> None:
    app, _ = await enrolled(site, me)
    check_problem(await site.client.post(f"{OWN}/remove", json={"code": "000000"}, headers=me), 422, "invalid")
    assert (await site.client.post(f"{OWN}/remove", json={"code": app.code()}, headers=me)).status_code == 204
    assert (await log_in(site, NAME)).status_code == 201


async def test_an_administrator_resets_the_second_factor_of_others_alone(site: Site, me: dict[str, str]) -> None:
    await enrolled(site, me)
    admin = await site.administrator()
    refused = await site.client.post("/api/v1/accounts/administrator/reset_second_factor", headers=admin)
    check_problem(refused, 409, "own-account")
    reset = await site.client.post(f"/api/v1/accounts/{NAME}/reset_second_factor", headers=admin)
    assert reset.status_code == 204
    assert (await site.client.get("/api/v1/sessions", headers=me)).status_code == 401
    assert (await log_in(site, NAME)).status_code == 201


@pytest.fixture
async def strict(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """Returns a site whose rules require a second factor of every account."""
    async with open_site(tmp_path_factory.mktemp("strict"), second_factor=True) as site:
        yield site


async def test_an_account_that_must_have_a_second_factor_gets_it_before_anything_else(strict: Site) -> None:
    me = await strict.secretary()
    check_problem(
        await strict.client.post("/api/v1/notes", json={"text": "a"}, headers=me), 403, "second-factor-missing"
    )
    app, _ = await enrolled(strict, me)
    assert (await strict.client.post("/api/v1/notes", json={"text": "a"}, headers=me)).status_code == 201
    removal = await strict.client.post(f"{OWN}/remove", json={"code": app.code()}, headers=me)
    check_problem(removal, 403, "second-factor-needed")
    check_problem(await log_in(strict, NAME), 401, "second-factor-required")


async def page_login(site: Site) -> tuple[httpx.Response, dict[str, str]]:
    """Returns the response to the password on the page of the login, and the fields of the form of the code."""
    site.client.headers["Accept"] = "text/html"
    page = await site.client.get("/login", params={"next": "/worklist"})
    token = re.findall(r'name="form_token" value="([^"]+)"', page.text)[0]
    fields = {"form_token": token, "next": "/worklist", "account": NAME, "password": PASSWORD}
    answer = await site.client.post("/login", data=fields)
    return answer, dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text))


async def test_the_page_of_the_login_asks_for_the_code_after_the_password(site: Site, me: dict[str, str]) -> None:
    app, _ = await enrolled(site, me)
    asked, fields = await page_login(site)
    assert asked.status_code == 200
    assert "lianxi-test-session" not in site.client.cookies
    assert PASSWORD not in asked.text
    wrong = await site.client.post("/login/code", data=fields | {"code": "000000"})
    assert (wrong.status_code, "验证码不正确" in wrong.text) == (401, True)
    right = await site.client.post("/login/code", data=fields | {"code": app.code()})
    assert (right.status_code, right.headers["Location"]) == (303, "/worklist")
    site.clock.advance(seconds=30)
    again = await site.client.post("/login/code", data=fields | {"code": app.code()})
    assert "请重新登录" in again.text


async def test_a_code_is_awaited_for_five_minutes(site: Site, me: dict[str, str]) -> None:
    app, _ = await enrolled(site, me)
    _, fields = await page_login(site)
    site.clock.advance(seconds=int(LASTING.total_seconds()))
    late = await site.client.post("/login/code", data=fields | {"code": app.code()})
    assert (late.status_code, "验证码填写超时" in late.text) == (401, True)


async def test_a_password_that_changes_before_the_code_opens_no_session(site: Site, me: dict[str, str]) -> None:
    app, _ = await enrolled(site, me)
    _, fields = await page_login(site)
    admin = await site.log_in(await site.account("administrator", Role.SYSTEM_ADMINISTRATOR))
    body = {"password": "battery staple"}
    await site.client.post(f"/api/v1/accounts/{NAME}/password", json=body, headers=admin)
    late = await site.client.post("/login/code", data=fields | {"code": app.code()})
    assert late.status_code == 401
    assert "lianxi-test-session" not in site.client.cookies
