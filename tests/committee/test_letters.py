"""What was sent on or came from elsewhere can be had as a letter on paper."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tests.committee.forwarding import CITY, COUNTY, TOWNSHIP, approved, arrived, clerk, sent
from tests.committee.page_client import PageClient
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClient, ServiceClients


async def letter(service: ServiceClient, path: str, by: str, **params: Any) -> Any:
    """Returns the document that is read back from the response."""
    answer = await service.call("GET", f"{path}/letter", by, params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].endswith("wordprocessingml.document")
    return Document(BytesIO(answer.content))


def lines(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


async def test_both_sides_of_a_transfer_have_the_same_letter(connected: ServiceClients) -> None:
    id = await approved(connected.township, TOWNSHIP)
    await sent(connected, TOWNSHIP, id)
    matter = await arrived(connected.county, COUNTY)
    expected = [
        "万山区敖寨侗族乡政协联络组",
        "敖寨侗族乡政协联络组函〔2026〕1号",
        "河道边的路灯坏了",
        "政协铜仁市万山区委员会：",
        "三个月无人修理，请尽快处理",
        "万山区敖寨侗族乡政协联络组",
        "2026年3月5日",
    ]
    assert lines(await letter(connected.township, f"/opinions/{id}", clerk(TOWNSHIP))) == expected
    assert lines(await letter(connected.county, f"/opinions/{matter}", clerk(COUNTY))) == expected
    assert "居民" not in "".join(expected)


async def test_what_came_and_was_sent_on_has_a_letter_for_each_way(connected: ServiceClients) -> None:
    transfer = await sent(connected, TOWNSHIP, await approved(connected.township, TOWNSHIP))
    matter = (await connected.county.post(f"/transfers/{transfer}/accept", clerk(COUNTY)))["id"]
    await approved(connected.county, COUNTY, matter)
    onward = await sent(connected, COUNTY, matter)
    path, by = f"/opinions/{matter}", clerk(COUNTY)
    assert lines(await letter(connected.county, path, by))[3] == "政协铜仁市委员会："
    assert lines(await letter(connected.county, path, by, transfer=onward))[:2] == [
        "政协铜仁市万山区委员会",
        "万政协函〔2026〕1号",
    ]
    came = lines(await letter(connected.city, f"/opinions/{await arrived(connected.city, CITY)}", clerk(CITY)))
    assert came[1] == "万政协函〔2026〕1号"  # the organ code is in the charter of the sender alone
    assert (await connected.city.get("/opinions", clerk(CITY), q="万政协函〔2026〕1号"))["total"] == 1
    assert lines(await letter(connected.county, path, by, transfer=transfer))[3] == "政协铜仁市万山区委员会："
    answer = await connected.county.call("GET", f"{path}/letter", by, params={"transfer": f"{COUNTY}-t-2026-9"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "transfer")


async def test_a_proposal_has_its_suggestions_and_proposers(connected: ServiceClients) -> None:
    by = clerk(COUNTY)
    given = {"content": "现状\n\n 分析", "suggestions": ["修路", "种树"], "proposers": ["甲", "乙"]}
    id = await brought_to(connected.county, "file", by=by, **given)
    await connected.county.post(f"/proposals/{id}/forward", by)
    letter_lines = lines(await letter(connected.county, f"/proposals/{id}", by))
    assert letter_lines[4:10] == ["现状", "分析", "建议：", "1. 修路", "2. 种树", "提案人：甲、乙"]


async def test_both_sides_read_the_plenary_session_and_the_filing_number_of_a_proposal(
    connected: ServiceClients,
) -> None:
    by, days = clerk(COUNTY), {"first_day": "2026-02-01", "last_day": "2026-02-04"}
    await connected.county.post("/plenary-sessions", by, term=10, session=3, **days)
    await connected.city.post("/plenary-sessions", clerk(CITY), term=14, session=5, **days)
    id = await brought_to(connected.county, "file", by=by, content="现状")
    await connected.county.post(f"/proposals/{id}/forward", by)
    await connected.deliver()
    sent_lines = lines(await letter(connected.county, f"/proposals/{id}", by))
    assert sent_lines[3] == "（第十届第三次会议提案 第001号）"
    came = await arrived(connected.city, CITY)
    assert lines(await letter(connected.city, f"/proposals/{came}", clerk(CITY))) == sent_lines


async def test_a_sent_letter_stays_as_it_was_when_the_session_is_corrected(connected: ServiceClients) -> None:
    by, days = clerk(COUNTY), {"first_day": "2026-02-01", "last_day": "2026-02-04"}
    id = await brought_to(connected.county, "file", by=by, content="现状")
    await connected.county.post(f"/proposals/{id}/forward", by)
    await connected.deliver()
    sent_lines = lines(await letter(connected.county, f"/proposals/{id}", by))
    await connected.county.post("/plenary-sessions", by, term=10, session=3, **days)
    assert lines(await letter(connected.county, f"/proposals/{id}", by)) == sent_lines
    came = await arrived(connected.city, CITY)
    assert lines(await letter(connected.city, f"/proposals/{came}", clerk(CITY))) == sent_lines


async def test_a_matter_that_is_sent_on_keeps_the_letter_it_came_by(connected: ServiceClients) -> None:
    id = await brought_to(connected.county, "file", by=clerk(COUNTY), content="现状")
    await connected.county.post(f"/proposals/{id}/forward", clerk(COUNTY))
    await connected.deliver()
    path = f"/proposals/{await arrived(connected.city, CITY)}"
    (incoming,) = (await connected.city.get("/transfers", clerk(CITY), side="in"))["items"]
    before = lines(await letter(connected.city, path, clerk(CITY)))
    await connected.city.post(f"/transfers/{incoming['id']}/accept", clerk(CITY))
    await connected.city.post(f"{path}/file", clerk(CITY))
    await connected.city.post(f"{path}/forward", clerk(CITY))
    assert lines(await letter(connected.city, path, clerk(CITY), transfer=incoming["id"])) == before


async def test_a_letter_keeps_every_character_whatever_fonts_know_it(connected: ServiceClients) -> None:
    by, rare = clerk(COUNTY), "𱖎\U0002ebf0\ue863\u00a0\u3000镇"
    id = await brought_to(connected.county, "file", by=by, title=f"关于{rare}", content=f"正文{rare}", proposers=[rare])
    await connected.county.post(f"/proposals/{id}/forward", by)
    written = lines(await letter(connected.county, f"/proposals/{id}", by))
    line = rare.replace("\u00a0\u3000", " ")
    assert (written[2], written[4], written[5]) == (f"关于{line}", f"正文{rare}", f"提案人：{line}")


async def test_the_page_is_that_of_an_official_letter(connected: ServiceClients) -> None:
    id = await approved(connected.township, TOWNSHIP)
    await sent(connected, TOWNSHIP, id)
    document = await letter(connected.township, f"/opinions/{id}", clerk(TOWNSHIP))
    section = document.sections[0]
    assert [round(side / Mm(1)) for side in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin / Mm(1)) for margin in margins] == [37, 35, 28, 26]
    title = next(each for each in document.paragraphs if each.text == "河道边的路灯坏了").runs[0]
    body = next(each for each in document.paragraphs if each.text.startswith("三个月"))
    fonts = [run._element.rPr.rFonts.get(qn("w:eastAsia")) for run in (title, body.runs[0])]
    assert fonts == ["方正小标宋简体", "仿宋_GB2312"]
    assert (title.font.size, body.runs[0].font.size) == (Pt(22), Pt(16))
    assert (body.paragraph_format.line_spacing, body.paragraph_format.first_line_indent) == (Pt(28), Pt(32))
    assert document.core_properties.author == "万山区敖寨侗族乡政协联络组"


async def test_what_has_not_travelled_has_no_letter(connected: ServiceClients) -> None:
    id = await approved(connected.township, TOWNSHIP)
    answer = await connected.township.call("GET", f"/opinions/{id}/letter", clerk(TOWNSHIP))
    assert (answer.status_code, answer.json()["code"]) == (409, "not-sent")


async def test_the_page_of_what_has_travelled_leads_to_its_letter(connected: ServiceClients) -> None:
    id = await approved(connected.township, TOWNSHIP)
    reader = PageClient(connected.township, clerk(TOWNSHIP))
    address = f"/opinions/{id}/letter"
    assert address not in (await reader.get(f"/opinions/{id}")).text
    await sent(connected, TOWNSHIP, id)
    assert f'href="{address}"' in (await reader.get(f"/opinions/{id}")).text
    file = await reader.get(address)
    assert lines(Document(BytesIO(file.content)))[2] == "河道边的路灯坏了"
    assert file.headers["Content-Disposition"].startswith(f'attachment; filename="{id}.docx"')
