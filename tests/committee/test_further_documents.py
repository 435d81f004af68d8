"""The Word documents of activities, annual plans and referred opinion reports."""

from io import BytesIO
from typing import Any

from docx import Document

from tests.committee.page_client import PageClient, options, words
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.test_activities import ITEM

CLERK, MEMBER = "522625-secretariat", "522625-member"
TITLE = "河道治理协商会"


async def lines(service: ServiceClient, path: str) -> list[str]:
    """Returns the paragraphs of a document that have text."""
    answer = await service.call("GET", path, CLERK)
    assert answer.status_code == 200, answer.text
    return [each.text for each in Document(BytesIO(answer.content)).paragraphs if each.text]


async def refused(service: ServiceClient, path: str) -> tuple[int, str]:
    answer = await service.call("GET", path, CLERK)
    return answer.status_code, answer.json()["detail"]


async def test_an_activity_has_a_notice_minutes_its_outcome_and_a_request_for_comments(roster: ServiceClients) -> None:
    county = roster.county
    id = (await county.post("/consultations", CLERK, title=TITLE, content="清淤与护岸", held_by="standing_committee"))[
        "id"
    ]
    path = f"/consultations/{id}"
    assert await refused(county, f"{path}/documents/notice") == (409, "活动尚未组织，组织以后才能打印通知")
    await county.post(f"{path}/organise", CLERK, venue="政协会议室", date="2026-03-05")
    notice = await lines(county, f"{path}/documents/notice")
    assert notice[:2] == ["政协黔东南苗族侗族自治州镇远县委员会", f"关于召开“{TITLE}”的通知"]
    assert {"一、内容：清淤与护岸", "二、时间：2026年3月5日", "三、地点：政协会议室"} <= set(notice)
    assert await refused(county, f"{path}/documents/minutes") == (409, "活动尚未开展，开展以后才能打印纪要")
    held = {"participants": 12, "members": 8, "questions": 3, "answers": 3, "suggestions": ["清淤", "植树"]}
    await county.post(f"{path}/hold", CLERK, **held, attendees=["甲", "乙"])
    await county.post(f"{path}/answer_suggestion", CLERK, number=1, department="水务局", answer="汛前完成")
    minutes = "\n".join(await lines(county, f"{path}/documents/minutes"))
    for phrase in (
        "12人（其中委员8人）参加",
        "会上提问3次，答复3次",
        "出席：甲、乙",
        "1. 清淤",
        "（水务局答复：汛前完成）",
    ):
        assert phrase in minutes
    assert await refused(county, f"{path}/documents/outcome") == (409, "成果尚未报送")
    await county.post(f"{path}/submit_outcome", CLERK, kind="recommendation", outcome_text="建议汛前清淤。")
    outcome = await lines(county, f"{path}/documents/outcome")
    assert outcome[1] == f"关于“{TITLE}”的建议案"
    assert "建议汛前清淤。" in outcome
    assert await refused(county, f"{path}/documents/comments") == (409, "尚未征求意见")
    asked = {"addressees": ["甲镇", "水务局"], "until": "2026-03-20"}
    await county.post(f"{path}/request_comments", CLERK, **asked)
    request = await lines(county, f"{path}/documents/comments")
    assert request[2] == "甲镇、水务局："
    assert "请于2026年3月20日前书面反馈" in request[3]
    assert request[-1] == "建议汛前清淤。"
    page = await PageClient(county, CLERK).get(path)
    for name, title in (
        ("notice", "活动通知"),
        ("minutes", "活动纪要"),
        ("outcome", "建议案"),
        ("comments", "征求意见函"),
    ):
        assert f'href="{path}/documents/{name}"' in page.text
        assert title in page.text
    assert (await PageClient(county, CLERK).get(f"{path}/documents/minutes")).status_code == 200
    assert await refused(county, f"{path}/documents/other") == (404, "协商活动没有这种文书")


async def test_a_plan_is_a_table_of_its_items_and_says_that_it_is_a_draft(roster: ServiceClients) -> None:
    county = roster.county
    id = (await county.post("/plans", CLERK))["id"]
    path = f"/plans/{id}/documents/plan"
    assert await refused(county, path) == (409, "计划中还没有项目")
    for topic in ("老旧小区改造", "夜间公交"):
        await county.post(f"/plans/{id}/add_item", CLERK, **ITEM | {"topic": topic})
    await county.post(f"/plans/{id}/drop_item", CLERK, item=2, reason="并入其他工作")

    async def read() -> tuple[str, Any]:
        document = Document(BytesIO((await county.call("GET", path, CLERK)).content))
        return document.paragraphs[0].text, [[cell.text for cell in row.cells] for row in document.tables[0].rows]

    title, rows = await read()
    assert title.endswith("2026年度协商计划（草案）")
    assert rows[1:] == [["1", "老旧小区改造", "专门委员会协商", "分管副主席／科长", "住建局", "2026-12-31"]]
    for command in ("approve", "confirm"):
        await county.post(f"/plans/{id}/{command}", CLERK)
    assert (await read())[0].endswith("2026年度协商计划")


async def test_a_report_is_referred_by_a_letter_that_does_not_name_the_person(roster: ServiceClients) -> None:
    county = roster.county
    report = {"title": "化肥涨价", "content": "每袋贵十元", "source": "来访群众王某"}
    id = (await county.post("/opinions", CLERK, **report))["id"]
    path = f"/opinions/{id}/documents/referral"
    assert await refused(county, path) == (409, "该信息尚未转办")
    for command, fields in (("approve", {}), ("refer", {"unit": "农业农村局", "limit": "2026-04-05"})):
        await county.post(f"/opinions/{id}/{command}", CLERK, **fields)
    letter = await lines(county, path)
    assert letter[1:3] == ["关于转办社情民意信息《化肥涨价》的函", "农业农村局："]
    assert "农业农村局请于2026年4月5日前书面回复办理情况。" in letter
    assert letter[-1] == "每袋贵十元"
    assert "王某" not in "".join(letter)
    assert (await county.call("GET", path, "520603-secretariat")).status_code == 404


