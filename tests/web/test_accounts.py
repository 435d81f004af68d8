"""Accounts are kept by an administrator, and by nobody else."""

from typing import Any

import pytest

from tests.web.site import PASSWORD, Site
from tests.web.test_bad_input import check_problem

NEW = {"name": "522625-auditor", "organization": "522625", "roles": ["auditor"], "password": PASSWORD}

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a name with capitals": ({"name": "Auditor"}, "name"),
    "no role": ({"roles": []}, "roles"),
    "a role that is none": ({"roles": ["emperor"]}, "roles.0"),
    "a password too short": ({"password": "short"}, "password"),
    "an organization that can be none": ({"organization": "镇远"}, "organization"),
    "no organization": ({"organization": None}, "organization"),
    "an administrator of one organization": ({"roles": ["administrator"]}, "roles"),
    "a handling unit without a unit": ({"roles": ["handling_unit"]}, "unit"),
    "a unit without the role": ({"unit": "县教育局"}, "unit"),
}


@pytest.mark.parametrize("case", WRONG)
async def test_an_account_that_contradicts_itself_is_refused(site: Site, case: str) -> None:
    changes, field = WRONG[case]
    answer = await site.client.post("/api/v1/accounts", json={**NEW, **changes}, headers=await site.administrator())
    assert field in [error["field"] for error in check_problem(answer, 422, "invalid")["errors"]]


async def test_a_new_account_can_log_in(site: Site) -> None:
    created = await site.client.post("/api/v1/accounts", json=NEW, headers=await site.administrator())
    assert (created.status_code, created.headers["Location"]) == (201, "/api/v1/accounts/522625-auditor")
    assert "password" not in created.text
    assert await site.log_in("522625-auditor")


async def test_a_name_is_given_once(site: Site) -> None:
    admin = await site.administrator()
    await site.client.post("/api/v1/accounts", json=NEW, headers=admin)
    check_problem(await site.client.post("/api/v1/accounts", json=NEW, headers=admin), 409, "account-exists")


async def test_a_disabled_account_is_out_at_once_until_it_is_enabled(site: Site) -> None:
    admin = await site.administrator()
    await site.client.post("/api/v1/accounts", json=NEW, headers=admin)
    auditor = await site.log_in("522625-auditor")
    assert (await site.client.delete("/api/v1/accounts/522625-auditor", headers=admin)).status_code == 204
    check_problem(await site.client.get("/api/v1/sessions", headers=auditor), 401, "session-ended")
    login = {"account": "522625-auditor", "password": PASSWORD}
    check_problem(await site.client.post("/api/v1/sessions", json=login), 401, "login-failed")
    assert (await site.client.post("/api/v1/accounts/522625-auditor/enable", headers=admin)).status_code == 204
    assert await site.log_in("522625-auditor")


async def test_a_new_password_ends_the_sessions_of_the_old_one(site: Site) -> None:
    admin = await site.administrator()
    await site.client.post("/api/v1/accounts", json=NEW, headers=admin)
    auditor = await site.log_in("522625-auditor")
    address = "/api/v1/accounts/522625-auditor/password"
    assert (await site.client.post(address, json={"password": "battery staple"}, headers=admin)).status_code == 204
    check_problem(await site.client.get("/api/v1/sessions", headers=auditor), 401, "session-ended")
    login = {"account": "522625-auditor", "password": "battery staple"}
    assert (await site.client.post("/api/v1/sessions", json=login)).status_code == 201


async def test_an_administrator_cannot_lock_the_door_behind_himself(site: Site) -> None:
    answer = await site.client.delete("/api/v1/accounts/administrator", headers=await site.administrator())
    check_problem(answer, 409, "own-account")


async def test_accounts_come_in_pages_with_their_total(site: Site) -> None:
    admin = await site.administrator()
    for role in ("auditor", "leader", "member"):
        body = {**NEW, "name": f"522625-{role}", "roles": [role]}
        await site.client.post("/api/v1/accounts", json=body, headers=admin)
    page = (await site.client.get("/api/v1/accounts?organization=522625&size=2&page=2", headers=admin)).json()
    assert (page["total"], [item["name"] for item in page["items"]]) == (3, ["522625-member"])
    for wrong in ("size=0", "size=201", "page=0", "page=x"):
        check_problem(await site.client.get(f"/api/v1/accounts?{wrong}", headers=admin), 422, "invalid")


@pytest.mark.parametrize(
    ("method", "address"), [("GET", ""), ("POST", ""), ("GET", "/x"), ("DELETE", "/x"), ("POST", "/x/enable")]
)
async def test_nobody_else_may_touch_accounts(site: Site, method: str, address: str) -> None:
    body = NEW if (method, address) == ("POST", "") else None
    me = await site.secretary()
    answer = await site.client.request(method, f"/api/v1/accounts{address}", json=body, headers=me)
    check_problem(answer, 403, "role-not-allowed")


async def test_an_account_that_is_not_there_is_not_found(site: Site) -> None:
    admin = await site.administrator()
    check_problem(await site.client.get("/api/v1/accounts/nobody", headers=admin), 404, "unknown-account")
    check_problem(await site.client.delete("/api/v1/accounts/nobody", headers=admin), 404, "unknown-account")
