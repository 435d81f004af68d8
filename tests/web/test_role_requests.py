"""A role that reads restricted texts, and that of an administrator, is given by two persons."""

from typing import Any

import pytest

from shared.contracts.vocabulary import Role
from tests.support.problems import check_problem
from tests.support.site import PASSWORD, Site

ACCOUNTS = "/api/v1/accounts"
NEW = {"name": "522625-leader", "organization": "522625", "roles": ["leader"], "password": PASSWORD}
LEADER = f"{ACCOUNTS}/522625-leader"
LOGIN = {"account": "522625-leader", "password": PASSWORD}


async def administrators(site: Site) -> tuple[dict[str, str], dict[str, str]]:
    """Returns the headers of a system administrator and of a security administrator."""
    await site.account("security", Role.SECURITY_ADMINISTRATOR)
    return await site.administrator(), await site.log_in("security")


async def created(site: Site, admin: dict[str, str], **changes: Any) -> dict[str, Any]:
    answer = await site.client.post(ACCOUNTS, json={**NEW, **changes}, headers=admin)
    assert answer.status_code == 201, answer.text
    account: dict[str, Any] = answer.json()
    return account


async def test_an_account_that_reads_restricted_texts_waits_for_the_security_administrator(site: Site) -> None:
    admin, security = await administrators(site)
    account = await created(site, admin)
    assert (account["roles"], account["disabled"], account["requested_roles"]) == ([], True, ["leader"])
    check_problem(await site.client.post("/api/v1/sessions", json=LOGIN), 401, "login-failed")
    check_problem(await site.client.post(f"{LEADER}/enable", headers=admin), 409, "no-roles")
    confirmed = (await site.client.post(f"{LEADER}/roles/confirm", headers=security)).json()
    assert (confirmed["roles"], confirmed["disabled"], confirmed["requested_roles"]) == (["leader"], False, [])
    answer = await site.client.post("/api/v1/sessions", json=LOGIN)
    assert answer.status_code == 201
    headers = {"Authorization": f"Bearer {answer.json()['token']}"}
    check_problem(await site.client.post("/api/v1/notes", json={"text": "一"}, headers=headers), 403, "first-password")


async def test_an_account_that_reads_no_restricted_text_works_at_once(site: Site) -> None:
    admin, _ = await administrators(site)
    account = await created(site, admin, roles=["member"])
    assert (account["roles"], account["disabled"], account["requested_roles"]) == (["member"], False, [])


async def test_an_account_keeps_its_roles_until_others_are_confirmed(site: Site) -> None:
    admin, security = await administrators(site)
    await created(site, admin, roles=["member"])
    asked = (await site.client.post(f"{LEADER}/roles", json={"roles": ["leader"]}, headers=admin)).json()
    assert (asked["roles"], asked["requested_roles"], asked["requested_by"]) == (
        ["member"],
        ["leader"],
        "administrator",
    )
    assert (await site.client.post(f"{LEADER}/roles/confirm", headers=security)).json()["roles"] == ["leader"]


async def test_nobody_confirms_the_own_request(site: Site) -> None:
    admin, security = await administrators(site)
    await created(site, admin, roles=["member"])
    await site.client.post(f"{LEADER}/roles", json={"roles": ["auditor"]}, headers=security)
    check_problem(await site.client.post(f"{LEADER}/roles/confirm", headers=security), 409, "own-request")
    check_problem(await site.client.post(f"{LEADER}/roles/confirm", headers=admin), 403, "role-not-allowed")
    await site.account("security-2", Role.SECURITY_ADMINISTRATOR)
    second = await site.log_in("security-2")
    assert (await site.client.post(f"{LEADER}/roles/confirm", headers=second)).json()["roles"] == ["auditor"]


async def test_a_refused_request_leaves_the_account_as_it_was(site: Site) -> None:
    admin, security = await administrators(site)
    await created(site, admin)
    refused = (await site.client.post(f"{LEADER}/roles/refuse", headers=security)).json()
    assert (refused["roles"], refused["disabled"], refused["requested_roles"]) == ([], True, [])
    check_problem(await site.client.post(f"{LEADER}/roles/confirm", headers=security), 409, "no-request")
    check_problem(await site.client.post(f"{LEADER}/enable", headers=admin), 409, "no-roles")


async def test_another_change_of_roles_replaces_the_request(site: Site) -> None:
    admin, security = await administrators(site)
    await created(site, admin, roles=["member"])
    await site.client.post(f"{LEADER}/roles", json={"roles": ["leader"]}, headers=admin)
    changed = await site.client.post(f"{LEADER}/roles", json={"roles": ["proposals_committee"]}, headers=admin)
    assert (changed.json()["roles"], changed.json()["requested_roles"]) == (["proposals_committee"], [])
    check_problem(await site.client.post(f"{LEADER}/roles/confirm", headers=security), 409, "no-request")


@pytest.mark.parametrize(
    "roles", [["system_administrator", "security_administrator"], ["audit_administrator", "leader"]]
)
async def test_the_roles_of_administrators_exclude_each_other_and_all_others(site: Site, roles: list[str]) -> None:
    admin, _ = await administrators(site)
    body = {**NEW, "organization": None, "roles": roles}
    answer = check_problem(await site.client.post(ACCOUNTS, json=body, headers=admin), 422, "invalid")
    assert answer["errors"][0]["field"] == "roles"
    assert "互不兼任" in answer["errors"][0]["rule"]


async def test_a_system_administrator_makes_no_administrator_alone(site: Site) -> None:
    admin, security = await administrators(site)
    account = await created(site, admin, organization=None, roles=["security_administrator"])
    assert account["roles"] == []
    assert (await site.client.post(f"{LEADER}/roles/confirm", headers=security)).json()["disabled"] is False


async def test_a_system_administrator_does_not_take_over_the_account_of_a_security_administrator(site: Site) -> None:
    admin, security = await administrators(site)
    await site.account("audit", Role.AUDIT_ADMINISTRATOR)
    for name in ("security", "audit"):
        own = f"{ACCOUNTS}/{name}"
        reset = await site.client.post(f"{own}/password", json={"password": "battery staple"}, headers=admin)
        check_problem(reset, 403, "role-not-allowed")
        check_problem(await site.client.delete(own, headers=admin), 403, "role-not-allowed")
        roles = await site.client.post(f"{own}/roles", json={"roles": ["member"]}, headers=admin)
        check_problem(roles, 403, "role-not-allowed")
    assert (await site.client.delete(f"{ACCOUNTS}/audit", headers=security)).status_code == 204
    check_problem(await site.client.delete(f"{ACCOUNTS}/administrator", headers=security), 403, "role-not-allowed")