async def test_a_province_submits_an_approved_report_to_the_national_committee_by_a_letter(
    roster: ServiceClients,
) -> None:
    region, county = roster.region, roster.county
    clerk = "520000-secretariat"
    report = {"title": "化肥涨价", "content": "每袋贵十元", "source": "来访群众王某", "authors": ["李某"]}
    id = (await region.post("/opinions", clerk, **report))["id"]
    path = f"/opinions/{id}/documents/submission"
    assert "documents/submission" not in (await PageClient(region, clerk).get(f"/opinions/{id}")).text
    problem = (await region.call("GET", path, clerk)).json()
    assert (problem["status"], problem["detail"]) == (409, "该信息尚未审签")
    await region.post(f"/opinions/{id}/approve", clerk)
    assert "documents/submission" in (await PageClient(region, clerk).get(f"/opinions/{id}")).text
    letter = [each.text for each in Document(BytesIO((await region.call("GET", path, clerk)).content)).paragraphs]
    assert {"关于呈报社情民意信息《化肥涨价》的函", "政协全国委员会办公厅：", "每袋贵十元", "撰稿人：李某"} <= set(
        letter
    )
    assert "王某" not in "".join(letter)
    home = words(await PageClient(region, clerk).get("/"))
    assert "待呈报" in home
    assert "待报送" not in home  # there is no organization above to send it to
    page = await PageClient(region, clerk).get(f"/opinions/{id}")
    assert options(page, "submit-level") == ["nation"]
    assert 'id="submit" open' in page.text
    await region.post(f"/opinions/{id}/submit", clerk, letter="黔协函〔2026〕3号", on="2026-03-05")
    shown = await region.get(f"/opinions/{id}", clerk)
    assert shown["status"] == "forwarded"
    assert shown["submitted"] == [
        {"level": "nation", "level_title": "全国", "on": "2026-03-05", "letter": "黔协函〔2026〕3号"}
    ]
    page = await PageClient(region, clerk).get(f"/opinions/{id}")
    assert "黔协函〔2026〕3号" in words(page)
    assert options(page, "submit-level") == []
    below = (await county.post("/opinions", CLERK, title="路灯坏了", content="三个月无人修理"))["id"]
    await county.post(f"/opinions/{below}/approve", CLERK)
    answer = (await county.call("POST", f"/opinions/{below}/submit", CLERK, json={"level": "province"})).json()
    assert answer["errors"] == [{"field": "level", "value": "province", "rule": "省级使用本系统，请用“报送”"}]
    assert (await county.post(f"/opinions/{below}/submit", CLERK))["status"] == "forwarded"
    assert [each["level"] for each in (await county.get(f"/opinions/{below}", CLERK))["submitted"]] == ["nation"]
    assert (await county.call("GET", f"/opinions/{below}/documents/submission", CLERK)).status_code == 404
    assert "documents/submission" not in (await PageClient(county, CLERK).get(f"/opinions/{below}")).text


async def test_a_visit_has_a_form_to_be_signed_until_it_is_withdrawn(connected: ServiceClients) -> None:
    township, by = connected.township, "520603202-secretariat"
    given = {"title": "反映路灯不亮", "note": "王某来访", "outcomes": ["report", "advice"]}
    path = f"/visits/{(await township.post('/visits', by, **given))['id']}"
    assert "来访登记表" in (await PageClient(township, by).get(path)).text
    cells = await rows(township, f"{path}/documents/visit", by)
    assert ["来访日期", "2026年3月5日"] in cells
    assert ["来访记录", "王某来访"] in cells
    assert ["接访人", ""] in cells
    await township.post(f"{path}/withdraw", by, reason="重复登记")
    problem = (await township.call("GET", f"{path}/documents/visit", by)).json()
    assert (problem["status"], problem["detail"]) == (409, "登记已撤销")


async def test_a_platform_has_a_filing_form_from_its_filing_on(connected: ServiceClients) -> None:
    township, by = connected.township, "520603202-secretariat"
    given = {"title": "瓮坪村协商站", "class": "station", "head": "甲", "deputies": ["乙", "丙"]}
    path = f"/platforms/{(await township.post('/platforms', by, **given))['id']}"
    problem = (await township.call("GET", f"{path}/documents/filing", by)).json()
    assert (problem["status"], problem["detail"]) == (409, "该平台尚未备案")
    await township.post(f"{path}/file", by)
    cells = await rows(township, f"{path}/documents/filing", by)
    assert cells == [
        ["名称", "瓮坪村协商站"], ["类别", "村级协商站"], ["负责人", "甲"], ["副职", "乙、丙"], ["运行", "2026年3月5日"],
    ]  # fmt: skip
    point = {"title": "联络点", "class": "contact_point", "head": "甲", "contact_form": "office"}
    other = f"/platforms/{(await township.post('/platforms', by, **point))['id']}/documents/filing"
    assert (await township.call("GET", other, by)).json()["detail"] == "委员联系点不需要备案"


async def rows(service: ServiceClient, path: str, by: str) -> list[list[str]]:
    """Returns the rows of the table in a document."""
    answer = await service.call("GET", path, by)
    assert answer.is_success, answer.text
    (table,) = Document(BytesIO(answer.content)).tables
    return [[cell.text for cell in row.cells] for row in table.rows]
