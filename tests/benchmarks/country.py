"""The country, or some of its provinces, through the real tally and rollup on Apache Kafka, and its pages in the region service."""

import asyncio
import re
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

import httpx

from deploy.demo.accounts import ensure
from deploy.demo.country import write_country
from deploy.demo.country_log import CountryRecord, records
from deploy.demo.country_tree import NATIONAL, CountryOrganization, country
from deploy.launch.processes import Processes
from deploy.ops.databases import databases
from deploy.settings import DeploySettings
from shared.contracts.vocabulary import Level, Role
from shared.messaging.settings import KafkaSettings
from shared.storage.migrations.migration import migrate
from shared.web.accounts import Account
from tests.benchmarks import workers
from tests.faults.processes import RestartingProcess
from tests.support.brokers import running_kafka
from tests.support.clients import log_in
from tests.support.ports import free_base
from tests.support.processes import most_resident
from tests.support.tree import ROOT
from tests.support.workers import WorkerProcess

PASSWORD = "Country-bench-1"
YEAR = 2025
"""The year whose figures show that everything is counted."""
_RECEIVED = b'"command":"submit"'
_OF_YEAR = f"-p-{YEAR}-".encode()
_POLL_SECONDS = 2.0
_PATIENCE = 4 * 3600.0
_WARM_UP = 5


class CountryPage(NamedTuple):
    """The milliseconds of a report page over HTTP in a quiet system: the first request, and the further ones."""

    title: str
    first: float
    p50: float
    p95: float
    kilobytes: float


class CountryRun(NamedTuple):
    """`counted`, `complete`: seconds from the start of the workers until the tally has folded everything, and until the report is right.

    `tally`, `rollup`, `region`: their highest resident memory in MiB. `published`: report pages that the rollup has sent.
    """

    organizations: int
    matters: int
    events: int
    log: float
    written: float
    counted: float
    complete: float
    tally: float
    rollup: float
    region: float
    tally_pages: int
    pages: Sequence[CountryPage]


class _Counted:
    """Counts the events of a log, and the proposals of `YEAR` that were submitted, while it is written."""

    def __init__(self) -> None:
        self.events = 0
        self.received = 0

    def count(self, record: CountryRecord) -> CountryRecord:
        self.events += 1
        self.received += _RECEIVED in record.value and _OF_YEAR in record.key
        return record


async def run(folder: Path, provinces: Sequence[str], matters: int, requests: int) -> CountryRun:
    """Measures a country of these provinces on a new Kafka, with all data in a new folder."""
    await asyncio.to_thread(folder.mkdir)
    async with running_kafka(folder) as kafka:
        return await measure(kafka.settings, folder, provinces, matters, requests)


async def measure(
    kafka: KafkaSettings, folder: Path, provinces: Sequence[str], matters: int, requests: int
) -> CountryRun:
    """Writes the log of these provinces (none: all) and measures how it is folded and shown."""
    organizations, counted = country(provinces), _Counted()
    begun = time.perf_counter()
    log = map(counted.count, records(organizations, matters, 1))
    await write_country(kafka, log, matters, b"benchmark", lambda _done, _behind: None)
    written = time.perf_counter() - begun
    processes, base = Processes(), free_base()
    region = await _region(kafka, folder, base, organizations)
    aggregation = [WorkerProcess(each, kafka, folder, LIANXI_KAFKA_IDEMPOTENT="true") for each in ("tally", "rollup")]
    started = time.perf_counter()
    region.up(processes)
    try:
        await region.ready()
        async with asyncio.timeout(_PATIENCE), httpx.AsyncClient(base_url=f"http://127.0.0.1:{base}") as client:
            folded = await _folded(aggregation[0], counted.events, started)
            await _complete(client, counted.received)
            complete = time.perf_counter() - started
            pages = [await _page(base, *each, requests) for each in _shown(organizations)]
        tally, rollup = aggregation
        return CountryRun(
            organizations=len(organizations),
            matters=matters,
            events=counted.events,
            log=_gigabytes(folder / "kafka"),
            written=written,
            counted=folded,
            complete=complete,
            tally=_peak(tally.process.pid),
            rollup=_peak(rollup.process.pid),
            region=_peak(region.pid),
            tally_pages=int(workers.value_of(rollup, "lianxi_rollup_pages")),
            pages=pages,
        )
    finally:
        for each in aggregation:
            each.kill()
        await region.down()


