"""What a service does beside answering."""

import asyncio
import signal
from asyncio import Event
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from shared.committee.census import Census, covered
from shared.committee.duties import Duties
from shared.committee.reconciled import Reconciled, put
from shared.messaging.service_task import ServiceTask
from tests.committee.desk import NOON, Desks
from tests.committee.stories import UNIT, brought_to, drafted


async def waits(stop: Event) -> None:
    await stop.wait()


async def dies(_stop: Event) -> None:
    raise RuntimeError("something that nobody foresaw")


async def ends(_stop: Event) -> None:
    """Comes back although nobody asked it to."""


@pytest.mark.parametrize("duty", [dies, ends])
async def test_a_duty_that_dies_ends_the_process(duty: ServiceTask) -> None:
    asked = Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asked.set)
    try:
        duties = Duties({"waits": waits, "other": duty}, Event())
        async with duties.at_work():
            await asked.wait()
        assert duties.failed
    finally:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)


async def test_duties_end_together_when_they_are_asked_to() -> None:
    duties = Duties({"one": waits, "other": waits}, Event())
    async with duties.at_work():
        assert not duties.stop.is_set()
    assert duties.stop.is_set()
    assert not duties.failed


async def test_the_census_counts_proposals_and_covered_townships(roster: Desks) -> None:
    county, by = roster.county, "522625-secretariat"
    await drafted(county)
    late = await brought_to(county, "file")
    await county.post(f"/proposals/{late}/assign", by, sole=UNIT, on="2026-02-20", limit="2026-03-04")
    await Census("county", county.office).take()
    for status, number in (("draft", 1), ("assigned", 1), ("closed", 0)):
        labels = {"level": "county", "kind": "proposals", "status": status}
        assert REGISTRY.get_sample_value("lianxi_matters", labels) == number
    assert REGISTRY.get_sample_value("lianxi_overdue", {"level": "county", "kind": "proposals"}) == 1
    assert covered(await county.office.directory.places(), NOON.date()) == {"520600": 1.0, "522600": 0.0}


async def test_the_census_tells_the_newest_reconcile_or_that_there_was_none(roster: Desks) -> None:
    office = roster.county.office

    async def told() -> list[float | None]:
        await Census("county", office).take()
        return [REGISTRY.get_sample_value(f"lianxi_reconcile_{name}") for name in ("differences", "age_seconds")]

    assert str(await told()) == "[nan, inf]"
    for hours, differences in ((2, 3), (1, 0)):
        found = Reconciled(at=office.now() - timedelta(hours=hours), figures=10, differences=differences)
        async with office.read.transaction() as connection:
            await put(connection, found)
        assert await told() == [differences, hours * 3600]
