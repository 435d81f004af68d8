"""Periodicals in which opinion reports are printed: numbers of the year, several reports in one issue, and its Word document."""

from io import BytesIO
from typing import Any

from docx import Document

from tests.committee.forwarding import COUNTY, approved, clerk
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClient, ServiceClients

CLERK, MEMBER = clerk(COUNTY), f"{COUNTY}-member"
FIRST, SECOND, THIRD = (f"社情民意信息〔2026〕第{number}期" for number in (1, 2, 3))


async def issued(service: ServiceClient, id: str, **given: Any) -> str:
    """Prints a report and returns the issue."""
    await service.post(f"/opinions/{id}/issue", CLERK, **given)
    return str((await service.get(f"/opinions/{id}", CLERK))["issue"])


async def test_numbers_are_counted_for_each_year_and_given_once(connected: ServiceClients) -> None:
    service = connected.county
    one, two, three = [await approved(service, COUNTY, title=f"第{number}条") for number in "一二三"]
    assert await issued(service, one) == FIRST
    assert await issued(service, two, number=2) == SECOND
    refused = await service.call("POST", f"/opinions/{three}/issue", CLERK, json={"number": 2})
    assert (refused.status_code, refused.json()["code"]) == (409, "number-taken")
    assert await issued(service, three) == THIRD
    service.clock.advance(days=365)
    assert await issued(service, three) == "社情民意信息〔2027〕第1期"


async def test_several_reports_are_printed_in_one_issue_with_the_authors_of_each(connected: ServiceClients) -> None:
    service = connected.county
    one = await approved(service, COUNTY, title="路灯不亮", authors=["甲乙丙", "丁戊己"], source="居民甲")
    two = await approved(service, COUNTY, title="水渠堵塞", authors=["庚辛壬"])
    assert await issued(service, one) == FIRST
    assert await issued(service, two, together_with=one) == FIRST
    shown = await service.get(f"/opinions/{one}", CLERK)
    assert shown["authors"] == ["甲乙丙", "丁戊己"]
    assert shown["printed_with"] == [{"matter": two, "title": "水渠堵塞", "authors": ["庚辛壬"]}]
    found = (await service.get("/opinions", CLERK, q="〔2026〕第1期"))["items"]
    assert [each["id"] for each in found] == [two, one]
    answer = await service.call("GET", f"/opinions/{two}/issue.docx", CLERK)
    text = "\n".join(each.text for each in Document(BytesIO(answer.content)).paragraphs)
    assert text.index(FIRST) < text.index("路灯不亮") < text.index("（撰稿：甲乙丙、丁戊己）") < text.index("水渠堵塞")
    assert "居民甲" not in text
    read = await service.get(f"/opinions/{one}/readings", f"{COUNTY}-auditor")
    assert CLERK in [each["account"] for each in read["items"]]
    page = await PageClient(service, CLERK).get(f"/opinions/{one}")
    assert f'href="/opinions/{one}/issue.docx"' in page.text
    assert f"同期编发 1 项 编号 标题 撰稿人 {two} 水渠堵塞 庚辛壬" in words(page)


async def test_an_issue_is_joined_only_by_reports_of_the_same_organization(connected: ServiceClients) -> None:
    service = connected.county
    one = await approved(service, COUNTY)
    for other in (one, f"{COUNTY}-o-2026-99", "522625-o-2026-1"):
        refused = await service.call("POST", f"/opinions/{one}/issue", CLERK, json={"together_with": other})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "together_with")
    nothing = await service.call("GET", f"/opinions/{one}/issue.docx", CLERK)
    assert (nothing.status_code, nothing.json()["code"]) == (409, "not-issued")


async def test_a_member_does_not_learn_what_else_an_issue_contains(connected: ServiceClients) -> None:
    service = connected.county
    own = str((await service.post("/opinions", MEMBER, title="桥栏杆松动", content="正文"))["id"])
    await approved(service, COUNTY, own)
    other = await approved(service, COUNTY, title="水渠堵塞")
    await issued(service, own)
    await issued(service, other, together_with=own)
    assert (await service.get(f"/opinions/{own}", MEMBER))["printed_with"] == []
