"""A row of an import and of an export, each beside a single command of the same service, with what other requests notice of it."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import httpx

from tests.faults import organizations
from tests.faults.system import FaultSystem
from tests.support.processes import most_resident

COMMANDS = 50
_CLERK = organizations.clerk(organizations.COUNTIES[0])
_CHARACTERS = "河道治理教育医疗交通旅游产业农村停车老年社区文化保护水源电商茶叶公路学校医院环境，。关于加强建设的"
_CONTENT = 300
"""Characters."""
_LOOKS_SECONDS = 0.05


class RowTimes(NamedTuple):
    """The milliseconds of a command, of a row, and of the slowest `/livez` meanwhile; MiB by which the memory of the service has risen."""

    command: float
    row: float
    slowest: float
    memory: float


async def measure_import(system: FaultSystem, rows: int) -> RowTimes:
    """Imports so many rows as drafts."""
    async with _client(system) as http:
        return await _measured(system, http, rows, lambda: _import(http, rows))


async def measure_export(system: FaultSystem, rows: int) -> RowTimes:
    """Exports so many proposals, which are imported before."""
    async with _client(system) as http:
        await _import(http, rows)
        return await _measured(system, http, rows, lambda: _export(http))


def _client(system: FaultSystem) -> httpx.AsyncClient:
    headers = system.clerks.authorization(organizations.WRITER, _CLERK)
    address = f"http://127.0.0.1:{system.port(organizations.WRITER)}"
    return httpx.AsyncClient(base_url=address, headers=headers, timeout=600.0, trust_env=False)


async def _measured(
    system: FaultSystem, http: httpx.AsyncClient, rows: int, work: Callable[[], Awaitable[None]]
) -> RowTimes:
    command = min([await _command(http) for _ in range(3)])
    before = _peak_memory(system)
    looking = asyncio.create_task(_slowest(http))
    begun = time.perf_counter()
    await work()
    spent = time.perf_counter() - begun
    looking.cancel()
    (slowest,) = await asyncio.gather(looking)
    return RowTimes(1000 * command, 1000 * spent / rows, 1000 * slowest, _peak_memory(system) - before)


async def _command(http: httpx.AsyncClient) -> float:
    """Returns the seconds of one of several commands, one after the other."""
    begun = time.perf_counter()
    for number in range(COMMANDS):
        body = {"title": f"关于第{number}件的提案", "content": _text(random.Random(number))}
        (await http.post("/api/v1/proposals", json=body)).raise_for_status()
    return (time.perf_counter() - begun) / COMMANDS


async def _import(http: httpx.AsyncClient, rows: int) -> None:
    generator = random.Random(1)
    lines = [f"关于第{number * 7919}号事项的提案,委员{number},{_text(generator)}\n" for number in range(rows)]
    content = ("标题,提案人,内容\n" + "".join(lines)).encode()
    begun = await http.post("/api/v1/imports/proposals", params={"accept": "warnings"}, content=content)
    id = begun.raise_for_status().json()["import_id"]
    while (await http.get(f"/api/v1/imports/proposals/{id}")).raise_for_status().json()["waiting"]:  # noqa: ASYNC110 - the state of another process
        await asyncio.sleep(_LOOKS_SECONDS)


async def _export(http: httpx.AsyncClient) -> None:
    (await http.get("/api/v1/proposals.xlsx")).raise_for_status()


async def _slowest(http: httpx.AsyncClient) -> float:
    """Returns the seconds of the slowest `/livez` until it is cancelled."""
    slowest = 0.0
    try:
        while True:
            begun = time.perf_counter()
            await http.get("/livez")
            slowest = max(slowest, time.perf_counter() - begun)
            await asyncio.sleep(_LOOKS_SECONDS)
    except asyncio.CancelledError:
        return slowest


def _text(generator: random.Random) -> str:
    return "".join(generator.choices(_CHARACTERS, k=_CONTENT))


def _peak_memory(system: FaultSystem) -> float:
    """Returns the highest resident memory of the service so far, in MiB."""
    return most_resident(system.services[organizations.WRITER].pid) / 1024**2
