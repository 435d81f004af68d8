"""The audit log of a committee's service: imports, exports and readings of restricted texts, and its page."""

import httpx
from sqlalchemy import select

from shared.web.audit_log.table import audit_log
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClient, ServiceClients

SEC, LEADER, AUDIT = "522625-secretariat", "522625-leader", "audit_administrator"


async def recorded(service: ServiceClient) -> list[tuple[str, str, str, str]]:
    """Returns actor, action, subject and details of each entry."""
    log = audit_log.c
    async with service.context.service.reading() as connection:
        rows = await connection.execute(select(log.actor, log.action, log.subject, log.details).order_by(log.sequence))
        return [(*row,) for row in rows]


async def exported(service: ServiceClient, path: str, by: str) -> httpx.Response:
    answer = await service.call("GET", path, by)
    assert answer.status_code == 200
    return answer


async def test_imports_and_exports_are_recorded_with_their_counts(roster: ServiceClients) -> None:
    county = roster.county
    before = len(await recorded(county))
    content = "name,sector\n委员甲,教育界\n委员乙,农业界\n".encode()
    checked = {"dry_run": "true"}
    assert (await county.call("POST", "/imports/members", SEC, content=content, params=checked)).status_code == 200
    assert (await county.call("POST", "/imports/members", SEC, content=content)).status_code == 200
    await exported(county, "/members.xlsx", SEC)
    await exported(county, "/proposals.xlsx", SEC)
    assert (await recorded(county))[before:] == [
        (SEC, "import", "members 522625", "2"),
        (SEC, "export", "members 522625", "2"),
        (SEC, "export", "proposals 522625", "0"),
    ]
    assert "导入 members 522625 成功 2 行" in words(await PageClient(county, AUDIT).get("/audit-log?action=import"))


async def test_the_reading_of_an_opinion_report_is_recorded_without_its_text(roster: ServiceClients) -> None:
    county = roster.county
    begun = await county.post("/opinions", SEC, title="关于一事", content="不能外传的内容")
    before = len(await recorded(county))
    await county.get(f"/opinions/{begun['id']}", LEADER)
    assert (await recorded(county))[before:] == [(LEADER, "restricted_reading", begun["id"], "")]
    assert "不能外传" not in str(await recorded(county))


async def test_the_page_of_the_audit_log_is_filtered_paged_and_exported(roster: ServiceClients) -> None:
    county = roster.county
    begun = await county.post("/opinions", SEC, title="关于一事", content="内容")
    await county.get(f"/opinions/{begun['id']}", LEADER)
    audit = PageClient(county, AUDIT)
    assert "审计日志" in words(await audit.get("/"))
    page = await audit.get("/audit-log?action=restricted_reading")
    assert f"查阅限定范围的文本 {begun['id']} 成功" in words(page)
    assert "没有符合条件的记录" in words(await audit.get("/audit-log?actor=nobody&from=2020-01-01&until="))
    file = await audit.get("/audit-log.csv?action=restricted_reading")
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert begun["id"] in file.text
    assert (await PageClient(county, SEC).get("/audit-log")).status_code == 403
    assert (await audit.get("/accounts")).status_code == 403