async def _region(
    kafka: KafkaSettings, folder: Path, base: int, organizations: Sequence[CountryOrganization]
) -> RestartingProcess:
    """Returns the region service, not started, with an auditor of each organization that is shown."""
    settings = DeploySettings(var=folder, port_base=base, kafka=kafka.bootstrap)
    wanted = [
        Account(name=account, organization=account, roles=frozenset({Role.AUDITOR}))
        for account in {account for _, account, _ in _shown(organizations)}
    ]
    async with databases(settings, "region") as opened:
        await migrate(opened.service, "service")
        await migrate(opened.read, "read")
        passwords = dict.fromkeys((each.name for each in wanted), PASSWORD)
        await ensure(opened.service, wanted, passwords, reset=False, demo=True)
    environment = {
        "PATH": "/usr/bin:/bin",
        "LIANXI_KAFKA": kafka.bootstrap,
        "LIANXI_VAR": str(folder),
        "LIANXI_PORT_BASE": str(base),
    }

    async def ready() -> bool:
        async with httpx.AsyncClient() as client:
            try:
                return (await client.get(f"http://127.0.0.1:{base}/livez")).is_success
            except httpx.TransportError:
                return False

    log = folder / "region.log"
    return RestartingProcess("region", ("services.region",), environment, source=ROOT, log=log, ready=ready)


def _shown(organizations: Sequence[CountryOrganization]) -> list[tuple[str, str, str]]:
    """Returns title, account and organization of the pages that are measured."""
    counties = {each.key: each.parent for each in organizations if each.level is Level.COUNTY}
    provinces = [each.key for each in organizations if each.level is Level.PROVINCE]
    largest = max(provinces, key=lambda key: sum(county.startswith(key[:2]) for county in counties))
    county = next(county for county in counties if county.startswith(largest[:2]))
    return [
        ("a conference of 18 members", "hechengliuyu", "hechengliuyu"),
        ("a conference of all provinces, as large as the country", NATIONAL, NATIONAL),
        ("the province with the most counties", largest, largest),
        ("a county", largest, county),
    ]


async def _folded(tally: WorkerProcess, events: int, started: float) -> float:
    while workers.value_of(tally, "lianxi_tally_records_total") < events:
        assert tally.process.poll() is None, "the tally ended"
        await asyncio.sleep(_POLL_SECONDS)
    return time.perf_counter() - started


async def _complete(client: httpx.AsyncClient, received: int) -> None:
    """Waits until the report of the country counts every proposal."""
    headers = await log_in(client, NATIONAL, PASSWORD)
    while True:
        answer = await client.get(f"/api/v1/reports/{NATIONAL}", params={"year": YEAR}, headers=headers, timeout=60.0)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            headers = await log_in(client, NATIONAL, PASSWORD)
        elif answer.is_success:
            found = {each["measure"]: each["value"] for each in answer.json()["figures"]}
            if found["proposals_received"] == received:
                return
        await asyncio.sleep(_POLL_SECONDS)


async def _page(base: int, title: str, account: str, organization: str, requests: int) -> CountryPage:
    url = f"http://127.0.0.1:{base}"
    async with httpx.AsyncClient(base_url=url, headers={"Accept": "text/html"}) as client:
        form = await client.get("/login")
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form.text))
        opened = await client.post("/login", data={**fields, "account": account, "password": PASSWORD})
        assert opened.status_code == httpx.codes.SEE_OTHER, opened.text[:500]
        times, kilobytes = list[float](), 0.0
        for _ in range(requests + _WARM_UP):
            begun = time.perf_counter()
            answer = await client.get(f"/reports/{organization}", timeout=60.0)
            times.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == httpx.codes.OK, answer.headers
            kilobytes = len(answer.content) / 1024
    cuts = quantiles(times[_WARM_UP:], n=20)
    return CountryPage(title, times[0], cuts[9], cuts[18], kilobytes)


def _peak(pid: int) -> float:
    """Returns the highest resident memory of a process in MiB."""
    return most_resident(pid) / 2**20


def _gigabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*.log")) / 1e9
