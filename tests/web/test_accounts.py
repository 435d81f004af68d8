"""Accounts are kept by an administrator, and by nobody else."""

from typing import Any

import pytest

from shared.contracts.vocabulary import Role
from shared.domain.lines import LONGEST_LINE
from shared.web.login.limits import PER_PAIR
from tests.support.problems import check_problem
from tests.support.site import PASSWORD, Site

NEW = {"name": "522625-auditor", "organization": "522625", "roles": ["proposals_committee"], "password": PASSWORD}

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a name with capitals": ({"name": "Auditor"}, "name"),
    "no role": ({"roles": []}, "roles"),
    "a role that is none": ({"roles": ["emperor"]}, "roles.0"),
    "a password too short": ({"password": "short"}, "password"),
    "a password that is the name": ({"password": "522625-Auditor"}, "password"),
    "a password with the name in it": ({"password": "my522625-auditor!"}, "password"),
    "a password of nine characters": ({"password": "q7-m2-w8x"}, "password"),
    "a password of two characters over and over": ({"password": "ababababababab"}, "password"),
    "a common password": ({"password": "Woaini1314520"}, "password"),
    "a common password in wide letters": ({"password": "ｑｗｅｒｔｙｕｉｏｐ"}, "password"),
    "the name of the own account in addresses": ({"name": "me"}, "name"),
    "an organization that can be none": ({"organization": "镇远"}, "organization"),
    "no organization": ({"organization": None}, "organization"),
    "an administrator of one organization": ({"roles": ["system_administrator"]}, "roles"),
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


OWN = "/api/v1/accounts/me/password"


async def test_everybody_changes_the_own_password_and_the_other_sessions_end(site: Site) -> None:
    me = await site.secretary()
    elsewhere = await site.log_in("522625-secretariat")
    changed = await site.client.post(OWN, json={"old": PASSWORD, "new": "battery staple"}, headers=me)
    assert (changed.status_code, changed.content) == (204, b"")
    assert (await site.client.get("/api/v1/sessions", headers=me)).status_code == 200
    check_problem(await site.client.get("/api/v1/sessions", headers=elsewhere), 401, "session-ended")
    login = {"account": "522625-secretariat", "password": PASSWORD}
    check_problem(await site.client.post("/api/v1/sessions", json=login), 401, "login-failed")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"old": "something else", "new": "battery staple"}, "old"),
        ({"old": PASSWORD, "new": "short"}, "new"),
        ({"old": PASSWORD, "new": "522625-secretariat"}, "new"),
        ({"old": PASSWORD, "new": "password123"}, "new"),
        ({"old": PASSWORD, "new": PASSWORD}, "new"),
    ],
)
async def test_an_own_password_that_breaks_a_rule_is_refused(site: Site, body: dict[str, str], field: str) -> None:
    answer = await site.client.post(OWN, json=body, headers=await site.secretary())
    errors = check_problem(answer, 422, "invalid")["errors"]
    assert [(error["field"], error["value"]) for error in errors] == [(field, None)]
    assert await site.log_in("522625-secretariat")


async def test_a_session_does_not_serve_to_guess_the_password(site: Site) -> None:
    me = await site.secretary()
    guess = {"old": "something else", "new": "battery staple"}
    statuses = [(await site.client.post(OWN, json=guess, headers=me)).status_code for _ in range(PER_PAIR + 1)]
    assert statuses == [422] * PER_PAIR + [429]


async def test_an_own_password_that_is_changed_twice_with_one_key_is_changed_once(site: Site) -> None:
    me = {**await site.secretary(), "Idempotency-Key": "k"}
    change = {"old": PASSWORD, "new": "battery staple"}
    assert [(await site.client.post(OWN, json=change, headers=me)).status_code for _ in range(2)] == [204, 204]


async def test_an_administrator_gives_an_account_other_roles(site: Site) -> None:
    admin = await site.administrator()
    await site.client.post("/api/v1/accounts", json=NEW, headers=admin)
    address = "/api/v1/accounts/522625-auditor/roles"
    changed = await site.client.post(address, json={"roles": ["member", "proposals_committee"]}, headers=admin)
    assert changed.json()["roles"] == ["member", "proposals_committee"]
    wrong = await site.client.post(address, json={"roles": ["system_administrator"]}, headers=admin)
    check_problem(wrong, 422, "invalid")
    own = await site.client.post(
        "/api/v1/accounts/administrator/roles", json={"roles": ["system_administrator"]}, headers=admin
    )
    check_problem(own, 409, "own-account")


async def test_a_unit_of_an_account_is_as_long_as_a_unit_of_a_matter(site: Site) -> None:
    unit = "局" * LONGEST_LINE
    new = {**NEW, "roles": ["handling_unit"], "unit": unit}
    created = await site.client.post("/api/v1/accounts", json=new, headers=await site.administrator())
    assert (created.status_code, created.json()["unit"]) == (201, unit)
    check_problem(
        await site.client.post(
            "/api/v1/accounts/522625-auditor/roles",
            json={"roles": ["handling_unit"], "unit": unit + "局"},
            headers=await site.log_in("administrator"),
        ),
        422,
        "invalid",
    )


async def test_accounts_are_found_by_a_part_of_their_name_or_unit(site: Site) -> None:
    admin = await site.administrator()
    await site.account("522625-handling_unit", Role.HANDLING_UNIT, organization="522625", unit="县教育局")
    for words, found in (("教育", ["522625-handling_unit"]), ("522625 unit", ["522625-handling_unit"]), ("%", [])):
        page = (await site.client.get("/api/v1/accounts", params={"q": words}, headers=admin)).json()
        assert [item["name"] for item in page["items"]] == found
