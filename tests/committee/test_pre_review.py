"""Two reviews of a proposal, through the API and on the page."""

from datetime import date

from shared.domain.charters.charters import Amendment
from shared.domain.charters.values import Stage
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClients

SEC, COMMITTEE = "522625-secretariat", "522625-proposals_committee"


async def test_a_proposal_is_filed_after_its_first_review(roster: ServiceClients) -> None:
    county, charters = roster.county, roster.county.context.charters
    amended = Amendment(date(2000, 1, 1), {"stages": (Stage.PRE_REVIEW,)})
    charters.places["522625"] = (*charters.places["522625"], amended)
    id = await brought_to(county, "submit")
    path = f"/proposals/{id}"
    assert await county.refused(f"{path}/file", COMMITTEE) == (409, "not-allowed-now")
    (waiting,) = (await county.get("/worklist", COMMITTEE))["items"]
    assert (waiting["id"], waiting["command"], waiting["step"]) == (id, "pre_review", "初审")
    body = {"recommendation": "refuse", "text": "不外传的意见"}
    assert await county.refused(f"{path}/pre_review", COMMITTEE, **body) == (422, "invalid")
    clerk = PageClient(county, SEC)
    page = await clerk.get(path)
    assert {"pre_review"} == {"pre_review", "file", "refuse"}.intersection(clerk.commands(page))
    assert '<details id="pre_review" open>' in page.text
    shown = words(await clerk.run_command(page, "pre_review", recommendation="file", text="不外传的意见"))
    assert all(each in shown for each in ("提案已初审", "建议立案", "不外传的意见")), shown
    view = await county.get(path, SEC)
    assert (view["pre_reviewed_on"], view["recommendation"]) == ("2026-03-05", "file")
    assert (view["recommended_ground"], view["pre_review"]) == (None, "不外传的意见")
    assert [each["command"] for each in (await county.get("/worklist", COMMITTEE))["items"]] == ["file"]
    assert (await county.post(f"{path}/file", COMMITTEE))["status"] == "filed"
    assert not any("不外传" in row.payload.decode() for row in await county.announced())


async def test_the_home_page_counts_first_reviews_by_themselves(roster: ServiceClients) -> None:
    county, charters = roster.county, roster.county.context.charters
    amended = Amendment(date(2000, 1, 1), {"stages": (Stage.PRE_REVIEW,)})
    charters.places["522625"] = (*charters.places["522625"], amended)
    reviewed, new = await brought_to(county, "submit"), await brought_to(county, "submit")
    await county.post(f"/proposals/{reviewed}/pre_review", COMMITTEE, recommendation="file")
    tasks = {each["title"]: each for each in (await county.get("/worklist", COMMITTEE))["tasks"]}
    assert (tasks["待初审"]["count"], tasks["待立案"]["count"]) == (1, 1)
    assert tasks["待初审"]["address"] == "/proposals?awaits=pre_review"
    for awaits, id in (("pre_review", new), ("none", reviewed)):
        listed = await county.get("/proposals", COMMITTEE, status="under_review", awaits=awaits)
        assert [each["id"] for each in listed["items"]] == [id]
