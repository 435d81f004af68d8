"""The Word documents of a proposal contain its state, and are offered only when it contains what they need."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from shared.committee.documents.archive import MISSING
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to, carry_on, drafted
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.support.matters import UNIT

OWN = "522625"
OFFICE, UNIT_ACCOUNT = f"{OWN}-secretariat", f"{OWN}-handling_unit"
COMMITTEE = "政协黔东南苗族侗族自治州镇远县委员会"
GIVEN = {
    "title": "关于㵲阳河𱖎的<b>提案</b>",
    "content": "=1+1\n分析",
    "suggestions": ["修路", "种树"],
    "proposers": ["甲", "乙𱖎"],
}


async def document(service: ServiceClient, id: str, form: str, by: str = OFFICE, **params: Any) -> Any:
    """Returns the document that is read back from the response."""
    answer = await service.call("GET", f"/proposals/{id}/documents/{form}", by, params=params)
    assert answer.status_code == 200, answer.text
    return Document(BytesIO(answer.content))


async def refused(service: ServiceClient, id: str, form: str, **params: Any) -> tuple[int, str]:
    """Returns status and detail of a refusal."""
    answer = await service.call("GET", f"/proposals/{id}/documents/{form}", OFFICE, params=params)
    return answer.status_code, answer.json()["detail"]


def lines(found: Any) -> list[str]:
    return [paragraph.text for paragraph in found.paragraphs if paragraph.text.strip()]


def cells(found: Any) -> dict[str, str]:
    """Returns label -> value of the first table."""
    pairs: dict[str, str] = {}
    for row in found.tables[0].rows:
        texts = [each.text for each in row.cells]
        pairs[texts[0]] = texts[1]
        if len(texts) > 2:
            pairs.setdefault(texts[2], texts[3])
    return pairs


async def test_the_form_of_a_proposal_has_its_texts_its_review_and_its_units(roster: ServiceClients) -> None:
    id = await brought_to(roster.county, "assign", by=OFFICE, **GIVEN)
    sheet = await document(roster.county, id, "proposal")
    assert lines(sheet) == [COMMITTEE, "提案表"]
    found = cells(sheet)
    assert (found["案由"], found["提案人"], found["内容"]) == (GIVEN["title"], "甲、乙𱖎", GIVEN["content"])
    assert found["建议"] == "1. 修路\n2. 种树"
    assert (found["审查意见"], found["承办单位"]) == ("2026年2月20日立案", f"{UNIT}（独办）")
    assert found["答复期限"]


async def test_a_notice_of_filing_or_refusal_is_addressed_to_the_proposers(roster: ServiceClients) -> None:
    service = roster.county
    id = await brought_to(service, "file", by=OFFICE, **GIVEN)
    notice = lines(await document(service, id, "filing_notice"))
    assert notice[:4] == [COMMITTEE, "镇远县政协提案〔2026〕1号", "提案立案通知书", "甲、乙𱖎委员："]
    assert "立案号：第001号。" in notice[5]
    assert notice[-2:] == [COMMITTEE, "2026年2月20日"]
    other = await brought_to(service, "submit", by=OFFICE, **GIVEN)
    assert await refused(service, other, "filing_notice") == (409, "提案尚未决定是否立案")
    await service.post(f"/proposals/{other}/refuse", OFFICE, ground="academic", text="请向学会反映", on="2026-02-21")
    notice = lines(await document(service, other, "filing_notice"))
    assert notice[2] == "提案不予立案通知书"
    assert notice[5:7] == ["经提案委员会审查，决定不予立案。理由：属于学术研讨。", "请向学会反映"]


async def test_each_unit_has_a_notice_of_its_own_with_the_proposal_as_annex(roster: ServiceClients) -> None:
    service = roster.county
    id = await brought_to(service, "file", by=OFFICE, **GIVEN)
    assert await refused(service, id, "assignment_notice") == (409, "提案尚未交办承办单位")
    await service.post(f"/proposals/{id}/assign", OFFICE, lead=UNIT, co=["县水务局"], on="2026-02-20")
    status, detail = await refused(service, id, "assignment_notice")
    assert (status, detail) == (422, f"承办单位：交办通知每个单位一份，须为{UNIT}、县水务局之一")
    notice = lines(await document(service, id, "assignment_notice", unit="县水务局"))
    assert notice[2:4] == [f"关于交办《{GIVEN['title']}》的通知", "县水务局："]
    assert notice[5] == f"共同承办的单位：{UNIT}（主办）。"
    assert any("5个工作日内" in line for line in notice)
    assert notice[notice.index("附件") + 1 :] == [
        GIVEN["title"],
        "提案人：甲、乙𱖎",
        "=1+1",
        "分析",
        "建议：",
        "1. 修路",
        "2. 种树",
    ]
    urging = lines(await document(service, id, "urging", unit=UNIT))
    assert urging[3] == f"{UNIT}："
    assert "尚未收到你单位的答复" in "".join(urging)


async def test_notices_and_letters_name_the_plenary_session_of_the_proposal(roster: ServiceClients) -> None:
    service = roster.county
    session = {"term": 10, "session": 3, "first_day": "2026-01-10", "last_day": "2026-01-12"}
    await service.post("/plenary-sessions", OFFICE, **session)
    id = await brought_to(service, "assign", by=OFFICE, **GIVEN)
    named = f"《{GIVEN['title']}》（第十届第三次会议"
    for form in ("filing_notice", "assignment_notice", "urging"):
        params = {} if form == "filing_notice" else {"unit": UNIT}
        assert named in "".join(lines(await document(service, id, form, **params))), form
    replied = await brought_to(service, "reply", by=OFFICE, **GIVEN)
    assert named in "".join(lines(await document(service, replied, "reply")))


async def test_a_reply_is_a_letter_of_the_unit_and_the_opinion_form_has_the_steps_of_the_charter(
    roster: ServiceClients,
) -> None:
    service = roster.county
    id = await brought_to(service, "assign", by=OFFICE, **GIVEN)
    assert await refused(service, id, "reply") == (409, "承办单位尚未答复")
    assert (await refused(service, id, "opinion_form"))[0] == 409
    replied = await brought_to(service, "reply", by=OFFICE, **GIVEN)
    letter = lines(await document(service, replied, "reply"))
    assert letter[0] == UNIT
    assert letter[1].startswith("类别：A类")
    assert letter[3:5] == [f"对《{GIVEN['title']}》的答复", "甲、乙𱖎委员："]
    assert letter[-1] == f"抄送：{COMMITTEE}"
    found = cells(await document(service, replied, "opinion_form"))
    assert found["对办理过程"] == found["对办理结果"] == "□满意　□基本满意　□不满意"
    assert await refused(service, replied, "urging") == (409, "没有尚未答复的承办单位，不需要催办")


async def test_documents_are_numbered_a4_pages_in_the_fonts_of_official_letters(roster: ServiceClients) -> None:
    id = await brought_to(roster.county, "file", by=OFFICE, **GIVEN)
    notice = await document(roster.county, id, "filing_notice")
    section = notice.sections[0]
    assert [round(side / Mm(1)) for side in (section.page_width, section.page_height)] == [210, 297]
    assert section.footer.paragraphs[0].text == "— 1 —"
    assert " PAGE " in section.footer._element.xml
    title = next(each for each in notice.paragraphs if each.text == "提案立案通知书").runs[0]
    assert title._element.rPr.rFonts.get(qn("w:eastAsia")) == "方正小标宋简体"


async def test_a_document_is_for_those_who_may_read_the_proposal(roster: ServiceClients) -> None:
    service = roster.county
    id = await drafted(service, by=OFFICE, **GIVEN)
    assert await refused(service, id, "proposal") == (409, "提案尚未提交，提交后才能打印提案表")
    await carry_on(service, id, "file", by=OFFICE)
    answer = await service.call("GET", f"/proposals/{id}/documents/proposal", UNIT_ACCOUNT)
    assert answer.status_code == 403
    assert (await service.call("GET", f"/proposals/{id}/documents/nothing", OFFICE)).status_code == 422


async def test_the_page_offers_the_documents_that_the_state_allows(roster: ServiceClients) -> None:
    reader = PageClient(roster.county, OFFICE)
    id = await brought_to(roster.county, "file", by=OFFICE, **GIVEN)
    page = await reader.get(f"/proposals/{id}")
    assert "打印文书 2 种" in words(page)
    assert "/documents/reply" not in page.text
    file = await reader.get(f"/proposals/{id}/documents/filing_notice")
    assert file.headers["Content-Disposition"].startswith(f'attachment; filename="{id}-filing_notice.docx"')


async def test_the_notices_of_proposals_that_were_assigned_together_are_one_archive(roster: ServiceClients) -> None:
    service = roster.county
    assigned = [await brought_to(service, "assign", by=OFFICE, **GIVEN) for _ in range(2)]
    draft = await drafted(service, by=OFFICE, title="草稿", proposers=["甲"])
    query = {"form": "assignment_notice", "matter": [*assigned, draft]}
    answer = await service.call("GET", "/proposals/documents.zip", OFFICE, params=query)
    assert answer.status_code == 200, answer.text
    archive = ZipFile(BytesIO(answer.content))
    assert sorted(archive.namelist()) == [f"交办通知（{UNIT}）第{number:03}号.docx" for number in (1, 2)] + [MISSING]
    assert "提案尚未交办承办单位" in archive.read(MISSING).decode()
    assert str(GIVEN["title"]) in "".join(lines(Document(archive.open(archive.namelist()[0]))))
    only = await service.call("GET", "/proposals/documents.zip", OFFICE, params=query | {"matter": [draft]})
    assert (only.status_code, only.json()["code"]) == (409, "document-not-ready")
    other = await service.call("GET", "/proposals/documents.zip", UNIT_ACCOUNT, params=query)
    assert other.status_code == 403
