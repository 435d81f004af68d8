"""The proposals of a session are collected in one document, and reports are printed with the base of every percentage."""

from typing import Any

from tests.committee.page_client import PageClient
from tests.committee.proposals import brought_to, drafted
from tests.committee.service_clients import ServiceClients
from tests.committee.test_documents import GIVEN, OFFICE, lines
from tests.committee.test_report_documents import OWN, reported
from tests.committee.word_files import word
from tests.support.matters import UNIT

__all__ = ["reported"]


async def test_the_proposals_of_a_year_are_collected_by_theme_with_their_replies(roster: ServiceClients) -> None:
    service = roster.county
    await brought_to(service, "reply", by=OFFICE, **GIVEN, theme="economic")
    await brought_to(service, "file", by=OFFICE, title="关于桥梁的提案", theme="economic")
    await brought_to(service, "file", by=OFFICE, title="关于路灯的提案")
    await drafted(service, by=OFFICE, title="未立案")
    found = await word(service, "/proposals/compilation.docx", OFFICE, year=2026)
    headings = [(each.style.name[-1], each.text) for each in found.paragraphs if each.style.name.startswith("Heading")]
    assert [text for level, text in headings if level == "2"] == [GIVEN["title"], "关于桥梁的提案", "关于路灯的提案"]
    assert [text for level, text in headings if level == "1"][-1] == "未分主题"
    texts = lines(found)
    assert "2026年度提案汇编" in texts
    assert any(line.startswith(f"【答复】{UNIT}") for line in texts)
    assert "未立案" not in "".join(texts)
    contents = texts[texts.index("目　录") + 1 :][:5]
    assert contents[1] == f"{GIVEN['title']}\t–"
    xml = found.element.xml
    assert xml.count("PAGEREF _Toc") == xml.count('w:name="_Toc') == 5
    assert xml.count('w:fldCharType="begin"') == xml.count('w:fldCharType="end"')


async def test_a_plenary_session_names_the_collection_and_an_empty_one_is_refused(roster: ServiceClients) -> None:
    service = roster.county
    answer = await service.call("GET", "/proposals/compilation.docx", OFFICE, params={"year": 2026})
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing-to-compile")
    session = {"term": 10, "session": 3, "first_day": "2026-01-10", "last_day": "2026-01-12"}
    await service.post("/plenary-sessions", OFFICE, **session)
    await brought_to(service, "file", by=OFFICE, **GIVEN)
    found = await word(service, "/proposals/compilation.docx", OFFICE, plenary_session="10-3")
    assert "第十届第三次会议提案汇编" in lines(found)
    reader = PageClient(service, OFFICE)
    assert 'href="/proposals/compilation.docx?' in (await reader.get("/proposals")).text
    assert (await reader.get("/proposals/compilation.docx?year=2026&q=")).status_code == 200


async def test_a_year_with_several_plenary_sessions_names_its_collection_unless_one_is_chosen(
    roster: ServiceClients,
) -> None:
    service = roster.county
    for session, month in ((3, "01"), (4, "02")):
        days = {"first_day": f"2026-{month}-10", "last_day": f"2026-{month}-12"}
        await service.post("/plenary-sessions", OFFICE, term=10, session=session, year=2026, **days)
    await brought_to(service, "file", by=OFFICE, **GIVEN)
    assert "2026年度提案汇编" in lines(await word(service, "/proposals/compilation.docx", OFFICE, year=2026))
    chosen = await word(service, "/proposals/compilation.docx", OFFICE, year=2026, plenary_session="10-4")
    assert "第十届第四次会议提案汇编" in lines(chosen)


async def test_a_collection_that_is_too_long_is_refused(roster: ServiceClients, monkeypatch: Any) -> None:
    monkeypatch.setattr("shared.committee.documents.compilation_usecases.MOST_PROPOSALS", 1)
    for _ in range(2):
        await brought_to(roster.county, "file", by=OFFICE, **GIVEN)
    answer = await roster.county.call("GET", "/proposals/compilation.docx", OFFICE)
    assert (answer.status_code, answer.json()["code"]) == (409, "compilation-too-long")


async def test_a_bulletin_prints_every_percentage_with_its_base(reported: ServiceClients) -> None:
    found = lines(await word(reported.county, f"/reports/{OWN}/documents/bulletin", OFFICE, year=2014))
    text = "".join(found)
    assert found[1] == "2014年度提案办理情况通报"
    assert "收到提案118件，立案110件。" in text
    assert "办结率98.18%（108/110，截至2026年3月5日，分母为立案提案（立案后并案、转化、撤回的除外））" in text
    assert "已解决或采纳36件" in text
    assert "尚未答复22件" in text
    assert "本单位未登记下列各项，不是0：" in text
    assert "重点提案0件" not in text
    assert found[-1] == "2026年3月5日"


async def test_an_activity_report_has_the_wording_of_printed_reports(reported: ServiceClients) -> None:
    text = "".join(lines(await word(reported.county, f"/reports/{OWN}/documents/activity", OFFICE, year=2014)))
    assert "协商会议26次，390人次，调研19次，视察21次，民主评议0次，党委听取政协工作汇报0次，社情民意42篇。" in text
    reader = PageClient(reported.county, OFFICE)
    address = f"/reports/{OWN}/documents/activity?year=2014"
    assert f'href="{address}"' in (await reader.get(f"/reports/{OWN}?year=2014")).text
    assert (await reader.get(address)).status_code == 200
