"""Research as a committee's clerks meet it: groups, sign-offs, the meeting, the appraisal of a later year, the yearly volume."""

from typing import Any

from shared.domain.research import ResearchProcedure
from tests.committee.forwarding import COUNTY
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.test_activities import CLERK
from tests.committee.test_documents import lines
from tests.committee.transfers.test_files import limit
from tests.committee.word_files import word


async def refused(service: ServiceClient, path: str, **fields: Any) -> tuple[str, Any, str]:
    """Returns field, value and rule of the only error of a command."""
    answer = await service.call("POST", path, CLERK, json=fields)
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    return error["field"], error["value"], error["rule"]


async def reported(service: ServiceClient, title: str = "山区产业调研", **fields: Any) -> str:
    """Returns the id of a research activity whose report was submitted."""
    raised = {"title": title, "class": "research", "on": "2026-03-01", **fields}
    id = str((await service.post("/consultations", CLERK, **raised))["id"])
    path = f"/consultations/{id}"
    await service.post(f"{path}/organise", CLERK, on="2026-03-01")
    await service.post(f"{path}/form_groups", CLERK, groups=["产业组", "市场组"], on="2026-03-01")
    await service.post(f"{path}/hold", CLERK, participants=9, suggestions=["建冷库"], on="2026-03-02")
    for _ in service.context.charters.on(service.context.today(), COUNTY).research.sign_offs:
        await service.post(f"{path}/sign_off", CLERK, opinion="同意")
    await service.post(f"{path}/review_report", CLERK, held_by="chairpersons_council", conclusion="原则同意")
    await service.post(f"{path}/submit_outcome", CLERK, kind="report", outcome_text="冷链不足，损耗较大。")
    return id


async def test_a_report_is_signed_off_considered_and_submitted(roster: ServiceClients) -> None:
    service = roster.county
    limit(service, COUNTY, research=ResearchProcedure(2, 4, ("组长", "主席"), review=True))
    id = await reported(service)
    shown = await service.get(f"/consultations/{id}", CLERK)
    assert shown["groups"] == ["产业组", "市场组"]
    assert [(each["signer"], each["opinion"]) for each in shown["sign_offs"]] == [("组长", "同意"), ("主席", "同意")]
    assert (shown["reviewed_by"], shown["reviewed_on"], shown["conclusion"]) == (
        *("chairpersons_council", "2026-03-05", "原则同意"),
    )
    page = words(await PageClient(service, CLERK).get(f"/consultations/{id}"))
    for text in ("产业组", "报告审签", "主席会议", "冷链不足"):
        assert text in page, text


async def test_an_appraisal_of_a_later_year_is_linked_with_its_research_both_ways(roster: ServiceClients) -> None:
    service = roster.county
    id = await reported(service)
    clerk = PageClient(service, CLERK)
    form = await clerk.get("/consultations/new")
    assert "2026年第1号 山区产业调研" in words(form)
    assert clerk.fields(form, "")["appraises"] == [""]
    asked = {"title": "回访", "class": "appraisal", "appraises": id}
    assert await refused(service, "/consultations", **asked) == (
        *("appraises", id, "须为本单位2026年以前年度已开展的调研"),
    )
    back = (await service.post("/consultations", CLERK, **asked, year=2027))["id"]
    assert (await service.get(f"/consultations/{back}", CLERK))["appraises"] == id
    assert (await service.get(f"/consultations/{id}", CLERK))["appraised_by"] == [back]
    reader = PageClient(service, CLERK)
    assert f'href="/consultations/{id}"' in (await reader.get(f"/consultations/{back}")).text
    assert f'href="/consultations/{back}"' in (await reader.get(f"/consultations/{id}")).text


async def test_the_reports_of_a_year_are_collected_with_their_instructions(roster: ServiceClients) -> None:
    service, path = roster.county, "/consultations/compilation.docx"
    empty = await service.call("GET", path, CLERK)
    assert (empty.status_code, empty.json()["code"]) == (409, "nothing-to-compile")
    id = await reported(service, held_by="special_committee")
    await reported(service, "养老服务调研")
    await service.post(f"/consultations/{id}/instruct", CLERK, level="city", text="请农业农村局研究")
    await service.post(f"/consultations/{id}/answer_instruction", CLERK, text="已建两座")
    found = lines(await word(service, path, CLERK, year=2026))
    assert "2026年度调研报告汇编" in found
    assert "共2件" in found
    text = "\n".join(found)
    for part in ("专门委员会", "未注明主办", "冷链不足，损耗较大。", "1. 建冷库", "请农业农村局研究", "已建两座"):
        assert part in text, part
    reader = PageClient(service, CLERK)
    assert f'href="{path}?' in (await reader.get("/consultations")).text
    assert (await reader.get(f"{path}?year=2026")).status_code == 200
