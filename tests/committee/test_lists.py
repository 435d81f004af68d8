"""Lists of matters: sorted by each column, narrowed by unit, proposer and limit, walked through, and saved as filters."""

import re
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest

from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.ordering import sortable
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClient, ServiceClients

CLERK = "522625-secretariat"


@pytest.fixture
def clerk(roster: ServiceClients) -> PageClient:
    """Returns the secretariat of 镇远, logged in on the pages of the county's service."""
    return PageClient(roster.county, CLERK)


async def ids(service: ServiceClient, **query: Any) -> list[str]:
    """Returns the ids of a list of proposals."""
    return [each["id"] for each in (await service.get("/proposals", CLERK, **query))["items"]]


async def test_matters_without_a_value_come_last_in_both_directions_and_on_every_page(roster: ServiceClients) -> None:
    handled, new = await brought_to(roster.county, "assign"), await brought_to(roster.county, "submit")
    for sort in ("limit", "-limit"):
        assert await ids(roster.county, sort=sort) == [handled, new]
        assert await ids(roster.county, sort=sort, size=1) == [handled]
        assert await ids(roster.county, sort=sort, size=1, page=2) == [new]
        assert await ids(roster.county, sort=sort, size=1, page=3) == []
    assert await ids(roster.county, sort="number") == [handled, new]


async def test_the_pages_of_a_list_read_from_either_end_are_its_whole_order(roster: ServiceClients) -> None:
    """The second half of a list is read from its end; matters without a value of the sorted column stand last."""
    for last in ("assign", "file", "assign", "submit", "assign"):
        await brought_to(roster.county, last)
    for sort in ("limit", "-limit", "title", "-number"):
        whole = await ids(roster.county, sort=sort)
        assert len(whole) == 5
        for size in (1, 2):
            pages = [await ids(roster.county, sort=sort, size=size, page=page) for page in range(1, 5 // size + 3)]
            assert [id for page in pages for id in page] == whole


async def test_every_column_that_is_stored_sorts_every_list(clerk: PageClient) -> None:
    for kind in KINDS:
        for name in sortable(kind):
            for sign in ("", "-"):
                page = await clerk.get(f"/{kind.name}?sort={sign}{name}")
                assert page.status_code == 200, (kind.name, name)
                assert "aria-sort" in page.text or "还没有" in page.text or "没有符合" in page.text
    assert (await clerk.get("/proposals?sort=content")).status_code == 422


async def test_a_list_is_narrowed_by_unit_proposer_and_limit(roster: ServiceClients) -> None:
    handled = await brought_to(roster.county, "assign", proposers=["王小明"])
    new = await brought_to(roster.county, "submit", proposers=["李大同"])
    limit = (await roster.county.get(f"/proposals/{handled}", CLERK))["limit"]
    assert await ids(roster.county, unit="县教育局") == [handled]
    assert await ids(roster.county, unit="县财政局") == []
    assert await ids(roster.county, proposer="大同") == [new]
    assert await ids(roster.county, limit_from=limit, limit_until=limit) == [handled]
    assert await ids(roster.county, due_within=7) == []
    assert await ids(roster.county, due_within=366) == [handled]
    roster.clock.advance(days=400)
    assert await ids(roster.county, due_within=366) == []  # overdue, which is a filter of its own


async def test_the_page_of_a_matter_leads_to_its_neighbours_in_the_list_across_pages(
    clerk: PageClient, roster: ServiceClients
) -> None:
    first, second, third = [await brought_to(roster.county, "submit") for _ in range(3)]
    back = quote("/proposals?sort=number&size=2&page=2", safe="")
    page = await clerk.get(f"/proposals/{third}?back={back}")
    before = neighbour(page.text, "prev")
    assert before.startswith(f"/proposals/{second}?back=")
    assert "page" not in before
    assert 'rel="next"' not in page.text
    page = await clerk.get(before)
    assert neighbour(page.text, "prev").startswith(f"/proposals/{first}?back=")
    assert "page%3D2" in neighbour(page.text, "next")
    assert 'rel="next"' not in (await clerk.get(f"/proposals/{second}?back={quote('/proposals?status=closed')}")).text


def neighbour(page: str, rel: str) -> str:
    """Returns the address of the matter before or after."""
    found = re.search(rf'<a rel="{rel}" href="([^"]*)"', page)
    assert found is not None, rel
    return unescape(found[1])


async def test_a_filter_is_saved_for_its_account_renamed_and_deleted(clerk: PageClient, roster: ServiceClients) -> None:
    page = await clerk.get("/proposals?sort=-limit&status=under_review")
    token = re.search(r'name="form_token" value="([^"]*)"', page.text)
    assert token is not None
    form = {"form_token": [unescape(token[1])], "query": ["sort=-limit&status=under_review"]}
    await clerk.post("/filters/proposals", form | {"title": ["待立案"]})
    link = 'href="/proposals?sort=-limit&amp;status=under_review" aria-current="true">待立案</a>'
    assert link in (await clerk.get("/proposals?sort=-limit&status=under_review")).text
    member = PageClient(roster.county, "522625-member")
    assert "待立案" not in words(await member.get("/proposals"))
    await clerk.post("/filters/proposals", form | {"title": ["待立案"], "action": ["rename"], "to": ["待审查"]})
    assert "待审查" in words(await clerk.get("/proposals"))
    refused = await clerk.post("/filters/proposals", form | {"title": [""]})
    assert refused.status_code == 422
    await clerk.post("/filters/proposals", form | {"title": ["待审查"], "action": ["delete"]})
    assert "待审查" not in words(await clerk.get("/proposals"))
