"""Filing numbers 立案号 of proposals: counted for each organization and session year, and given once."""

import asyncio
from typing import Any

import pytest

from tests.committee.page_client import PageClient
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.test_columns import check

SEC = "522625-secretariat"


async def filed(county: ServiceClient, number: int | None = None, **fields: Any) -> str:
    """Files a new proposal and returns its filing number."""
    id = await brought_to(county, "submit", **fields)
    await county.post(f"/proposals/{id}/file", SEC, **({} if number is None else {"number": number}))
    return str((await county.get(f"/proposals/{id}", SEC))["filing_number"])


async def test_numbers_are_counted_without_a_gap_past_those_that_were_typed(roster: ServiceClients) -> None:
    county = roster.county
    given = [await filed(county), await filed(county, 3), await filed(county), await filed(county), await filed(county)]
    assert given == ["第001号", "第003号", "第002号", "第004号", "第005号"]
    assert await filed(county, year=2025) == "第001号"
    await check(county, "proposals")


async def test_a_refused_filing_uses_no_number_up(roster: ServiceClients) -> None:
    county = roster.county
    id = await brought_to(county, "file")
    assert await county.refused(f"/proposals/{id}/file", SEC) == (409, "not-allowed-now")
    assert await filed(county) == "第002号"


async def test_a_typed_number_is_free_in_its_year(roster: ServiceClients) -> None:
    county = roster.county
    taken = await brought_to(county, "file")
    id = await brought_to(county, "submit")
    assert await county.refused(f"/proposals/{id}/file", SEC, number=1) == (409, "number-taken")
    await county.post(f"/proposals/{taken}/withdraw", SEC, reason="情况已变化")
    answer = await county.call("POST", f"/proposals/{id}/file", SEC, json={"number": 1})
    assert "2026年度的立案号1已用于另一件提案" in answer.text
    assert await county.refused(f"/proposals/{id}/file", SEC, number=0) == (422, "invalid")


async def test_two_clerks_at_once_get_two_numbers(roster: ServiceClients) -> None:
    county = roster.county
    ids = [await brought_to(county, "submit") for _ in range(6)]
    await asyncio.gather(*(county.post(f"/proposals/{id}/file", SEC) for id in ids))
    numbers = [(await county.get(f"/proposals/{id}", SEC))["filing_number"] for id in ids]
    assert sorted(numbers) == [f"第00{number}号" for number in range(1, 7)]


async def test_a_correction_keeps_the_number(roster: ServiceClients) -> None:
    county = roster.county
    id = await brought_to(county, "file")
    await county.post(f"/proposals/{id}/correct", SEC, step="file", day="2026-02-21", reason="笔误")
    assert (await county.get(f"/proposals/{id}", SEC))["filing_number"] == "第001号"


@pytest.mark.parametrize("asked", ["第007号", "7", "007", "第7号", "2026年第7号"])
async def test_a_proposal_is_found_by_its_filing_number(roster: ServiceClients, asked: str) -> None:
    county = roster.county
    await filed(county, 7, title="一事")
    await filed(county, 8, title="二事")
    assert [each["title"] for each in (await county.get("/proposals", SEC, q=asked))["items"]] == ["一事"]


async def test_list_and_page_show_the_number(roster: ServiceClients) -> None:
    await filed(roster.county, 12)
    clerk = PageClient(roster.county, SEC)
    assert "第012号" in (await clerk.get("/proposals")).text
    id = (await roster.county.get("/proposals", SEC))["items"][0]["id"]
    assert "第012号" in (await clerk.get(f"/proposals/{id}")).text
