"""The limits and windows of a proposal over the October holiday, through the API.

In 2025 the 1st to the 8th of October are free; the Sunday 28 September and the Saturday 11 October make up for it.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from shared.domain.charters.charters import Amendment
from tests.committee.proposals import drafted
from tests.committee.service_clients import Json, ServiceClient, ServiceClients
from tests.support.matters import UNIT

SEC, UNIT_ACCOUNT = "522625-secretariat", "522625-handling_unit"
LATE = {"late_reason": "补录"}


def amend(county: ServiceClient, **fields: Any) -> None:
    """Lets the charter of the committee have other numbers."""
    places = county.context.charters.places
    places["522625"] = (*places.get("522625", ()), Amendment(date(2000, 1, 1), fields))


async def assigned_on(county: ServiceClient, day: str, **body: Any) -> str:
    """Drafts, submits, files and assigns a proposal on one day, and returns its address."""
    at = f"/proposals/{await drafted(county, on=day, **LATE)}"
    for command, given in (("submit", {}), ("file", {}), ("assign", {"sole": UNIT, **body})):
        await county.post(f"{at}/{command}", SEC, on=day, **LATE, **given)
    return at


async def limit_of(county: ServiceClient, at: str) -> Any:
    return (await county.get(at, SEC))["limit"]


async def wrong_field(county: ServiceClient, at: str, account: str, **body: Any) -> Json:
    """Returns the one error of a refused command."""
    answer = await county.call("POST", at, account, json={**LATE, **body})
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    return dict(error)


@pytest.mark.parametrize(
    ("rules", "last"),
    [
        ({"return_working_days": 3}, date(2025, 10, 10)),
        ({}, date(2025, 10, 13)),
        ({"return_working_days": 7}, date(2025, 10, 15)),
        ({"return_days": 10}, date(2025, 10, 9)),
    ],
)
async def test_a_unit_asks_to_return_until_the_last_day_of_the_window_and_not_after_it(
    roster: ServiceClients, rules: dict[str, int], last: date
) -> None:
    county = roster.county
    amend(county, **rules)
    at = await assigned_on(county, "2025-09-29")
    body = {"unit": UNIT, "reason": "不属职责"}
    after = (last + timedelta(1)).isoformat()
    error = await wrong_field(county, f"{at}/request_return", UNIT_ACCOUNT, on=after, **body)
    assert (error["field"], error["value"]) == ("on", after)
    assert last.isoformat() in error["rule"]
    await county.post(f"{at}/request_return", UNIT_ACCOUNT, on=last.isoformat(), **LATE, **body)
    (shown,) = (await county.get(at, SEC))["assignments"]
    assert (shown["state"], shown["return_requested_on"]) == ("return_requested", last.isoformat())


@pytest.mark.parametrize(
    ("day", "limit"), [("2025-06-29", "2025-06-30"), ("2025-06-30", "2025-06-30"), ("2025-07-01", "2026-06-30")]
)
async def test_a_reply_due_on_30_june_is_due_on_the_first_one_that_is_not_before_the_assignment(
    roster: ServiceClients, day: str, limit: str
) -> None:
    amend(roster.county, session_limit_day="06-30")
    assert await limit_of(roster.county, await assigned_on(roster.county, day)) == limit


async def test_a_limit_in_working_days_passes_over_the_holiday(roster: ServiceClients) -> None:
    amend(roster.county, session_limit_working_days=5)
    assert await limit_of(roster.county, await assigned_on(roster.county, "2025-09-29")) == "2025-10-13"


async def test_a_typed_limit_on_a_holiday_is_kept_and_warned_of(roster: ServiceClients) -> None:
    county = roster.county
    at = f"/proposals/{await drafted(county, on='2025-09-01', **LATE)}"
    for command in ("submit", "file"):
        await county.post(f"{at}/{command}", SEC, on="2025-09-01", **LATE)
    given = {"sole": UNIT, "on": "2025-09-01", **LATE}
    error = await wrong_field(county, f"{at}/assign", SEC, sole=UNIT, on="2025-09-01", limit="2025-08-31")
    assert error["field"] == "limit"
    warnings = (await county.post(f"{at}/assign", SEC, limit="2025-10-01", **given))["warnings"]
    assert "办理期限2025-10-01是休息日，下一个工作日是2025-10-09。" in warnings
    extended = await county.post(f"{at}/extend", SEC, on="2025-09-20", until="2025-10-12", reason="需勘查", **LATE)
    assert "延期至2025-10-12是休息日，下一个工作日是2025-10-13。" in extended["warnings"]
    assert await limit_of(county, at) == "2025-10-12"
    working = await county.post(f"{await _assigned_again(county)}/urge", SEC, text="请办理")
    assert working["warnings"] == []


async def _assigned_again(county: ServiceClient) -> str:
    return await assigned_on(county, "2025-09-01", limit="2025-10-11")


async def test_a_limit_is_extended_on_its_last_day_and_not_after_it(roster: ServiceClients) -> None:
    county = roster.county
    amend(county, session_limit_working_days=5)
    at = await assigned_on(county, "2025-09-29")
    body = {"until": "2025-11-03", "reason": "需现场勘查"}
    error = await wrong_field(county, f"{at}/extend", SEC, on="2025-10-14", **body)
    assert (error["field"], "2025-10-13" in error["rule"]) == ("on", True)
    error = await wrong_field(county, f"{at}/extend", SEC, on="2025-10-13", **body | {"until": "2026-03-30"})
    assert (error["field"], "2026-03-29" in error["rule"]) == ("until", True)
    await county.post(f"{at}/extend", SEC, on="2025-10-13", **LATE, **body)
    assert await limit_of(county, at) == "2025-11-03"
