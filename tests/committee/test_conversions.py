"""Conversions, refusals and withdrawals of proposals through the API."""

from tests.committee.page_client import PageClient
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClients
from tests.committee.test_columns import check

SEC = "522625-secretariat"


async def test_a_proposal_converted_to_an_opinion_report_leads_there_and_back(roster: ServiceClients) -> None:
    county = roster.county
    id = await brought_to(
        county, "file", title="一事", content="情况", suggestions=["一", "二"], proposers=["甲委员", "乙委员"]
    )
    assert (await county.post(f"/proposals/{id}/convert", SEC, to="opinion", text="转办"))["status"] == "converted"
    shown = await county.get(f"/proposals/{id}", SEC)
    assert (shown["converted_to"], shown["conversion"]) == ("opinion", "转办")
    report = await county.get(f"/opinions/{shown['converted_matter']}", SEC)
    assert (report["converted_from"], report["title"], report["status"]) == (id, "一事", "collected")
    assert (report["content"], report["source"]) == ("情况\n建议：\n1. 一\n2. 二", "甲委员、乙委员")
    assert not any("委员" in row.payload.decode() for row in await county.announced())
    await check(county, "proposals")


async def test_a_proposal_converted_to_a_letter_begins_no_report(roster: ServiceClients) -> None:
    county = roster.county
    for to in ("letter", "suggestion"):
        id = await brought_to(county, "submit")
        await county.post(f"/proposals/{id}/convert", SEC, to=to)
        assert (await county.get(f"/proposals/{id}", SEC))["converted_matter"] is None
    assert (await county.get("/opinions", SEC))["total"] == 0


async def test_a_refused_conversion_begins_no_report(roster: ServiceClients) -> None:
    county = roster.county
    id = await brought_to(county, "assign")
    assert await county.refused(f"/proposals/{id}/convert", SEC, to="opinion") == (409, "not-allowed-now")
    assert await county.refused(f"/proposals/{id}/convert", SEC, to="poem") == (422, "invalid")
    assert (await county.get("/opinions", SEC))["total"] == 0


async def test_the_proposers_are_notified_why_a_proposal_is_not_filed(roster: ServiceClients) -> None:
    county = roster.county
    id = await brought_to(county, "submit")
    await county.post(f"/proposals/{id}/refuse", SEC, ground="no_suggestion", text="不外传的说明")
    shown = await county.get(f"/proposals/{id}", SEC)
    assert (shown["ground"], shown["refusal"]) == ("no_suggestion", "不外传的说明")
    assert not any("不外传" in row.payload.decode() for row in await county.announced())


async def test_a_proposal_is_withdrawn_after_filing(roster: ServiceClients) -> None:
    county = roster.county
    id = await brought_to(county, "acknowledge")
    assert (await county.post(f"/proposals/{id}/withdraw", SEC, reason="情况已变化"))["status"] == "withdrawn"
    await check(county, "proposals")


async def test_the_pages_of_a_proposal_and_of_its_report_lead_to_each_other(roster: ServiceClients) -> None:
    clerk = PageClient(roster.county, SEC)
    id = await brought_to(roster.county, "submit")
    await roster.county.post(f"/proposals/{id}/convert", SEC, to="opinion")
    report = (await roster.county.get(f"/proposals/{id}", SEC))["converted_matter"]
    assert f'<a href="/opinions/{report}">{report}</a>' in (await clerk.get(f"/proposals/{id}")).text
    assert f'<a href="/proposals/{id}">{id}</a>' in (await clerk.get(f"/opinions/{report}")).text
