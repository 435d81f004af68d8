"""The seconds from a response to a clerk to the region's report that counts it, at a given rate of writes."""

import asyncio
import sqlite3
import time
from typing import NamedTuple

from shared.contracts.pages import ReportPage, decode_report
from tests.benchmarks.wire import Wire
from tests.faults import organizations
from tests.faults.system import FaultSystem

COUNTER = "opinions_received"
_BODY = {"title": "关于基准的信息", "channel": "window"}
_CONNECTIONS = 16
_POLL_SECONDS = 0.005
_LATEST_SECONDS = 60.0


class Journeys(NamedTuple):
    """`seconds`: of each write; `rate`: responses per second."""

    asked: int
    rate: float
    seconds: list[float]


class Report:
    """The pages of the region service in its database."""

    def __init__(self, system: FaultSystem) -> None:
        self._connection = sqlite3.connect(f"file:{system.folder / 'region-read.db'}?mode=ro", uri=True)
        self._version: int | None = None

    def has_changed(self) -> bool:
        """Returns whether the database has changed since the last call; the check is cheap."""
        before = self._version
        (self._version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return self._version != before

    def counted(self) -> dict[str, int]:
        """Returns the number of counted matters of each county."""
        marks = ",".join("?" * len(organizations.COUNTIES))
        sql = f"SELECT organization, body FROM report_pages WHERE organization IN ({marks}) AND year > 0 AND breakdown = ''"  # noqa: S608 - marks only
        found = dict.fromkeys(organizations.COUNTIES, 0)
        for key, body in self._connection.execute(sql, organizations.COUNTIES):
            found[key] += _received(decode_report(body))
        return found

    def close(self) -> None:
        self._connection.close()


def _received(page: ReportPage) -> int:
    return sum(page.own.get(COUNTER, {}).values())


async def measure(system: FaultSystem, rate: int, seconds: float) -> Journeys:
    """Writes for a duration at a given rate, or as fast as the machine can."""
    report = Report(system)
    before = report.counted()
    committed: dict[str, list[float]] = {key: [] for key in organizations.COUNTIES}
    reported: dict[str, list[float]] = {key: [] for key in organizations.COUNTIES}
    writing = asyncio.create_task(_write(system, rate, seconds, committed))
    async with asyncio.timeout(seconds * 4 + _LATEST_SECONDS):
        while not writing.done() or any(len(reported[key]) < len(committed[key]) for key in organizations.COUNTIES):
            if report.has_changed():
                now, counted = time.perf_counter(), report.counted()
                for key in organizations.COUNTIES:
                    reported[key] += [now] * (counted[key] - before[key] - len(reported[key]))
            await asyncio.sleep(_POLL_SECONDS)
    report.close()
    spent = await writing
    journeys = [
        max(0.0, there - here)
        for key in organizations.COUNTIES
        for here, there in zip(sorted(committed[key]), reported[key], strict=False)
    ]
    return Journeys(rate, len(journeys) / spent, journeys)


async def _write(system: FaultSystem, rate: int, seconds: float, committed: dict[str, list[float]]) -> float:
    """Writes on a schedule, independent of response times; returns the duration."""
    started, port = time.perf_counter(), system.port(organizations.WRITER)
    due = iter(range(int(rate * seconds)))

    async def work(number: int) -> None:
        key = organizations.COUNTIES[number % len(organizations.COUNTIES)]
        wire = Wire("127.0.0.1", port, system.clerks.authorization(organizations.WRITER, organizations.clerk(key)))
        for journey in due:
            await asyncio.sleep(started + journey / rate - time.perf_counter())
            if await wire.post("/api/v1/opinions", _BODY) == 201:
                committed[key].append(time.perf_counter())
        wire.close()

    await asyncio.gather(*[work(number) for number in range(_CONNECTIONS)])
    return time.perf_counter() - started
