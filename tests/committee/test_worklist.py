"""The worklist: which matters wait for an account, the most urgent first, on the home page and through the API."""

from typing import Any

from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.support.matters import UNIT

CLERK, MEMBER, HANDLER = "522625-secretariat", "522625-member", "522625-handling_unit"


async def waiting(service: ServiceClient, account: str) -> list[dict[str, Any]]:
    """Returns the items of the worklist of an account."""
    return list((await service.get("/worklist", account))["items"])


async def test_the_worklist_names_the_next_step_and_puts_the_fewest_days_left_first(roster: ServiceClients) -> None:
    new = await brought_to(roster.county, "submit")
    handled = await brought_to(roster.county, "acknowledge")
    items = await waiting(roster.county, CLERK)
    assert [(each["id"], each["step"]) for each in items] == [(handled, "答复"), (new, "立案")]
    assert items[0]["unit"] == UNIT
    assert items[0]["days_left"] > 0
    assert items[1]["days_left"] is None


async def test_a_unit_sees_its_own_part_and_nothing_that_it_has_done(roster: ServiceClients) -> None:
    id = await brought_to(roster.county, "assign")
    assert [(each["id"], each["command"]) for each in await waiting(roster.county, HANDLER)] == [(id, "acknowledge")]
    await roster.county.post(f"/proposals/{id}/acknowledge", HANDLER, unit=UNIT)
    assert [each["command"] for each in await waiting(roster.county, HANDLER)] == ["reply"]


async def test_a_matter_of_others_does_not_wait_for_a_member(roster: ServiceClients) -> None:
    await brought_to(roster.county, "submit")
    assert await waiting(roster.county, MEMBER) == []


async def test_the_home_page_links_each_waiting_matter_by_its_next_step(roster: ServiceClients) -> None:
    id = await brought_to(roster.county, "acknowledge")
    page = await PageClient(roster.county, CLERK).get("/")
    assert f'href="/proposals/{id}#reply"' in page.text
    assert "还有" in words(page)
    roster.clock.advance(days=400)
    assert "已逾期" in words(await PageClient(roster.county, CLERK).get("/"))
