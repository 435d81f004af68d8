"""Machine tokens: programs act for an account within scopes and until a day, and never on accounts themselves."""

import pytest
from sqlalchemy import select

from shared.web.login.machine_tokens import MOST, Scope, is_within, machine_tokens
from tests.support.clients import bearer
from tests.support.problems import check_problem
from tests.support.site import Site

OWN = "/api/v1/accounts/me/tokens"
NAME = "522625-secretariat"


@pytest.fixture
async def me(site: Site) -> dict[str, str]:
    return await site.secretary()


async def created(site: Site, me: dict[str, str], *scopes: str, days: int = 30) -> dict[str, str]:
    """Returns the headers of a program with a new token of these scopes."""
    body = {"purpose": "县信息中心大屏", "scopes": list(scopes), "days": days}
    answer = await site.client.post(OWN, json=body, headers=me)
    assert answer.status_code == 201, answer.text
    return bearer(answer.json()["token"])


WITHIN = {
    "figures": ["GET /api/v1/reports/522625"],
    "read": ["GET /api/v1/proposals", "GET /api/v1/sessions"],
    "commands": ["POST /api/v1/proposals"],
}
BEYOND = {
    "figures": ["GET /api/v1/proposals", "POST /api/v1/reports/522625"],
    "read": ["POST /api/v1/proposals"],
    "commands": [
        "DELETE /api/v1/sessions",
        "POST /api/v1/accounts/me/password",
        "POST /api/v1/accounts/me/tokens",
        "GET /api/v1/accounts",
        "GET /proposals",
    ],
}


@pytest.mark.parametrize("scope", WITHIN)
def test_a_scope_is_what_a_program_may_request(scope: str) -> None:
    def accepted(requests: list[str]) -> list[str]:
        return [each for each in requests if is_within(frozenset({Scope(scope)}), *each.split())]

    assert accepted(WITHIN[scope] + BEYOND[scope]) == WITHIN[scope]


async def test_a_program_reads_or_writes_within_its_scopes(site: Site, me: dict[str, str]) -> None:
    reader, writer = await created(site, me, "read"), await created(site, me, "read", "commands")
    note = {"text": "a"}
    check_problem(await site.client.post("/api/v1/notes", json=note, headers=reader), 403, "scope-missing")
    assert (await site.client.post("/api/v1/notes", json=note, headers=writer)).status_code == 201
    assert (await site.client.get("/api/v1/sessions", headers=reader)).json()["account"] == NAME


async def test_a_token_manages_neither_accounts_nor_sessions_nor_tokens(site: Site, me: dict[str, str]) -> None:
    program = await created(site, me, *Scope)
    for method, path in (("GET", OWN), ("POST", OWN), ("DELETE", "/api/v1/sessions"), ("GET", "/api/v1/accounts")):
        check_problem(await site.client.request(method, path, headers=program), 403, "scope-missing")
    assert (await site.client.get("/api/v1/sessions", headers=me)).status_code == 200


async def test_a_token_opens_no_page(site: Site, me: dict[str, str]) -> None:
    program = await created(site, me, *Scope)
    page = await site.client.post("/logout", headers=program | {"Accept": "text/html"})
    assert (page.status_code, page.headers["Location"][:6]) == (303, "/login")


async def test_a_token_expires_and_is_revoked(site: Site, me: dict[str, str]) -> None:
    expiring, revoked = await created(site, me, "read", days=1), await created(site, me, "read", days=365)
    listed = (await site.client.get(OWN, headers=me)).json()
    assert [each["used"] for each in listed] == [None, None]
    id = next(each["id"] for each in listed if each["expires"].startswith("2027"))
    assert (await site.client.delete(f"{OWN}/{id}", headers=me)).status_code == 204
    check_problem(await site.client.delete(f"{OWN}/{id}", headers=me), 404, "unknown-token")
    check_problem(await site.client.get("/api/v1/sessions", headers=revoked), 401, "session-ended")
    assert (await site.client.get("/api/v1/sessions", headers=expiring)).status_code == 200
    site.clock.advance(days=1)
    check_problem(await site.client.get("/api/v1/sessions", headers=expiring), 401, "session-ended")


async def test_the_owner_sees_when_a_token_was_last_used(site: Site, me: dict[str, str]) -> None:
    program = await created(site, me, "read")
    site.clock.advance(minutes=5)
    await site.client.get("/api/v1/sessions", headers=program)
    used = (await site.client.get(OWN, headers=me)).json()[0]["used"]
    assert used == site.clock.now().isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"days": 366}, "days"),
        ({"days": 0}, "days"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["all"]}, "scopes.0"),
        ({"purpose": " "}, "purpose"),
    ],
)
async def test_a_token_that_breaks_a_rule_is_refused(
    site: Site, me: dict[str, str], change: dict[str, object], field: str
) -> None:
    body = {"purpose": "大屏", "scopes": ["read"], "days": 30} | change
    answer = await site.client.post(OWN, json=body, headers=me)
    assert [each["field"] for each in check_problem(answer, 422, "invalid")["errors"]] == [field]


async def test_an_account_has_a_limited_number_of_tokens(site: Site, me: dict[str, str]) -> None:
    for _ in range(MOST):
        await created(site, me, "read", days=1)
    body = {"purpose": "大屏", "scopes": ["read"]}
    check_problem(await site.client.post(OWN, json=body, headers=me), 409, "too-many-tokens")
    site.clock.advance(days=1)
    await created(site, await site.log_in(NAME), "read")


async def test_tokens_end_with_their_account_and_with_a_reset_of_its_password(site: Site, me: dict[str, str]) -> None:
    admin = await site.administrator()
    program = await created(site, me, "read")
    await site.client.delete(f"/api/v1/accounts/{NAME}", headers=admin)
    check_problem(await site.client.get("/api/v1/sessions", headers=program), 401, "session-ended")
    await site.client.post(f"/api/v1/accounts/{NAME}/enable", headers=admin)
    assert (await site.client.get("/api/v1/sessions", headers=program)).status_code == 200
    body = {"password": "battery staple"}
    await site.client.post(f"/api/v1/accounts/{NAME}/password", json=body, headers=admin)
    check_problem(await site.client.get("/api/v1/sessions", headers=program), 401, "session-ended")


async def test_the_database_contains_the_hash_of_a_token_only(site: Site, me: dict[str, str]) -> None:
    program = await created(site, me, "read")
    async with site.database.reading() as connection:
        rows = (await connection.execute(select(machine_tokens))).all()
    assert program["Authorization"].removeprefix("Bearer ") not in str(rows)
