"""Similar proposals, shown before a decision on whether a proposal is handled by itself."""

from typing import Any

from tests.committee.forwarding import amend
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClients

CLERK = "522625-secretariat"
WATER = "关于改善㵲阳镇农村饮水安全的提案"


async def similar(roster: ServiceClients, id: str, account: str = CLERK) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await roster.county.get(f"/proposals/{id}/similar", account))["items"]
    return found


async def test_the_same_text_is_found_with_100_per_cent_and_a_similar_one_before_others(roster: ServiceClients) -> None:
    texts = {"content": "部分村寨饮水管道老化，冬季结冰，群众用水困难。"}
    same = await brought_to(roster.county, "submit", title=WATER, **texts)
    near = await brought_to(
        roster.county, "submit", title="关于加强农村饮水安全的提案", content="部分村寨饮水管道老化，水质不稳定。"
    )
    await brought_to(roster.county, "submit", title="关于增加城区公交班次的提案", content="早晚高峰公交车太少。")
    new = await brought_to(roster.county, "submit", title=WATER, **texts)
    found = await similar(roster, new)
    assert [each["id"] for each in found] == [same, near]
    assert found[0]["percent"] == 100 > found[1]["percent"]


async def test_a_proposal_of_five_years_ago_is_not_offered(roster: ServiceClients) -> None:
    await brought_to(roster.county, "submit", title=WATER, year=2022, on="2022-02-10", late_reason="补录")
    past = await brought_to(roster.county, "submit", title=WATER, year=2023, on="2023-02-10", late_reason="补录")
    new = await brought_to(roster.county, "submit", title=WATER)
    assert [each["id"] for each in await similar(roster, new)] == [past]


async def test_the_charter_says_how_similar_and_how_old_an_offered_matter_is(roster: ServiceClients) -> None:
    past = await brought_to(roster.county, "submit", title=WATER, year=2022, on="2022-02-10", late_reason="补录")
    near = await brought_to(roster.county, "submit", title="关于加强农村饮水安全的提案")
    new = await brought_to(roster.county, "submit", title=WATER)
    offered = {
        (30, 3): [near],
        (30, 4): [past, near],
        (90, 4): [past],
        (90, 3): [],
    }
    for (percent, years), ids in offered.items():
        await amend(roster, roster.county, "522625", similar_percent=percent, similar_years=years)
        assert [each["id"] for each in await similar(roster, new)] == ids, (percent, years)


async def test_the_page_offers_similar_proposals_first_as_targets_of_a_merger(roster: ServiceClients) -> None:
    same = await brought_to(roster.county, "file", title=WATER)
    other = await brought_to(roster.county, "file", title="关于增加城区公交班次的提案", content="早晚高峰公交车太少。")
    new = await brought_to(roster.county, "submit", title=WATER)
    page = await PageClient(roster.county, CLERK).get(f"/proposals/{new}")
    assert "相似提案" in words(page)
    offered = page.text[page.text.index('list="merge-into-list"') :]
    assert offered.index(f'value="{same}"') < offered.index(f'value="{other}"')
