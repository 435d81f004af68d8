"""Visits to a service window, and the opinion reports that are made of them."""

from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClients
from tests.committee.test_columns import check

CLERK = "522625-secretariat"


async def test_a_visit_becomes_an_opinion_report_that_leads_back_to_it(roster: ServiceClients) -> None:
    county = roster.county
    visit = (await county.post("/visits", CLERK, title="反映路灯", note="三个月无人修理", outcomes=["report"]))["id"]
    receipt = await county.post(f"/visits/{visit}/report", CLERK, content="河边的路灯三个月无人修理", source="居民甲")
    assert receipt["status"] == "recorded"
    made = (await county.get(f"/visits/{visit}", CLERK))["report"]
    report = await county.get(f"/opinions/{made}", CLERK)
    assert (report["visit"], report["title"], report["channel"]) == (visit, "反映路灯", "window")
    assert (report["content"], report["source"]) == ("河边的路灯三个月无人修理", "居民甲")
    assert not any("路灯" in row.payload.decode() for row in await county.announced())
    assert await county.refused(f"/visits/{visit}/report", CLERK) == (409, "already-recorded")
    await check(county, "opinions")


async def test_a_visit_with_another_outcome_becomes_no_report(roster: ServiceClients) -> None:
    county = roster.county
    visit = (await county.post("/visits", CLERK, title="反映路灯", outcomes=["advice"]))["id"]
    assert await county.refused(f"/visits/{visit}/report", CLERK) == (409, "not-allowed-now")
    assert "report" not in (await county.get(f"/visits/{visit}", CLERK))["commands"]
    assert (await county.get("/opinions", CLERK))["total"] == 0


async def test_after_a_visit_the_form_of_its_report_is_open_and_filled(roster: ServiceClients) -> None:
    clerk = PageClient(roster.county, CLERK)
    page = await clerk.begin("visits", title="反映路灯", note="三个月无人修理", outcomes=["report"])
    assert '<details id="report" open>' in page.text
    assert 'value="反映路灯"' in page.text
    page = await clerk.run_command(page, "report", source="居民甲")
    assert "形成社情民意已登记" in words(page)
    (report,) = (await roster.county.get("/opinions", CLERK))["items"]
    assert f'href="/opinions/{report["id"]}"' in page.text
    assert (await roster.county.get(f"/opinions/{report['id']}", CLERK))["content"] == "三个月无人修理"
    back = await clerk.get(f"/opinions/{report['id']}")
    assert 'href="/visits/' in back.text
