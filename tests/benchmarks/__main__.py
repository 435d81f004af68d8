"""`make bench`: speed as ratios to a peer in the same run. `--write` writes the tables into docs/benchmarks.md."""

import asyncio
import os
import platform
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from shared.messaging.brokers.local import LocalKafka
from shared.messaging.brokers.nodes import Node
from shared.messaging.topics import create_topics
from tests.benchmarks import (
    commands,
    country,
    files,
    folding,
    journeys,
    lists,
    pauses,
    report_pages,
    restarts,
    simple,
    sizes,
    tables,
    transfers,
)
from tests.benchmarks.comparison import Regression, committed, regressions
from tests.benchmarks.country_tables import countries
from tests.benchmarks.extent import SMALL, Extent
from tests.benchmarks.log import fill
from tests.faults.system import FaultSystem
from tests.faults.system_factory import broker_of
from tests.support.ports import free_base, free_port
from tests.support.postgres import Postgres

PAGE = Path("docs/benchmarks.md")
T = TypeVar("T")


async def _fold(folder: Path, extent: Extent) -> str:
    kafka = await _broker(folder)
    try:
        await fill(kafka.settings, extent.events)
        return tables.folding(await folding.measure(kafka.settings, extent.events, extent.rounds), extent.events)
    finally:
        kafka.stop()


async def _simple(folder: Path, extent: Extent) -> str:
    kafka = await _broker(folder)
    try:
        await fill(kafka.settings, extent.simple)
        found = await simple.measure(kafka.settings, extent.simple, extent.rounds, folder)
        return tables.simple(found, extent.simple)
    finally:
        kafka.stop()


async def _restart(folder: Path, extent: Extent) -> str:
    kafka = await _broker(folder)
    try:
        found = await restarts.measure(kafka.settings, folder / "var", extent.lengths, extent.rounds)
        return tables.restarts(found)
    finally:
        kafka.stop()


async def _pause(folder: Path, extent: Extent) -> str:
    found = [await pauses.measure(matters, folder / str(matters)) for matters in extent.matters]
    return tables.pauses(found)


async def _command(folder: Path, extent: Extent) -> str:
    async def measure(system: FaultSystem) -> commands.Rates:
        return await commands.measure(system, system.folder, extent.rounds)

    return tables.commands(await _on_each_database(folder, measure))


async def _import(folder: Path, extent: Extent) -> str:
    found = await _on_each_database(folder, lambda system: files.measure_import(system, extent.imported))
    return tables.rows("a row of an import", found, extent.imported)


async def _export(folder: Path, extent: Extent) -> str:
    found = await _on_each_database(folder, lambda system: files.measure_export(system, extent.exported))
    return tables.rows("a row of an export", found, extent.exported)


async def _on_each_database(folder: Path, measure: Callable[[FaultSystem], Coroutine[None, None, T]]) -> dict[str, T]:
    """Measures on each kind of database, without the aggregation, which runs in other processes."""
    found = {}
    for kind, postgres in (("SQLite", None), ("PostgreSQL", Postgres(durable=True))):
        place = folder / kind
        place.mkdir()
        system = await _system(place, workers=False, postgres=postgres)
        try:
            found[kind] = await measure(system)
        finally:
            await system.close()
    return found


async def _list(folder: Path, extent: Extent) -> str:
    """Measures pages of a list on each kind of database."""
    found = {"SQLite": await lists.measure(f"sqlite+aiosqlite:///{folder / 'lists.db'}", extent.listed)}
    with Postgres() as postgres:
        await postgres.database("lists")
        found["PostgreSQL"] = await lists.measure(postgres.url("lists"), extent.listed, server=postgres.pid)
    return tables.lists(found, extent.listed)


async def _report(folder: Path, extent: Extent) -> str:
    return tables.report_pages(await report_pages.measure(folder, extent.requests))


async def _country(folder: Path, extent: Extent) -> str:
    return countries(
        [
            await country.run(folder / str(number), *each, extent.requests)
            for number, each in enumerate(extent.countries)
        ]
    )


async def _size(folder: Path, extent: Extent) -> str:
    """Measures the sizes of a proposal on each kind of database."""
    read = f"sqlite+aiosqlite:///{folder}/read"
    found = {"SQLite": await sizes.measure(f"sqlite+aiosqlite:///{folder / 'sizes.db'}", f"{read}-1.db", extent.lives)}
    with Postgres() as postgres:
        await postgres.database("sizes")
        found["PostgreSQL"] = await sizes.measure(postgres.url("sizes"), f"{read}-2.db", extent.lives)
    return tables.sizes(found)


async def _journey(folder: Path, extent: Extent) -> str:
    system = await _system(folder)
    try:
        # The first requests are slow, because nothing is cached.
        await journeys.measure(system, min(extent.rates), extent.seconds / 3)
        return tables.journeys([await journeys.measure(system, rate, extent.seconds) for rate in extent.rates])
    finally:
        await system.close()


async def _transfer(folder: Path, extent: Extent) -> str:
    return tables.transfers(await asyncio.to_thread(transfers.measure, folder, extent.transfers))


async def _broker(folder: Path) -> LocalKafka:
    kafka = LocalKafka(folder / "kafka", nodes=[Node(free_port(), free_port())])
    kafka.start()
    await kafka.ready()
    await create_topics(kafka.settings)
    return kafka


async def _system(folder: Path, *, workers: bool = True, postgres: Postgres | None = None) -> FaultSystem:
    base = free_base()
    system = FaultSystem(folder, broker_of(folder, base), base, tallies=1, postgres=postgres)
    await system.start(workers=workers)
    return system


BENCHMARKS: dict[str, Callable[[Path, Extent], Coroutine[None, None, str]]] = {
    "fold": _fold,
    "simple": _simple,
    "restart": _restart,
    "pause": _pause,
    "command": _command,
    "journey": _journey,
    "size": _size,
    "transfer": _transfer,
    "list": _list,
    "report": _report,
    "country": _country,
    "import": _import,
    "export": _export,
}


def main(
    only: Annotated[list[str] | None, typer.Argument(help=f"{' '.join(BENCHMARKS)} (default: all of them)")] = None,
    *,
    small: Annotated[bool, typer.Option(help="some minutes instead of an hour; its figures mean little")] = False,
    write: Annotated[bool, typer.Option(help=f"put the tables into {PAGE}")] = False,
    compare: Annotated[bool, typer.Option(help=f"end with status 1 where a ratio is worse than in {PAGE}")] = False,
) -> None:
    """Runs the benchmarks of services and aggregation on this machine against their peers."""
    unknown = set(only or ()) - BENCHMARKS.keys()
    if unknown:
        raise typer.BadParameter(f"no such benchmark: {', '.join(sorted(unknown))}")
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    worse: list[Regression] = []
    for name in only or BENCHMARKS:
        typer.echo(f"{name} …")
        with tempfile.TemporaryDirectory() as folder:
            table = asyncio.run(BENCHMARKS[name](Path(folder), SMALL if small else Extent()))
        typer.echo(table)
        if compare:
            worse += regressions(committed(PAGE, name), table)
        if write:
            tables.put(PAGE, name, f"{table}\n\n({machine})")
    for each in worse:
        typer.echo(f"worse than committed: {each}", err=True)
    if worse:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
