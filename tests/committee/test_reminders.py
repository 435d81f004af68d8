"""Reminders of limits by the clock, where the users of a unit, the office and the leader see them. A year passes without waiting."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import func, select

from shared.committee.reminders.clock import LimitClock
from shared.committee.reminders.repository import Audience, reminders
from shared.contracts.vocabulary import Role
from shared.domain.charters.charters import Amendment
from shared.domain.charters.values import Stage
from shared.messaging.lease import Lease
from tests.committee.forwarding import approved
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClient, ServiceClients, open_county_with
from tests.support.matters import UNIT

CLERK, UNIT_ACCOUNT, LEADER = "522625-secretariat", "522625-handling_unit", "522625-leader"
STRICT = """
[[places.522625]]
from = 2000-01-01
leader_reminder_days = 10
urging_days = 3
"""


def clock_of(service: ServiceClient) -> LimitClock:
    return LimitClock(service.name, service.context, Lease(service.context.service, "committee", "me"))


async def shown(service: ServiceClient, by: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await service.get("/reminders", by))["items"]
    return items


async def count(service: ServiceClient) -> int:
    async with service.context.service.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(reminders)) or 0


@pytest.fixture
async def county(roster: ServiceClients, tmp_path: Path) -> AsyncIterator[ServiceClient]:
    """Yields the service of a county where the clock urges overdue units and notifies the leader."""
    async with open_county_with(STRICT, roster, tmp_path) as service:
        yield service


async def assigned(service: ServiceClient, limit: str) -> str:
    id = await brought_to(service, "file")
    await service.post(f"/proposals/{id}/assign", CLERK, sole=UNIT, limit=limit)
    return id


async def test_a_unit_and_the_office_are_reminded_once_of_each_stage(county: ServiceClient) -> None:
    """The clock of a test begins on the 5th of March 2026."""
    id, clock = await assigned(county, "2026-04-15"), clock_of(county)
    made = []
    for _ in range(45):
        await clock.update()
        await clock.update()
        made.append(await count(county))
        county.clock.advance(days=1)
    assert [day for day in range(1, 45) if made[day] > made[day - 1]] == [11, 34, 40, 42]
    (item,) = await shown(county, UNIT_ACCOUNT)
    assert (item["matter"], item["unit"], item["days_left"], item["overdue"]) == (id, UNIT, -4, True)
    assert item["text"] == f"{UNIT}：2026-04-15到期，已逾期4天"
    assert await shown(county, CLERK) == [item]
    assert await shown(county, "520603-handling_unit") == []
    assert f"{UNIT}：2026-04-15到期，已逾期4天" in words(await PageClient(county, UNIT_ACCOUNT).get("/"))


async def test_a_process_that_was_down_makes_up_for_the_newest_reminder_alone(county: ServiceClient) -> None:
    await assigned(county, "2026-04-15")
    county.clock.advance(days=60)
    await clock_of(county).update()
    (item,) = await shown(county, CLERK)
    assert item["days_left"] == -19


async def test_a_reminder_ends_with_the_reply_or_a_longer_limit(county: ServiceClient) -> None:
    id, clock = await assigned(county, "2026-03-06"), clock_of(county)
    await clock.update()
    assert len(await shown(county, UNIT_ACCOUNT)) == 1
    await county.post(f"/proposals/{id}/extend", CLERK, until="2026-03-12", reason="情况复杂")
    assert await shown(county, UNIT_ACCOUNT) == []
    await clock.update()
    assert [item["limit"] for item in await shown(county, UNIT_ACCOUNT)] == ["2026-03-12"]
    await county.post(f"/proposals/{id}/acknowledge", CLERK, unit=UNIT)
    await county.post(f"/proposals/{id}/reply", CLERK, unit=UNIT, text="答复", answer_class="A")
    assert await shown(county, UNIT_ACCOUNT) == []


async def test_the_leader_is_notified_of_a_long_delay_once(county: ServiceClient) -> None:
    await assigned(county, "2026-03-06")
    for days, expected in ((10, 0), (1, 1), (30, 1)):
        county.clock.advance(days=days)
        await clock_of(county).update()
        assert len(await shown(county, LEADER)) == expected
    (item,) = await shown(county, LEADER)
    assert (item["audience"], item["made_on"]) == ("leader", "2026-03-16")
    assert "报领导" in words(await PageClient(county, LEADER).get("/"))


async def test_the_clock_urges_an_overdue_unit_once_a_week(county: ServiceClient) -> None:
    id, clock = await assigned(county, "2026-03-06"), clock_of(county)
    for _ in range(18):
        await clock.update()
        await clock.update()
        county.clock.advance(days=1)
    urgings = (await county.get(f"/proposals/{id}", CLERK))["urgings"]
    assert [(each["on"], each["unit"]) for each in urgings] == [("2026-03-09", UNIT), ("2026-03-16", UNIT)]
    assert urgings[0]["text"] == "已逾期3天，请尽快办理并答复。（系统自动催办）"
    last = (await county.get(f"/proposals/{id}/history", CLERK))["items"][-1]
    assert (last["command"], last["unit"]) == ("urge", UNIT)


async def test_no_unit_is_urged_in_the_week_after_it_was_urged_by_hand(county: ServiceClient) -> None:
    id = await assigned(county, "2026-03-06")
    county.clock.advance(days=2)
    await county.post(f"/proposals/{id}/urge", CLERK, text="请按期")
    county.clock.advance(days=6)
    await clock_of(county).update()
    assert len((await county.get(f"/proposals/{id}", CLERK))["urgings"]) == 1


async def test_an_instruction_is_reminded_of_by_the_office_alone(county: ServiceClient) -> None:
    id = await assigned(county, "2026-12-31")
    await county.post(f"/proposals/{id}/instruct", CLERK, level="county", text="请办理", reply_by="2026-03-10")
    await clock_of(county).update()
    (item,) = await shown(county, CLERK)
    assert (item["instruction"], item["text"]) == (1, "第1件批示的回复：2026-03-10到期，还有5天到期")
    assert await shown(county, UNIT_ACCOUNT) == []


async def test_a_coordinating_office_is_reminded_of_what_it_has_not_passed_on(county: ServiceClient) -> None:
    amended = Amendment(date(2000, 1, 1), {"stages": (Stage.COORDINATION,)})
    county.context.charters.places["522625"] = (*county.context.charters.places["522625"], amended)
    by = await county.account("522625-office", Role.HANDLING_UNIT, organization="522625", unit="县政府办督查室")
    id, clock = await brought_to(county, "file"), clock_of(county)
    body = {"sole": UNIT, "coordinator": "县政府办督查室", "limit": "2026-03-10"}
    await county.post(f"/proposals/{id}/assign", CLERK, **body)
    county.clock.advance(days=9)
    await clock.update()
    await clock.update()
    (item,) = await shown(county, by)
    assert (item["matter"], item["unit"], item["overdue"]) == (id, "县政府办督查室", True)
    assert item["text"] == f"县政府办督查室转办{UNIT}：2026-03-10到期，已逾期4天"
    assert await shown(county, UNIT_ACCOUNT) == []
    await county.post(f"/proposals/{id}/pass_on", by, unit=UNIT)
    await clock.update()
    assert await shown(county, by) == []
    assert [each["unit"] for each in await shown(county, UNIT_ACCOUNT)] == [UNIT]


async def test_an_auditor_sees_all_reminders_and_a_member_none(county: ServiceClient) -> None:
    await assigned(county, "2026-03-06")
    await clock_of(county).update()
    assert len(await shown(county, "522625-auditor")) == 1
    assert (await county.call("GET", "/reminders", "522625-member")).status_code == 403
    assert "期限提醒" not in words(await PageClient(county, "522625-member").get("/"))


def test_the_number_of_reminders_is_exported_before_the_first_one(roster: ServiceClients) -> None:
    clock_of(roster.township)
    for audience in Audience:
        labels = {"level": "township", "audience": audience}
        assert REGISTRY.get_sample_value("lianxi_reminders_total", labels) is not None


async def test_the_office_is_reminded_of_the_answer_to_a_person_and_of_the_reply_of_a_unit(
    county: ServiceClient,
) -> None:
    id = await approved(county, "522625", limit="2026-04-30")
    await county.post(f"/opinions/{id}/refer", CLERK, unit="县水务局", limit="2026-03-12")
    await clock_of(county).update()
    (item,) = await shown(county, CLERK)
    assert (item["matter"], item["kind"], item["text"]) == (id, "opinions", "县水务局：2026-03-12到期，还有7天到期")
    assert await shown(county, UNIT_ACCOUNT) == []
    assert f'href="/opinions/{id}"' in (await PageClient(county, CLERK).get("/")).text
    await county.post(f"/opinions/{id}/answer_referral", CLERK, text="已安排")
    assert await shown(county, CLERK) == []
    county.clock.advance(days=60)
    await clock_of(county).update()
    assert [each["text"] for each in await shown(county, CLERK)] == ["答复反映人：2026-04-30到期，已逾期4天"]
    await county.post(f"/opinions/{id}/feed_back", CLERK, text="已修好", delay_reason="等待汛期结束")
    assert await shown(county, CLERK) == []
