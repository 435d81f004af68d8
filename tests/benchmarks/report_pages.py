"""The time of report pages, from the request to the response: of a conference, and of a province as large as a country."""

import time
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

import httpx
from aiokafka import ConsumerRecord

from shared.committee.context import ServiceContext
from shared.committee.directory.cache import DirectoryCache
from shared.committee.reports import consumer
from shared.contracts.dated import DatedFlag, DatedName, DatedParent, Membership
from shared.contracts.facts import OrganizationFacts
from shared.contracts.pages import ReportPage, Steps, encode_page
from shared.contracts.stamps import Stamp
from shared.contracts.topics import Topic
from shared.contracts.vocabulary import Level, Role
from shared.domain.charters.charters import Charters
from shared.measures.counters import COUNTERS
from shared.measures.organizations import YEAR as STANDING
from shared.storage.database import Database, read_tables, service_tables
from shared.web.accounts import Account
from shared.web.server import collect_garbage_rarely
from tests.benchmarks.list_rows import NOW
from tests.benchmarks.page_times import client_of
from tests.committee.page_client import PageClient

FOUNDED, FIRST_YEAR, LAST_YEAR = date(1955, 1, 1), 2022, 2026
COUNTED = tuple(each.name for each in COUNTERS if "{" not in each.name)
_BATCH = 500


class Tree(NamedTuple):
    """A highest organization, the number of cities below it, of the counties of each, and of the townships of each county."""

    key: str
    level: Level
    cities: int
    counties: int
    townships: int


CONFERENCE = Tree("conference", Level.CONFERENCE, 18, 10, 17)
COUNTRY = Tree("99", Level.PROVINCE, 31, 96, 14)


class PageTime(NamedTuple):
    """The milliseconds of a page: of the first request, with nothing in the cache, and of the further ones; `processor`: their mean."""

    title: str
    townships: int
    first: float
    p50: float
    p95: float
    processor: float
    kilobytes: float


async def measure(folder: Path, requests: int) -> list[PageTime]:
    """Returns the times of the pages of both trees, with the garbage collection of a service."""
    collect_garbage_rarely()
    return [
        await _measured("a conference of 18 members", CONFERENCE, folder / "conference", requests),
        await _measured("a province of the size of a country", COUNTRY, folder / "country", requests),
    ]


async def _measured(title: str, extent: Tree, folder: Path, requests: int) -> PageTime:
    service, read = (Database(f"sqlite+aiosqlite:///{folder}-{name}.db", durable=False) for name in ("service", "read"))
    try:
        for database, tables in ((service, service_tables), (read, read_tables)):
            async with database.transaction() as connection:
                await connection.run_sync(tables.create_all)
        directory = DirectoryCache(read, max_age=1000.0)
        await directory.tree()
        townships = _note(directory, extent)
        await _store(read, extent)
        charters = Charters.load(Path("services/region/charter.toml"))
        context = ServiceContext(service=service, read=read, charters=charters, directory=directory, now=lambda: NOW)
        return await _requested(title, context, extent, townships, requests)
    finally:
        await service.close()
        await read.close()


def _note(directory: DirectoryCache, extent: Tree) -> int:
    """Puts the organizations of the tree into the directory; returns the number of townships."""
    cities = [f"{10 + number}0000" for number in range(extent.cities)]
    conference = extent.level is Level.CONFERENCE
    memberships = tuple(Membership(FOUNDED, city, True) for city in cities) if conference else ()
    known, townships = (DatedFlag(FOUNDED, True),), 0
    directory.note(
        extent.key, (1, 1), OrganizationFacts(level=extent.level, names=(_named("全域"),), memberships=memberships)
    )
    for city in cities:
        above = () if conference else (DatedParent(FOUNDED, extent.key),)
        names = (_named(f"{city[:2]}市"),)
        directory.note(city, (1, 1), OrganizationFacts(level=Level.CITY, names=names, parents=above, roster=known))
        for county in _counties(city, extent):
            facts = OrganizationFacts(
                level=Level.COUNTY, names=(_named(f"{county}县"),), parents=(DatedParent(FOUNDED, city),), roster=known
            )
            directory.note(county, (1, 1), facts)
            for number in range(extent.townships):
                parents = (DatedParent(FOUNDED, county),)
                township = OrganizationFacts(level=Level.TOWNSHIP, parents=parents, roster=known)
                directory.note(f"{county}{number + 100}", (1, 1), township)
                townships += 1
    return townships


def _named(name: str) -> DatedName:
    return DatedName(FOUNDED, name)


def _counties(city: str, extent: Tree) -> list[str]:
    return [f"{city[:2]}{number + 1:04d}" for number in range(extent.counties)]


async def _store(read: Database, extent: Tree) -> None:
    """Stores the pages of the highest organization, of those below it and of their counties."""
    cities = [f"{10 + number}0000" for number in range(extent.cities)]
    organizations = [extent.key, *cities, *(county for city in cities for county in _counties(city, extent))]
    pages = [(number, page) for number, page in enumerate(_pages(organizations), 1)]
    for begin in range(0, len(pages), _BATCH):
        records = [
            ConsumerRecord(Topic.REPORTS.value, 0, number, 0, 0, b"k", encode_page(page), None, 0, 0, ())
            for number, page in pages[begin : begin + _BATCH]
        ]
        async with read.transaction() as connection:
            assert await consumer.apply(connection, records, "one") == []


def _pages(organizations: list[str]) -> Iterator[ReportPage]:
    """Yields the pages of the townships of each organization, and of its matters: of five years, of a county the last one only."""
    positions = count(1)
    for organization in organizations:
        for month in range(1, 12):
            bodies: Steps = {"townships": {date(2021, month, 1): 9}, "township_bodies": {date(2021, month, 1): 8}}
            yield _page(organization, STANDING, date(2021, month, 1), bodies, next(positions))
        is_county = organization.isdigit() and organization[2:].strip("0") != ""
        for year in range(LAST_YEAR if is_county else FIRST_YEAR, LAST_YEAR + 1):
            for month in range(1, 12):
                days = [date(year, month, day) for day in range(2, 26, 3)]
                steps: Steps = {counter: dict.fromkeys(days, 7) for counter in COUNTED}
                yield _page(organization, year, days[0], steps, next(positions))


def _page(organization: str, year: int, day: date, steps: Steps, position: int) -> ReportPage:
    stamp = Stamp(cluster="one", measures=1, session=1, topic=Topic.TALLIES, partition=0, position=position)
    return ReportPage(stamp=stamp, organization=organization, year=year, month=f"{day:%Y-%m}", own=steps, subtree=steps)


async def _requested(title: str, context: ServiceContext, extent: Tree, townships: int, requests: int) -> PageTime:
    auditor = Account(name="auditor", organization=extent.key, roles=frozenset({Role.AUDITOR}))
    async with client_of(context, auditor) as service:
        client = PageClient(service, auditor.name)
        times: list[float] = []
        processor, kilobytes = 0.0, 0.0
        for number in range(requests + 1):
            begun, used = time.perf_counter(), time.process_time()
            answer = await client.get(f"/reports/{extent.key}")
            times.append((time.perf_counter() - begun) * 1000)
            processor += (time.process_time() - used) * 1000 / requests if number else 0.0
            assert answer.status_code == httpx.codes.OK, answer.text[:500]
            kilobytes = len(answer.content) / 1024
    cuts = quantiles(times[1:], n=20)
    return PageTime(title, townships, times[0], cuts[9], cuts[18], processor, kilobytes)
