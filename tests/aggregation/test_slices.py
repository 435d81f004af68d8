"""Long work in slices: the same result, and an event loop that is free in between."""

import asyncio
from collections.abc import Awaitable

from hypothesis import given
from hypothesis import strategies as st

from services.aggregation.batches import Batch
from services.aggregation.rollup.processor import Rollup
from services.aggregation.slices import MOST_RECORDS, Slices
from shared.contracts.vocabulary import Level
from tests.aggregation.batches import CLUSTER, batch
from tests.aggregation.test_rollup import TALLIES, Chain, figures, reports
from tests.support.events import place, proposal, record

COUNTIES = 2 * MOST_RECORDS["rollup"]


def tallies() -> list[bytes]:
    """Returns the pages of counties with a proposal each."""
    chain = Chain()
    for number in range(COUNTIES):
        chain.publish(f"d{number}", place(Level.COUNTY, (0, "c1")))
        chain.publish(f"d{number}-p-2014-1", proposal(number % 50))
    chain.flush_tally()
    return chain.tallies


def opened() -> Rollup:
    rollup = Rollup(CLUSTER)
    rollup.assigned([TALLIES])
    rollup.open(TALLIES, 0)
    return rollup


async def iterations_during(work: Awaitable[None]) -> int:
    """Returns how many iterations of the event loop another task gets during this work."""
    task, iterations = asyncio.ensure_future(work), 0
    while not task.done():
        await asyncio.sleep(0)
        iterations += 1
    await task
    return iterations


@given(st.lists(st.integers(1, 3), max_size=9), st.integers(0, 2), st.integers(0, 2), st.integers(1, 4))
def test_slices_of_a_batch_cover_its_offsets_one_after_the_other(
    gaps: list[int], before: int, after: int, most: int
) -> None:
    offsets = [5 + before + sum(gaps[:number]) for number in range(len(gaps))]
    records = [record(TALLIES, offset, b"") for offset in offsets]
    end = (offsets[-1] + 1 if offsets else 5) + after
    slices = list(Batch(TALLIES, 5, end, end, records).slices(most))
    assert [each for part in slices for each in part.records] == records
    assert all(len(part.records) <= most for part in slices)
    assert [part.start for part in slices] == [5, *(part.end for part in slices[:-1])]
    assert slices[-1].end == end
    assert all(part.start <= each.offset < part.end for part in slices for each in part.records)


async def test_the_event_loop_is_free_between_the_slices_of_a_batch_and_of_what_is_settled() -> None:
    at_once, rollup, pages = opened(), opened(), tallies()
    at_once.fold(batch(TALLIES, 0, pages))
    slices, ends = Slices(rollup), list[int]()

    async def fold() -> None:
        async for rejected in slices.fold(batch(TALLIES, 0, pages)):
            assert rejected == []
            ends.append(rollup.partitions()[TALLIES].position)

    assert await iterations_during(fold()) >= len(pages) / MOST_RECORDS["rollup"] > 2
    assert ends == [*range(MOST_RECORDS["rollup"], len(pages), MOST_RECORDS["rollup"]), len(pages)]
    assert await iterations_during(slices.settle()) > 2
    assert rollup.settle()
    assert figures(reports(rollup)) == figures(reports(at_once))


async def test_no_record_is_folded_while_something_is_settled() -> None:
    rollup, pages = opened(), tallies()
    rollup.fold(batch(TALLIES, 0, pages))
    slices, positions = Slices(rollup), list[int]()

    async def settle() -> None:
        await slices.settle()
        positions.append(rollup.partitions()[TALLIES].position)

    async def fold() -> None:
        more = batch(TALLIES, len(pages), pages[:1])
        async for _ in slices.fold(more):
            positions.append(rollup.partitions()[TALLIES].position)

    await asyncio.gather(settle(), fold())
    assert positions == [len(pages), len(pages) + 1]


def test_nothing_is_settled_before_the_target_is_reached() -> None:
    rollup, pages = Rollup(CLUSTER), tallies()
    rollup.assigned([TALLIES])
    rollup.open(TALLIES, 0, target=len(pages) + 1)
    rollup.fold(batch(TALLIES, 0, pages))
    assert rollup.settle()
    rollup.fold(batch(TALLIES, len(pages), pages[:1]))
    assert not rollup.settle()
