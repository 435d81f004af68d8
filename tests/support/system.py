"""The whole system as real processes: `python -m deploy run`, used by HTTP, by its commands and through its databases."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import text

from deploy import ports
from shared.storage.database import Database
from tests.support import backends
from tests.support.clients import ApiClient
from tests.support.databases import service_databases
from tests.support.ports import free_base
from tests.support.processes import Running, running_processes, send
from tests.support.waiting import wait_until

PASSWORD = "System-test-1"
BROKER = "the broker"
"""The name of the broker for `kill`, embedded or Apache Kafka."""


class System(ApiClient):
    """One running system with its data in `folder`, and a client of its services."""

    def __init__(self, folder: Path) -> None:
        super().__init__(self.address, PASSWORD)
        self.folder = folder
        self.base = free_base()
        self._database = (
            service_databases(f"{folder.name}_{{service}}", ports.SERVICES) if backends.are_real() else None
        )
        self._launcher: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LIANXI_")}
        own = {
            "LIANXI_VAR": str(self.folder),
            "LIANXI_PORT_BASE": str(self.base),
            "LIANXI_DEMO_PASSWORD": PASSWORD,
            "LIANXI_LOG": "json",
        }
        if self._database:
            own["LIANXI_DATABASE"] = self._database
        return clean | own

    # -- the processes ---------------------------------------------------------------------------------------------------

    def start(self, *options: str) -> None:
        """Starts everything, and waits until the launcher reports that all is ready."""
        log = self.folder / "launcher.log"
        begin = log.stat().st_size if log.exists() else 0
        with log.open("ab") as output:
            self._launcher = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "deploy",
                    "run",
                    *options,
                    *(["--kafka", "local"] if backends.are_real() else []),
                ],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(lambda: "全部就绪" in self._logged(log, begin), what="全部就绪")

    def _logged(self, log: Path, begin: int) -> str:
        text = log.read_bytes()[begin:].decode(errors="replace")
        assert self._launcher is not None
        assert self._launcher.poll() is None, text
        return text

    def stop(self) -> None:
        """Stops the launcher as Ctrl-C does."""
        if self._launcher is not None:
            self._launcher.send_signal(signal.SIGINT)
            assert self._launcher.wait(60) == 0
            self._launcher = None

    def close(self) -> None:
        """Stops everything and closes the client."""
        self.stop()
        super().close()

    def process(self, command: str) -> Running:
        """Returns the process of this system whose command line contains this text."""
        assert self._launcher is not None
        for process in running_processes():
            if process.parent == self._launcher.pid and command in " ".join(process.command):
                return process
        raise LookupError(command)

    def kill(self, command: str) -> None:
        """Kills one process with SIGKILL as soon as it runs."""
        if command == BROKER:
            command = "kafka.Kafka" if backends.are_real() else "tansu broker"

        def is_killed() -> bool:
            try:
                return send(self.process(command), signal.SIGKILL)
            except LookupError:
                return False

        wait_until(is_killed, what=command)

    def deploy(self, *words: str, timeout: float = 600) -> subprocess.CompletedProcess[str]:
        """Runs a command of `python -m deploy`."""
        return subprocess.run(
            [sys.executable, "-m", "deploy", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def logged(self, process: str, **fields: Any) -> dict[str, Any]:
        """Returns the first line of a log in which these fields have these values, as soon as it is there."""
        log, found = self.folder / "log" / f"{process}.log", list[dict[str, Any]]()

        def is_there() -> bool:
            lines = (json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("{"))
            found.extend(line for line in lines if fields.items() <= line.items())
            return bool(found)

        wait_until(is_there, what=f"{fields} in {log.name}")
        return found[0]

    def rows(self, service: str, statement: str, *, database: str = "", **values: Any) -> list[Any]:
        """Executes a statement in the database of a service and returns its rows. `database`: `-read` or none."""
        url = self._database or f"sqlite+aiosqlite:///{self.folder}/{{service}}{database}.db"
        return asyncio.run(_do(url.replace("{service}", service), statement, values))

    # -- HTTP ------------------------------------------------------------------------------------------------------------

    def address(self, service: str) -> str:
        """Returns the URL of a service."""
        return f"http://127.0.0.1:{self.base + ports.SERVICES[service]}"

    def figure(self, key: str, measure: str, *, account: str = "520000-auditor", **params: Any) -> dict[str, Any]:
        """Returns one figure of the region service's report."""
        report = self.get("region", f"/reports/{key}", account, **params)
        found: dict[str, Any] = next(each for each in report["figures"] if each["measure"] == measure)
        return found


async def _do(url: str, statement: str, values: dict[str, Any]) -> list[Any]:
    database = Database(url)
    try:
        async with database.transaction() as connection:
            done = await connection.execute(text(statement), values)
            return list(done) if done.returns_rows else []
    finally:
        await database.close()
