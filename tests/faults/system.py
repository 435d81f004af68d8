"""A whole system on this machine for fault injection: broker, services, any number of tally workers, rollup."""

import asyncio
import json
import os
import sys
from functools import partial
from pathlib import Path

from deploy import ports
from deploy.demo.accounts import ensure
from deploy.launch.processes import Processes
from deploy.launch.readiness import answers_ok
from deploy.ops.databases import SERVICES, databases
from deploy.settings import DeploySettings
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import create_topics
from shared.storage.migrations.migration import migrate
from tests.faults import organizations
from tests.faults.brokers import FaultyBroker
from tests.faults.clerks import Clerks
from tests.faults.processes import RestartingProcess
from tests.support.postgres import Postgres

ROOT = Path(__file__).parents[2]
_HOST = "127.0.0.1"
_SETTLING = 120.0
_one_migration = asyncio.Lock()  # alembic allows one context in a process


class FaultSystem:
    """`source`: the source tree whose programs run. `postgres`: the server with a database for each service; None: SQLite."""

    def __init__(
        self,
        folder: Path,
        broker: FaultyBroker,
        base: int,
        *,
        source: Path = ROOT,
        tallies: int = 2,
        postgres: Postgres | None = None,
    ) -> None:
        self.folder = folder
        self.broker = broker
        self.base = base
        self.source = source
        self.postgres = postgres
        self.database = postgres.url("lianxi_{service}") if postgres else None
        self.settings = DeploySettings(
            var=folder, port_base=base, kafka=broker.settings.bootstrap, database=self.database
        )
        self.processes = Processes()
        self.services = {name: self._service(name) for name in organizations.SERVICES}
        self.tallies = [self._worker("tally", f"tally-{number}", 5 * number) for number in range(tallies)]
        self.rollup = self._worker("rollup", "rollup-0", 50)
        self.clerks = Clerks({name: f"http://{_HOST}:{self.port(name)}" for name in organizations.SERVICES})

    @property
    def kafka(self) -> KafkaSettings:
        """Returns the Kafka settings of clients."""
        return self.broker.settings

    def port(self, service: str) -> int:
        """Returns the port of this service."""
        return self.base + ports.SERVICES[service]

    @property
    def parts(self) -> list[RestartingProcess]:
        """Returns all processes except the broker."""
        return [*self.services.values(), *self.tallies, self.rollup]

    def environment(self) -> dict[str, str]:
        """Returns the environment of every process."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LIANXI_")}
        return clean | {
            "LIANXI_KAFKA": self.kafka.bootstrap,
            "LIANXI_KAFKA_IDEMPOTENT": json.dumps(self.kafka.idempotent),
            "LIANXI_ROOT_KEYS": "first",
            "LIANXI_VAR": str(self.folder),
            "LIANXI_PORT_BASE": str(self.base),
            "PYTHONUNBUFFERED": "1",
        }

    def _service(self, name: str) -> RestartingProcess:
        own = {"LIANXI_DATABASE": self.database.replace("{service}", name)} if self.database else {}
        if name == organizations.WRITER:
            charter = self.folder / "charter.toml"
            charter.write_text(
                (ROOT / "services" / name / "charter.toml").read_text("utf-8") + organizations.RESEARCH, "utf-8"
            )
            own |= {"LIANXI_CHARTER": str(charter)}
        return self._kept(name, (f"services.{name}",), self.base + ports.SERVICES[name], own)

    def _worker(self, processor: str, name: str, offset: int) -> RestartingProcess:
        """Returns a worker with a folder of its own, as in production."""
        port = self.base + ports.TALLY_METRICS + offset
        (self.folder / name).mkdir(parents=True, exist_ok=True)
        own = {"LIANXI_METRICS_PORT": str(port), "LIANXI_VAR": str(self.folder / name), "LIANXI_INSTANCE": name}
        return self._kept(name, ("services.aggregation", processor), port, own)

    def _kept(self, name: str, module: tuple[str, ...], port: int, own: dict[str, str]) -> RestartingProcess:
        return RestartingProcess(
            name,
            module,
            self.environment() | own,
            source=self.source,
            log=self.folder / f"{name}.log",
            ready=partial(answers_ok, _HOST, port, "/readyz"),
        )

    async def start(self, *, workers: bool = True) -> None:
        """Starts one tally worker and all other processes, and loads the organizations. Without `workers`: the services alone."""
        await self.broker.start()
        await create_topics(self.kafka)
        await self._prepare()
        first = [*self.services.values(), *((self.tallies[0], self.rollup) if workers else ())]
        for part in first:
            part.up(self.processes)
        await asyncio.gather(*[service.ready() for service in self.services.values()])
        async with asyncio.timeout(_SETTLING):
            await self.clerks.log_in()
            await self.clerks.settle()
        await asyncio.gather(*[part.ready() for part in first])

    async def _prepare(self) -> None:
        """Creates tables and accounts, also of services that do not run, because reconcile reads them."""
        if self.postgres:
            self.postgres.start()
            for name in SERVICES:
                await self.postgres.database(f"lianxi_{name}")
        for name in SERVICES:
            async with databases(self.settings, name) as opened:
                async with _one_migration:
                    await migrate(opened.service, "service")
                    await migrate(opened.read, "read")
                if name in organizations.SERVICES:
                    wanted = organizations.accounts(name)
                    passwords = dict.fromkeys((each.name for each in wanted), organizations.PASSWORD)
                    await ensure(opened.service, wanted, passwords, reset=False, demo=True)

    async def deploy(self, *words: str) -> str:
        """Runs a command of `python -m deploy` and returns its output; raises `RuntimeError` when it fails."""
        own = {"LIANXI_DATABASE": self.database} if self.database else {}
        child = await asyncio.create_subprocess_exec(
            *("env", "-C", str(self.source), sys.executable, "-m", "deploy", *words),
            env=self.environment() | own,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        printed, _ = await child.communicate()
        if child.returncode != 0:
            raise RuntimeError(f"deploy {' '.join(words)}: {printed.decode()}")
        return printed.decode()

    async def close(self) -> None:
        """Ends all processes."""
        await self.clerks.close()
        for part in self.parts:
            await part.close()
        await self.processes.close()
        self.broker.stop()
        if self.postgres:
            self.postgres.close()
