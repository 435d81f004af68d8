"""A password that an administrator hands out is valid for some days."""

from datetime import timedelta

from shared.web.limits import DEFAULT_LIMITS
from tests.support.site import PASSWORD, Site

NAME, HANDED_OUT = "522625-leader", "the first password"
TERM = DEFAULT_LIMITS.first_password_lasting


async def entered(site: Site, password: str) -> tuple[int, str]:
    answer = await site.client.post("/api/v1/sessions", json={"account": NAME, "password": password})
    return answer.status_code, answer.json().get("code", "")


async def created(site: Site, *, first_password: bool) -> None:
    new = {"name": NAME, "organization": "522625", "roles": ["proposals_committee"], "password": HANDED_OUT}
    admin = await site.administrator()
    answer = await site.client.post("/api/v1/accounts", json=new | {"first_password": first_password}, headers=admin)
    assert answer.status_code == 201, answer.text


async def test_a_first_password_opens_no_session_after_its_term(site: Site) -> None:
    await created(site, first_password=True)
    site.clock.moment += TERM - timedelta(minutes=1)
    assert await entered(site, HANDED_OUT) == (201, "")
    site.clock.moment += timedelta(minutes=1)
    assert await entered(site, HANDED_OUT) == (401, "first-password-expired")
    assert await entered(site, "another password") == (401, "login-failed")


async def test_a_password_that_is_set_again_has_a_new_term(site: Site) -> None:
    await created(site, first_password=True)
    site.clock.moment += TERM
    admin = await site.log_in("administrator")
    again = {"password": "the second password"}
    answer = await site.client.post(f"/api/v1/accounts/{NAME}/password", json=again, headers=admin)
    assert answer.status_code == 204, answer.text
    assert await entered(site, again["password"]) == (201, "")
    site.clock.moment += TERM
    assert await entered(site, again["password"]) == (401, "first-password-expired")


async def test_a_password_that_the_account_has_chosen_has_no_term(site: Site) -> None:
    await created(site, first_password=True)
    answer = await site.client.post("/api/v1/sessions", json={"account": NAME, "password": HANDED_OUT})
    me = {"Authorization": f"Bearer {answer.json()['token']}"}
    change = {"old": HANDED_OUT, "new": PASSWORD}
    assert (await site.client.post("/api/v1/accounts/me/password", json=change, headers=me)).status_code == 204
    site.clock.moment += 2 * TERM
    assert await entered(site, PASSWORD) == (201, "")


async def test_an_account_without_a_first_password_has_no_term(site: Site) -> None:
    await created(site, first_password=False)
    site.clock.moment += 2 * TERM
    assert await entered(site, HANDED_OUT) == (201, "")
