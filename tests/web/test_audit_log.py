"""The audit log records who did what from where, and a row that is changed, deleted, inserted or cut off is found."""

import asyncio

import pytest
from sqlalchemy import RowMapping, delete, func, insert, select, update

from shared.contracts.vocabulary import Role
from shared.web.audit_log.chain import AuditEntry, ChainLink, append
from shared.web.audit_log.retention import SHORTEST, trim
from shared.web.audit_log.table import audit_chain, audit_log
from shared.web.audit_log.verification import verify
from shared.web.audit_log.vocabulary import AuditAction, AuditFault, AuditResult
from shared.web.login.limits import PER_PAIR
from tests.support.site import PASSWORD, Site

NEW = {"name": "522625-auditor", "organization": "522625", "roles": ["proposals_committee"], "password": PASSWORD}


async def rows(site: Site) -> list[RowMapping]:
    """Returns the rows of the audit log in order."""
    async with site.database.reading() as connection:
        return list((await connection.execute(select(audit_log).order_by(audit_log.c.sequence))).mappings())


async def record(site: Site, count: int) -> None:
    """Appends rows, each in a transaction of its own."""
    for number in range(count):
        entry = AuditEntry(action=AuditAction.EXPORT, actor="clerk", subject=f"list {number}")
        async with site.database.transaction() as connection:
            await append(connection, entry, at=site.clock.now())


async def faults(site: Site, known: ChainLink | None = None) -> list[tuple[AuditFault, int, int]]:
    return [(each.kind, each.first, each.last) for each in (await verify(site.database, known=known)).faults]


async def test_logins_and_logouts_are_recorded_with_the_address(site: Site) -> None:
    await site.account("522625-secretariat", Role.SECRETARIAT, organization="522625")
    await site.client.post("/api/v1/sessions", json={"account": "522625-secretariat", "password": "mistaken one"})
    headers = await site.log_in("522625-secretariat")
    await site.client.delete("/api/v1/sessions", headers=headers)
    found = [(each["action"], each["actor"], each["result"], each["address"]) for each in await rows(site)]
    assert found == [
        ("login", "522625-secretariat", "failure", "127.0.0.1"),
        ("login", "522625-secretariat", "success", "127.0.0.1"),
        ("logout", "522625-secretariat", "success", "127.0.0.1"),
    ]


async def test_an_unknown_name_is_not_recorded_because_it_may_be_a_mistyped_password(site: Site) -> None:
    await site.client.post("/api/v1/sessions", json={"account": PASSWORD, "password": PASSWORD})
    [only] = await rows(site)
    assert (only["actor"], only["subject"], only["result"]) == ("", "", "failure")


async def test_changes_of_accounts_are_recorded_and_contain_no_password(site: Site) -> None:
    admin = await site.administrator()
    address = "/api/v1/accounts/522625-auditor"
    await site.client.post("/api/v1/accounts", json=NEW, headers=admin)
    await site.client.post(f"{address}/roles", json={"roles": ["member"]}, headers=admin)
    await site.client.delete(address, headers=admin)
    await site.client.post(f"{address}/enable", headers=admin)
    await site.client.post(f"{address}/password", json={"password": "battery staple"}, headers=admin)
    auditor = await site.client.post("/api/v1/sessions", json={"account": NEW["name"], "password": "battery staple"})
    own = {"old": "battery staple", "new": "another one 27"}
    token = {"Authorization": f"Bearer {auditor.json()['token']}"}
    wrong = {**own, "old": "mistaken one"}
    assert (await site.client.post("/api/v1/accounts/me/password", json=wrong, headers=token)).status_code == 422
    assert (await site.client.post("/api/v1/accounts/me/password", json=own, headers=token)).status_code == 204
    found = await rows(site)
    assert [(each["action"], each["actor"], each["details"]) for each in found if each["action"] != "login"] == [
        ("account_created", "administrator", "proposals_committee"),
        ("roles_changed", "administrator", "member"),
        ("account_disabled", "administrator", ""),
        ("account_enabled", "administrator", ""),
        ("password_reset", "administrator", ""),
        ("password_changed", "522625-auditor", ""),
        ("password_changed", "522625-auditor", ""),
    ]
    assert [each["result"] for each in found][-2:] == [AuditResult.FAILURE, AuditResult.SUCCESS]
    assert not any(secret in str(found) for secret in ("battery staple", "another one 27", "mistaken one"))


