"""A command of a service and a bare insert on a database of the same kind, alternately."""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from deploy.launch.readiness import answers_ok
from tests.benchmarks.wire import Wire
from tests.faults import organizations
from tests.faults.system import FaultSystem
from tests.support.ports import free_port

REQUESTS = 400
CONNECTIONS = 4
_HOST = "127.0.0.1"


class Target(NamedTuple):
    """The target of requests."""

    port: int
    path: str
    body: Mapping[str, Any]
    headers: Mapping[str, str]


class Rates(NamedTuple):
    """Requests per second in each round."""

    command: list[float]
    bare: list[float]

    @property
    def ratio(self) -> float:
        """Returns the median of the ratios of all rounds."""
        return statistics.median(ours / theirs for ours, theirs in zip(self.command, self.bare, strict=True))


async def measure(system: FaultSystem, folder: Path, rounds: int) -> Rates:
    """Measures both in each round, one after the other."""
    url = f"sqlite+aiosqlite:///{folder / 'bare.db'}"
    if system.postgres is not None:
        await system.postgres.database("bare")
        url = system.postgres.url("bare")
    port = free_port()
    bare = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.bare", url, str(port)], stdin=subprocess.DEVNULL)  # noqa: ASYNC220 - at once
    try:
        while not await answers_ok(_HOST, port, "/docs"):  # noqa: ASYNC110 - the state of another process
            await asyncio.sleep(0.05)
        writer = system.clerks.authorization(organizations.WRITER, organizations.clerk(organizations.COUNTIES[0]))
        ours = Target(system.port(organizations.WRITER), "/api/v1/proposals", {"title": "关于基准的提案"}, writer)
        theirs = Target(port, "/notes", {"title": "关于基准的提案"}, {})
        rates = Rates([], [])
        for _ in range(rounds):
            rates.command.append(await _rate(ours))
            rates.bare.append(await _rate(theirs))
        return rates
    finally:
        bare.kill()
        bare.wait()


async def _rate(target: Target) -> float:
    """Returns the rate over several connections; each sends its next request after the last response."""
    wires = [Wire(_HOST, target.port, target.headers) for _ in range(CONNECTIONS)]
    left = iter(range(REQUESTS))

    async def work(wire: Wire) -> None:
        for _ in left:
            if (status := await wire.post(target.path, target.body)) != 201:
                raise RuntimeError(f"{target.path}: {status}")

    started = time.perf_counter()
    await asyncio.gather(*[work(wire) for wire in wires])
    spent = time.perf_counter() - started
    for wire in wires:
        wire.close()
    return REQUESTS / spent
