"""What a service does beside answering."""

import asyncio
import signal
from asyncio import Event
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from shared.committee.background import BackgroundTasks
from shared.committee.maintenance.database_metrics import DatabaseMetrics, covered
from shared.committee.maintenance.reconcile_result import Reconciled, put
from shared.messaging.service_task import ServiceTask
from tests.committee.proposals import brought_to, drafted
from tests.committee.service_clients import ServiceClients
from tests.support.clock import NOON
from tests.support.matters import UNIT


async def waits(stop: Event) -> None:
    await stop.wait()


async def dies(_stop: Event) -> None:
    raise RuntimeError("something that nobody foresaw")


async def ends(_stop: Event) -> None:
    """Comes back although nobody asked it to."""


@pytest.mark.parametrize("task", [dies, ends])
async def test_a_task_that_fails_ends_the_process(task: ServiceTask) -> None:
    asked = Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asked.set)
    try:
        background = BackgroundTasks({"waits": waits, "other": task}, Event())
        async with background.running():
            await asked.wait()
        assert background.failed
    finally:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)


async def test_tasks_end_together_when_they_are_asked_to() -> None:
    background = BackgroundTasks({"one": waits, "other": waits}, Event())
    async with background.running():
        assert not background.stop.is_set()
    assert background.stop.is_set()
    assert not background.failed


async def test_the_database_metrics_count_proposals_and_covered_townships(roster: ServiceClients) -> None:
    county, by = roster.county, "522625-secretariat"
    await drafted(county)
    late = await brought_to(county, "file")
    await county.post(f"/proposals/{late}/assign", by, sole=UNIT, on="2026-02-20", limit="2026-03-04")
    await DatabaseMetrics("county", county.context).update()
    for status, number in (("draft", 1), ("assigned", 1), ("closed", 0)):
        labels = {"level": "county", "kind": "proposals", "status": status}
        assert REGISTRY.get_sample_value("lianxi_matters", labels) == number
    assert REGISTRY.get_sample_value("lianxi_overdue", {"level": "county", "kind": "proposals"}) == 1
    assert covered(await county.context.directory.tree(), NOON.date()) == {"520600": 1.0, "522600": 0.0}


async def test_the_database_metrics_report_the_newest_reconcile_or_that_there_was_none(roster: ServiceClients) -> None:
    context = roster.county.context

    async def published() -> list[float | None]:
        await DatabaseMetrics("county", context).update()
        return [REGISTRY.get_sample_value(f"lianxi_reconcile_{name}") for name in ("differences", "age_seconds")]

    assert str(await published()) == "[nan, inf]"
    for hours, differences in ((2, 3), (1, 0)):
        found = Reconciled(at=context.now() - timedelta(hours=hours), figures=10, differences=differences)
        async with context.read.transaction() as connection:
            await put(connection, found)
        assert await published() == [differences, hours * 3600]