async def test_what_is_refused_is_not_recorded_as_done(site: Site) -> None:
    admin = await site.administrator()
    await site.client.post("/api/v1/accounts", json=NEW, headers=admin)
    assert (await site.client.post("/api/v1/accounts", json=NEW, headers=admin)).status_code == 409
    assert [each["action"] for each in await rows(site)] == ["login", "account_created"]


async def test_an_untouched_log_has_no_fault(site: Site) -> None:
    await record(site, 3)
    result = await verify(site.database)
    assert (result.rows, result.head.sequence, result.faults) == (3, 3, [])


async def test_a_log_without_rows_has_no_fault(site: Site) -> None:
    assert await faults(site) == []


async def test_writers_at_the_same_time_do_not_fork_the_chain(site: Site) -> None:
    await asyncio.gather(*(record(site, 3) for _ in range(8)))
    assert [each["sequence"] for each in await rows(site)] == list(range(1, 25))
    assert await faults(site) == []


async def test_a_changed_row_is_found(site: Site) -> None:
    await record(site, 5)
    async with site.database.transaction() as connection:
        await connection.execute(update(audit_log).where(audit_log.c.sequence == 3).values(actor="nobody"))
    assert await faults(site) == [(AuditFault.CHANGED, 3, 3)]


async def test_a_deleted_row_is_found(site: Site) -> None:
    await record(site, 5)
    async with site.database.transaction() as connection:
        await connection.execute(delete(audit_log).where(audit_log.c.sequence.in_([3, 4])))
    assert await faults(site) == [(AuditFault.MISSING, 3, 4)]


async def test_a_deleted_beginning_is_found(site: Site) -> None:
    await record(site, 5)
    async with site.database.transaction() as connection:
        await connection.execute(delete(audit_log).where(audit_log.c.sequence <= 2))
    assert await faults(site) == [(AuditFault.ANCHOR, 1, 2)]


async def test_an_inserted_row_is_found_and_the_log_goes_on_after_it(site: Site) -> None:
    await record(site, 2)
    last = dict((await rows(site))[-1])
    async with site.database.transaction() as connection:
        await connection.execute(insert(audit_log).values({**last, "sequence": 3, "actor": "nobody"}))
    assert await faults(site) == [(AuditFault.SURPLUS, 3, 3)]
    await record(site, 1)
    assert [each["sequence"] for each in await rows(site)] == [1, 2, 3, 4]
    assert (AuditFault.CHANGED, 3, 3) in await faults(site)


async def test_a_truncated_chain_is_found(site: Site) -> None:
    await record(site, 5)
    async with site.database.transaction() as connection:
        await connection.execute(delete(audit_log).where(audit_log.c.sequence > 3))
    assert await faults(site) == [(AuditFault.TRUNCATED, 4, 5)]


async def test_a_log_that_was_cut_off_together_with_its_head_is_found_by_a_hash_that_was_noted_down(site: Site) -> None:
    await record(site, 5)
    known, third = (await verify(site.database)).head, (await rows(site))[2]
    async with site.database.transaction() as connection:
        await connection.execute(delete(audit_log).where(audit_log.c.sequence > 3))
        await connection.execute(update(audit_chain).values(head_sequence=3, head_hash=third["hash"]))
    assert await faults(site) == []
    assert await faults(site, known) == [(AuditFault.KNOWN, 5, 5)]
    await record(site, 2)
    assert await faults(site, known) == [(AuditFault.KNOWN, 5, 5)]


async def test_expired_rows_are_trimmed_and_the_rest_stays_verifiable(site: Site) -> None:
    await record(site, 4)
    site.clock.advance(days=SHORTEST.days + 2)
    await record(site, 2)
    async with site.database.transaction() as connection:
        await trim(connection, site.clock.now(), SHORTEST)
    assert [(each["sequence"], each["action"]) for each in await rows(site)] == [
        (5, "export"),
        (6, "export"),
        (7, "trimmed"),
    ]
    assert await faults(site) == []


