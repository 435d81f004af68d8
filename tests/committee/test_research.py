"""Research as a committee's clerks meet it: groups, sign-offs, the meeting, the appraisal of a later year, the yearly volume."""

import re
from typing import Any

from httpx import Response

from shared.contracts.vocabulary import Role
from shared.domain.charters.research import ResearchProcedure
from tests.committee.attached_files import added
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
    procedure = service.context.charters.on(service.context.today(), COUNTY).research
    if procedure.review:
        await service.post(f"{path}/draft_report", CLERK, draft="冷链不足。")
        for _ in procedure.sign_offs:
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


FOUR = ("调研组组长", "秘书长", "分管副主席", "主席")
"""Those who sign a report off by the charter of 黔南."""


async def carried_out(service: ServiceClient) -> PageClient:
    """Returns the clerk of a county with the charter of 黔南, after research was carried out in groups."""
    limit(service, COUNTY, research=ResearchProcedure(2, 4, FOUR, review=True))
    clerk = PageClient(service, CLERK)
    page = await clerk.begin("consultations", title="山区产业调研", **{"class": "research"})
    page = await clerk.run_command(page, "organise")
    page = await clerk.run_command(page, "form_groups", groups="产业组\n市场组")
    await clerk.run_command(page, "hold", participants="9", suggestions="建冷库")
    return clerk


def opened(page: Response) -> str:
    """Returns the command whose form is open on the page."""
    return str(re.findall(r'<details id="(\w+)"[^>]* open', page.text)[0])


async def todo(service: ServiceClient, account: str) -> list[tuple[str, int]]:
    """Returns title and number of each task of an account."""
    return [(each["title"], each["count"]) for each in (await service.get("/worklist", account))["tasks"]]


async def test_four_leaders_sign_a_report_off_on_pages_and_a_meeting_considers_it(roster: ServiceClients) -> None:
    service = roster.county
    clerk = await carried_out(service)
    address = "/consultations/" + (await service.get("/consultations", CLERK))["items"][0]["id"]
    page = await clerk.get(address)
    assert opened(page) == "draft_report"
    assert not {"sign_off", "review_report", "submit_outcome"} & set(clerk.commands(page))
    assert await todo(service, CLERK) == [("待报告送审", 1)]
    refused = await clerk.run_command(page, "draft_report", draft="")
    assert "须填写报告送审稿，或者先上传附件" in words(refused)
    page = await clerk.run_command(await clerk.get(address), "draft_report", draft="冷链不足，损耗较大。")
    for number, title in enumerate(FOUR):
        name = await service.account(f"leader-{number}", Role.LEADER, organization=COUNTY)
        leader = PageClient(service, name)
        home = await leader.get("/")
        assert "没有等待您办理的事项" not in words(home)
        assert "山区产业调研" in words(home)
        assert await todo(service, name) == [("待报告审签", 1)]
        assert (f"报告{'已审签' if number else '已送审'}（待{title}审签）") in words(await leader.get("/notifications"))
        page = await leader.get(address)
        assert "冷链不足，损耗较大。" in words(page)
        assert opened(page) == "sign_off"
        assert leader.fields(page, "sign_off")["signer"] == [title]
        page = await leader.run_command(page, "sign_off", opinion="同意")
        assert "sign_off" not in leader.commands(page)
        assert await todo(service, name) == []
        assert opened(await clerk.get(address)) == ("sign_off" if title != FOUR[-1] else "review_report")
    shown = await service.get(address, CLERK)
    assert [(each["signer"], each["account"]) for each in shown["sign_offs"]] == [
        (title, f"leader-{number}") for number, title in enumerate(FOUR)
    ]
    assert await todo(service, CLERK) == [("待会议审议", 1)]
    page = await clerk.run_command(await clerk.get(address), "review_report", held_by="chairpersons_council")
    assert opened(page) == "submit_outcome"
    assert clerk.fields(page, "submit_outcome")["outcome_text"] == ["冷链不足，损耗较大。"]
    page = await clerk.run_command(page, "submit_outcome", kind="report")
    assert "已报送成果" in words(page)


async def test_one_leader_does_not_sign_a_report_twice(roster: ServiceClients) -> None:
    service, leader = roster.county, f"{COUNTY}-leader"
    await carried_out(service)
    path = "/consultations/" + (await service.get("/consultations", CLERK))["items"][0]["id"]
    await service.post(f"{path}/draft_report", CLERK, draft="冷链不足。")
    await service.post(f"{path}/sign_off", leader)
    answer = await service.call("POST", f"{path}/sign_off", leader, json={})
    rule = "本账号已作为调研组组长审签过这份报告，同一账号只审签一次"
    assert (answer.status_code, answer.json()["errors"]) == (
        409,
        [{"field": "signer", "value": "秘书长", "rule": rule}],
    )
    assert await todo(service, leader) == []
    assert (await service.get("/worklist", leader))["items"] == []
    await service.post(f"{path}/sign_off", CLERK)


async def test_an_attached_file_is_a_report_without_a_text(roster: ServiceClients) -> None:
    service = roster.county
    await carried_out(service)
    id = (await service.get("/consultations", CLERK))["items"][0]["id"]
    assert await refused(service, f"/consultations/{id}/draft_report") == (
        *("draft", 0, "须填写报告送审稿，或者先上传附件"),
    )
    await added(service, id, CLERK)
    await service.post(f"/consultations/{id}/draft_report", CLERK)


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
