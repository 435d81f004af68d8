"""A proposal of a county that the city answers is answered at the county, through both services."""

from typing import Any

import pytest

from tests.committee.forwarding import CITY, COUNTY, clerk, newest
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import carry_on, drafted
from tests.committee.service_clients import ServiceClients
from tests.committee.test_columns import check

UNIT = "市教育局"
BY_COUNTY, BY_CITY = clerk(COUNTY), clerk(CITY)


async def forwarded(services: ServiceClients, author: str = BY_COUNTY) -> tuple[str, str]:
    """Forwards a filed proposal from the county to the city, which accepts it; returns its id at both."""
    id = await drafted(services.county, by=author)
    await carry_on(services.county, id, "file", by=BY_COUNTY)
    await services.county.post(f"/proposals/{id}/forward", BY_COUNTY, on="2026-02-21")
    await services.deliver()
    transfer = await newest(services.city, CITY, "in")
    came = await services.city.post(f"/transfers/{transfer}/accept", BY_CITY)
    return id, str(came["id"])


async def given(services: ServiceClients, id: str, *commands: tuple[str, dict[str, Any]]) -> None:
    """Gives the commands at the city and delivers the notices."""
    for command, body in commands:
        await services.city.post(f"/proposals/{id}/{command}", BY_CITY, **body)
    await services.deliver()


async def shown(services: ServiceClients, id: str) -> dict[str, Any]:
    return await services.county.get(f"/proposals/{id}", BY_COUNTY)


HANDLED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("file", {}),
    ("assign", {"sole": UNIT}),
    ("acknowledge", {"unit": UNIT}),
)
REPLY: tuple[str, dict[str, Any]] = ("reply", {"unit": UNIT, "text": "市里的答复", "answer_class": "B"})


async def test_the_answer_of_the_city_is_that_of_the_county_which_closes_on_it(connected: ServiceClients) -> None:
    id, came = await forwarded(connected)
    await given(connected, came, *HANDLED)
    assert (await shown(connected, id))["status"] == "filed"
    await given(connected, came, REPLY, ("close", {}))
    seen = await shown(connected, id)
    assert (seen["status"], seen["outcome"]) == ("feedback_requested", "planned")
    (derived,) = seen["derived"]
    assert [(each["answer_class"], each["outcome"]) for each in derived["answers"]] == [("B", "planned")]
    assert seen["replied_on"] == derived["answers"][0]["on"] == derived["closed_on"]
    past = await connected.county.get(f"/proposals/{id}/history", BY_COUNTY)
    assert "市里的答复" in [item["texts"].get("answer") for item in past["items"]]
    await connected.county.post(f"/proposals/{id}/close", BY_COUNTY)
    assert (await shown(connected, id))["status"] == "closed"


async def test_a_corrected_day_and_a_re_handling_at_the_city_are_followed_at_the_county(
    connected: ServiceClients,
) -> None:
    id, came = await forwarded(connected)
    await given(connected, came, *HANDLED, REPLY)
    assert (await shown(connected, id))["replied_on"] == "2026-03-05"
    connected.clock.advance(days=3)
    await given(connected, came, ("correct", {"step": "reply", "day": "2026-03-06", "reason": "录错"}))
    assert (await shown(connected, id))["replied_on"] == "2026-03-06"
    await given(
        connected,
        came,
        ("rate", {"process": "satisfied", "result": "dissatisfied"}),
        ("rehandle", {"explanation": "重新研究"}),
    )
    seen = await shown(connected, id)
    assert (seen["status"], seen["outcome"], seen["derived"][0]["state"]) == (
        "feedback_requested",
        "planned",
        "in_handling",
    )
    await given(connected, came, ("reply", {**REPLY[1], "answer_class": "A"}))
    seen = await shown(connected, id)
    assert (seen["outcome"], seen["replied_on"], len(seen["derived"][0]["answers"])) == ("resolved", "2026-03-06", 2)


@pytest.mark.parametrize(
    ("command", "body"), [("refuse", {"ground": "academic"}), ("withdraw", {"reason": "提案者撤回"})]
)
async def test_what_the_city_does_not_answer_is_shown_and_stays_open(
    connected: ServiceClients, command: str, body: dict[str, Any]
) -> None:
    id, came = await forwarded(connected)
    await given(connected, came, (command, body))
    seen = await shown(connected, id)
    assert (seen["status"], seen["derived"][0]["answers"]) == ("filed", [])


@pytest.mark.parametrize("first", ["return", "answer"])
async def test_the_county_is_answered_by_the_city_once_its_units_have_returned_the_proposal(
    connected: ServiceClients, first: str
) -> None:
    county, author = connected.county, f"{COUNTY}-member"
    id, came = await forwarded(connected, author=author)
    await county.post(f"/proposals/{id}/assign", BY_COUNTY, sole="县教育局")
    returning: tuple[tuple[str, dict[str, Any]], ...] = (
        ("request_return", {"unit": "县教育局", "reason": "属市级职责"}),
        ("accept_return", {"unit": "县教育局"}),
    )
    if first == "answer":
        await given(connected, came, *HANDLED, REPLY)
    for command, body in returning:
        assert (await shown(connected, id))["status"] == "assigned"
        await county.post(f"/proposals/{id}/{command}", BY_COUNTY, **body)
    if first == "return":
        assert (await shown(connected, id))["status"] == "assigned"
        await given(connected, came, *HANDLED, REPLY)
    seen = await shown(connected, id)
    assert (seen["status"], seen["outcome"]) == ("feedback_requested", "planned")
    await check(county, "proposals")
    asked = [each for each in (await county.get("/notifications", author))["items"] if each["sort"] == "feedback"]
    assert len(asked) == 1
    await county.post(f"/proposals/{id}/close", BY_COUNTY)
    assert (await shown(connected, id))["status"] == "closed"


async def test_the_answer_of_the_city_is_shown_while_units_of_the_county_handle_the_proposal(
    connected: ServiceClients,
) -> None:
    id, came = await forwarded(connected)
    await connected.county.post(f"/proposals/{id}/assign", BY_COUNTY, sole="县教育局")
    await given(connected, came, *HANDLED, REPLY)
    seen = await shown(connected, id)
    assert (seen["status"], seen["outcome"], len(seen["derived"][0]["answers"])) == ("assigned", None, 1)


async def test_a_return_that_completes_the_round_with_the_answer_elsewhere_is_confirmed_on_the_page(
    connected: ServiceClients,
) -> None:
    county, clerk_page = connected.county, PageClient(connected.county, BY_COUNTY)
    await county.post("/units", BY_COUNTY, name="县水务局", aliases=["水务局"])
    id, came = await forwarded(connected)
    units = {"separate": ["县教育局", "县水务局"]}
    await county.post(f"/proposals/{id}/assign", BY_COUNTY, **units)
    for unit in units["separate"]:
        await county.post(f"/proposals/{id}/request_return", BY_COUNTY, unit=unit, reason="属市级职责")
    await given(connected, came, *HANDLED, REPLY)
    await clerk_page.run_command(await clerk_page.get(f"/proposals/{id}"), "accept_return", unit="县教育局")
    assert (await shown(connected, id))["status"] == "assigned"
    asked = await clerk_page.run_command(await clerk_page.get(f"/proposals/{id}"), "accept_return", unit="水务局")
    assert "铜仁市政协已经答复" in words(asked)
    assert "不能再改交其他承办单位" in words(asked)
    assert (await shown(connected, id))["status"] == "assigned"
    await clerk_page.run_command(asked, "accept_return", confirmed="1")
    assert (await shown(connected, id))["status"] == "feedback_requested"