async def test_rows_that_were_deleted_as_if_they_had_been_trimmed_are_found(site: Site) -> None:
    await record(site, 5)
    second = (await rows(site))[1]
    async with site.database.transaction() as connection:
        await connection.execute(delete(audit_log).where(audit_log.c.sequence <= 2))
        await connection.execute(update(audit_chain).values(anchor_sequence=2, anchor_hash=second["hash"]))
    assert await faults(site) == [(AuditFault.ANCHOR, 1, 2)]


async def test_rows_are_not_trimmed_before_their_time(site: Site) -> None:
    await record(site, 2)
    site.clock.advance(days=SHORTEST.days)
    async with site.database.transaction() as connection:
        await trim(connection, site.clock.now(), SHORTEST)
        assert await connection.scalar(select(func.count()).select_from(audit_log)) == 2


async def auditor(site: Site) -> dict[str, str]:
    """Returns the headers of an audit administrator."""
    return await site.log_in(await site.account("auditing", Role.AUDIT_ADMINISTRATOR))


async def test_the_audit_administrator_reads_the_log_by_account_action_result_and_day(site: Site) -> None:
    await site.account("522625-secretariat", Role.SECRETARIAT, organization="522625")
    await site.client.post("/api/v1/sessions", json={"account": "522625-secretariat", "password": "mistaken one"})
    headers = await auditor(site)
    for given, total in (
        ({}, 2),
        ({"actor": "522625-secretariat"}, 1),
        ({"result": "failure"}, 1),
        ({"action": "logout"}, 0),
        ({"subject": "auditing"}, 1),
        ({"from": "1949-10-01"}, 2),
        ({"from": "0001-01-01", "until": "9999-12-31"}, 2),
        ({"until": "1949-10-01"}, 0),
    ):
        page = (await site.client.get("/api/v1/audit-log", params=given, headers=headers)).json()
        assert page["total"] == total, given
    first = (await site.client.get("/api/v1/audit-log", params={"size": 1}, headers=headers)).json()
    assert [each["actor"] for each in first["items"]] == ["auditing"]
    wrong = await site.client.get("/api/v1/audit-log", params={"action": "emperor"}, headers=headers)
    assert wrong.status_code == 422


async def test_nobody_else_reads_the_log(site: Site) -> None:
    for headers in (await site.secretary(), await site.administrator()):
        for path in ("/api/v1/audit-log", "/api/v1/audit-log.csv"):
            assert (await site.client.get(path, headers=headers)).status_code == 403


@pytest.mark.full
async def test_an_export_of_the_log_contains_every_row_and_is_recorded_itself(site: Site) -> None:
    await record(site, 1001)
    answer = await site.client.get("/api/v1/audit-log.csv", headers=await auditor(site))
    lines = answer.text.splitlines()
    assert len(lines) == 1 + 1003
    assert lines[-1].split(",")[2:7] == ["auditing", "127.0.0.1", "export", "导出", "audit_log"]
    assert await faults(site) == []


async def test_the_first_login_that_has_to_wait_is_recorded_and_those_after_it_are_not(site: Site) -> None:
    await site.account("522625-secretariat", Role.SECRETARIAT, organization="522625")

    async def fail(times: int, *, account: str = "522625-secretariat") -> None:
        for _ in range(times):
            await site.client.post("/api/v1/sessions", json={"account": account, "password": "mistaken one"})

    await fail(PER_PAIR + 3)
    refused = ("522625-secretariat", "failure", "too-many-attempts")
    found = [(each["actor"], each["result"], each["details"]) for each in await rows(site)]
    assert found == [("522625-secretariat", "failure", "")] * PER_PAIR + [refused]
    site.clock.advance(minutes=1)
    await fail(3)
    assert [each["details"] for each in await rows(site)][PER_PAIR:] == ["too-many-attempts", "", "too-many-attempts"]
    await fail(PER_PAIR + 1, account="nobody")
    last = (await rows(site))[-1]
    assert (last["actor"], last["details"]) == ("", "too-many-attempts")
    assert await faults(site) == []
