"""The stream of notifications that a report has changed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from shared.committee.reports import consumer
from shared.committee.reports.change_notifier import ChangeNotifier, Subscriber, change_events
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.test_reports import AUDITOR, arrive, page, report


async def notified(service: ServiceClient, subscriber: Subscriber) -> bool:
    """Returns whether a poll notifies the subscriber."""
    await service.changes.poll()
    notified = subscriber.changed.is_set()
    subscriber.changed.clear()
    return notified


async def test_a_change_is_sent_to_its_subscribers_and_to_nobody_else(roster: ServiceClients) -> None:
    city = roster.region
    await arrive(city, page("522625", {"proposals_filed": 5}, position=1))
    revision = (await report(city, "522625"))["revision"]
    with (
        city.changes.subscribe(["522600", "522625"], revision) as one,
        city.changes.subscribe(["520603"], revision) as other,
    ):
        assert not await notified(city, one)
        await arrive(city, page("522625", {"proposals_filed": 6}, position=2))
        await city.changes.poll()
        assert (one.changed.is_set(), other.changed.is_set()) == (True, False)
        assert one.revision == revision + 1


async def test_what_changed_between_the_page_and_the_stream_is_sent_at_once(roster: ServiceClients) -> None:
    city = roster.region
    await arrive(city, page("522625", {"proposals_filed": 5}, position=1))
    revision = (await report(city, "522625"))["revision"]
    await arrive(city, page("522625", {"proposals_filed": 6}, position=2))
    with (
        city.changes.subscribe(["522625"], revision) as late,
        city.changes.subscribe(["522625"], revision + 1) as fresh,
    ):
        await city.changes.poll()
        assert (late.changed.is_set(), fresh.changed.is_set()) == (True, False)


async def test_a_page_that_is_sent_again_with_the_same_figures_is_no_change(roster: ServiceClients) -> None:
    city = roster.region
    await arrive(city, page("522625", {"proposals_filed": 5}, position=1))
    with city.changes.subscribe(["522625"], 1) as subscriber:
        await arrive(city, page("522625", {"proposals_filed": 5}, position=2))
        assert not await notified(city, subscriber)


async def test_the_beginning_and_the_end_of_a_refill_are_sent_to_everybody(roster: ServiceClients) -> None:
    city = roster.region
    now = datetime.now(UTC)
    changes = ChangeNotifier(city.context.read, lambda: now)
    await arrive(city, page("522625", {"proposals_filed": 5}))
    with changes.subscribe(["520603"], 1) as subscriber:
        await changes.poll()
        async with city.context.read.transaction() as connection:
            await consumer.reset(connection)
        await changes.poll()
        assert subscriber.changed.is_set()
        subscriber.changed.clear()
        await arrive(city, page("522625", {"proposals_filed": 5}, cluster="two"), cluster="two")
        await changes.poll()
        assert not subscriber.changed.is_set()
        now += timedelta(minutes=1)
        await changes.poll()
        assert subscriber.changed.is_set()


async def always() -> bool:
    return True


@asynccontextmanager
async def streaming(
    service: ServiceClient, stopping: asyncio.Event, is_valid: Callable[[], Awaitable[bool]] = always
) -> AsyncIterator[AsyncIterator[str]]:
    stream = change_events(service.changes, ["522625"], 0, stopping, is_valid)
    assert (await anext(stream)).startswith("retry:")
    yield stream
    await stream.aclose()  # an async generator is one


async def test_the_stream_is_an_event_with_the_revision_to_come_back_with(roster: ServiceClients) -> None:
    await arrive(roster.region, page("522625", {"proposals_filed": 5}))
    async with streaming(roster.region, asyncio.Event()) as stream:
        await roster.region.changes.poll()
        assert await anext(stream) == "id: 1\nevent: changed\ndata: 1\n\n"


async def test_the_stream_ends_when_the_process_does(roster: ServiceClients) -> None:
    stopping = asyncio.Event()
    async with streaming(roster.region, stopping) as stream:
        stopping.set()
        assert [line async for line in stream] == []


async def test_the_stream_ends_with_the_session_of_its_reader(roster: ServiceClients) -> None:
    async def never() -> bool:
        return False

    await arrive(roster.region, page("522625", {"proposals_filed": 5}))
    async with streaming(roster.region, asyncio.Event(), never) as stream:
        await roster.region.changes.poll()
        assert [line async for line in stream] == []


async def test_who_may_not_read_the_report_may_not_wait_for_it(roster: ServiceClients) -> None:
    refused = await roster.county.call("GET", "/reports/520603/events", "522625-auditor")
    assert (refused.status_code, refused.json()["code"]) == (403, "foreign-organization")
    nobody = await roster.region.call("GET", "/reports/520600/events", None)
    assert (nobody.status_code, nobody.json()["code"]) == (401, "not-logged-in")
    assert (await roster.region.call("GET", "/reports/529999/events", AUDITOR)).status_code == 404
    for since in ("-1", "x", "9" * 30):
        assert (await roster.region.call("GET", f"/reports/520600/events?since={since}", AUDITOR)).status_code == 422
