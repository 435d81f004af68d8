"""The figures of the system: the pages in Kafka, and the copies in the services."""

from collections.abc import Callable, Iterable
from datetime import date

from deploy.ops.reconcile.derived import FigureKey, Figures
from services.aggregation.rollup.page_records import RecordKey
from services.aggregation.rollup.page_writers import PageWriters
from shared.contracts.latest_pages import LatestPages
from shared.contracts.pages import (
    MalformedPageError,
    PlaceRow,
    ReportPage,
    SessionClaim,
    SnapshotMarker,
    Steps,
    TallyPage,
    decode_reported,
    decode_tallied,
)
from shared.contracts.stamps import MEASURES_VERSION
from shared.contracts.topics import Topic, writer_of
from shared.messaging.readers.full_scan import scan
from shared.messaging.settings import KafkaSettings


def tallied(pages: Iterable[TallyPage]) -> Figures:
    """Returns the own figures of tally pages."""
    return _values((FigureKey(page.organization, "own", page.year, ""), page.steps) for page in pages)


def reported(pages: Iterable[ReportPage]) -> Figures:
    """Returns the figures of report pages."""
    all_pages = list(pages)
    own = ((FigureKey(page.organization, "own", page.year, ""), page.own) for page in all_pages)
    subtree = ((FigureKey(page.organization, "subtree", page.year, ""), page.subtree) for page in all_pages)
    return _values([*own, *subtree])


def _values(pages: Iterable[tuple[FigureKey, Steps]]) -> Figures:
    amounts: dict[FigureKey, dict[date, int]] = {}
    for figure, steps in pages:
        for counter, days in steps.items():
            sums = amounts.setdefault(figure._replace(counter=counter), {})
            for day, amount in days.items():
                sums[day] = sums.get(day, 0) + amount
    return {figure: _running(days) for figure, days in amounts.items()}


def _running(days: dict[date, int]) -> list[tuple[date, int]]:
    values, value = [], 0
    for day in sorted(days):
        if days[day]:
            value += days[day]
            values.append((day, value))
    return values


async def tally_pages(kafka: KafkaSettings, cluster: str) -> list[TallyPage]:
    """Returns the current tally pages of this cluster."""
    current = await _latest(kafka, Topic.TALLIES, decode_tallied, cluster)
    of_writers = [page for page in current if writer_of(page.stamp.topic)]  # none of a previous version
    writers = PageWriters(kafka.writers)
    for row in of_writers:
        if isinstance(row, PlaceRow):
            writers.put_row(row)
    return [page for page in of_writers if isinstance(page, TallyPage) and writers.put_page(RecordKey.of(page))]


async def report_pages(kafka: KafkaSettings, cluster: str) -> list[ReportPage]:
    """Returns the current report pages of this cluster."""
    current = await _latest(kafka, Topic.REPORTS, decode_reported, cluster)
    return [page for page in current if isinstance(page, ReportPage)]


StampedPage = TallyPage | PlaceRow | ReportPage
PublishedPage = StampedPage | SnapshotMarker | SessionClaim


async def _latest(
    kafka: KafkaSettings, topic: Topic, decode: Callable[[bytes], PublishedPage], cluster: str
) -> list[StampedPage]:
    """Returns the current pages of a topic, without outdated and voided ones."""
    latest_pages, current = LatestPages(cluster), dict[bytes, StampedPage]()
    async for record in scan(kafka, [topic], cluster=cluster):
        if record.value is None:
            continue
        try:
            page = decode(record.value)
        except MalformedPageError:  # the consumer of the topic has written a dead letter
            continue
        if isinstance(page, SessionClaim):
            continue
        if isinstance(page, SnapshotMarker):
            for void in latest_pages.void_older(page):
                del current[void]
        elif page.stamp.measures == MEASURES_VERSION and latest_pages.accept(page.key, page.stamp):
            current[page.key] = page
    return list(current.values())
