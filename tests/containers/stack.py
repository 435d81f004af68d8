"""docker-compose.yml in an engine: its containers under a project name of their own, used by HTTP and by the commands of the operator."""

import json
import os
import re
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

from deploy import ports, secrets
from tests.containers.engine import docker, run
from tests.deploy.manifests.composed import ONCE, services
from tests.support.clients import ApiClient
from tests.support.processes import read, send
from tests.support.tree import ROOT
from tests.support.waiting import wait_until

PASSWORD = "Containers-test-1"
RUNNING = tuple(name for name in services() if name not in ONCE)
"""The services that do not end by themselves."""

_HOST = "127.0.0.77"
"""An address of the loopback interface whose ports other systems of this machine do not use."""

_BASE = 8000


class Stack(ApiClient):
    """One installation in `folder`: the files that docker-compose.yml names, and the secrets. `revision`: the tag of our image."""

    def __init__(self, folder: Path, revision: str) -> None:
        super().__init__(self.address, PASSWORD)
        self.folder = folder
        self.project = f"lianxi-test-{os.getpid()}"
        self.revision = revision
        shutil.copy(ROOT / "docker-compose.yml", folder)
        shutil.copytree(ROOT / "deploy", folder / "deploy", ignore=shutil.ignore_patterns("__pycache__"))
        secrets.make(folder / "secrets")

    @property
    def environment(self) -> dict[str, str]:
        """Returns the variables of `docker compose` and of `python -m deploy` for this installation."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("LIANXI_", "COMPOSE_"))}
        own = {
            "COMPOSE_PROJECT_NAME": self.project,
            "LIANXI_REVISION": self.revision,
            "LIANXI_HOST": _HOST,
            "LIANXI_PORT_BASE": str(_BASE),
            "LIANXI_DEMO_PASSWORD": PASSWORD,
            "LIANXI_VAR": str(self.folder / "var"),
        }
        return clean | own

    # -- the containers --------------------------------------------------------------------------------------------------

    def compose(self, *words: str) -> str:
        """Runs `docker compose` and returns its output."""
        return run("docker", "compose", *words, folder=self.folder, environment=self.environment)

    def up(self, *words: str) -> float:
        """Starts services and returns the seconds until all are healthy or have ended, as `make up` waits for them."""
        begun = time.monotonic()
        try:
            self.compose("up", "--detach", "--wait", *words)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.compose('logs', '--tail=20')}") from error
        return time.monotonic() - begun

    def operator(self, *words: str) -> str:
        """Runs a command of `python -m deploy` in the container of the operator and returns its output."""
        return self.compose("run", "--rm", "-T", "operator", "python", "-m", "deploy", *words)

    def shell(self, line: str, *, given: str = "") -> str:
        """Runs a line of the operations guide in the folder of the installation and returns its output."""
        words = ("bash", "-euo", "pipefail", "-c", line)
        return run(*words, folder=self.folder, environment=self.environment, given=given)

    def kill(self, name: str) -> None:
        """Kills the first process of a container, as the kernel does when memory is short. After `docker kill`, none would start again."""

        def is_killed() -> bool:
            process = read(int(self.state(name)["Pid"]))
            return process is not None and process.pid != 0 and send(process, signal.SIGKILL)

        wait_until(is_killed, what=f"{name} runs")

    def state(self, name: str) -> dict[str, Any]:
        """Returns the state of the container of a service: `Health`, `Pid`, `ExitCode` and others."""
        found: dict[str, Any] = self._inspect(name)["State"]
        return found

    def is_healthy(self, name: str) -> bool:
        """Returns whether the health check of a running container succeeds."""
        return bool(self.state(name).get("Health", {}).get("Status") == "healthy")

    def restarts(self, name: str) -> int:
        """Returns how often the engine has started a container again."""
        return int(self._inspect(name)["RestartCount"])

    def memory(self) -> dict[str, str]:
        """Returns the memory that each running container uses, as Docker prints it."""
        shown = docker("stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}}")
        found = re.findall(rf"^{self.project}-(\S+)-1 (\S+)", shown, re.MULTILINE)
        return dict(sorted(found))

    def down(self) -> None:
        """Removes containers, networks and volumes."""
        self.compose("--profile", "operator", "down", "--volumes", "--timeout", "60")

    def _inspect(self, name: str) -> dict[str, Any]:
        found: list[dict[str, Any]] = json.loads(docker("inspect", f"{self.project}-{name}-1"))
        return found[0]

    # -- HTTP ------------------------------------------------------------------------------------------------------------

    def address(self, service: str) -> str:
        """Returns the URL of a service."""
        return f"http://{_HOST}:{_BASE + ports.SERVICES[service]}"

    def figure(self, key: str, measure: str, *, year: int) -> int:
        """Returns the numerator of a figure of an organization alone, in the report that the region's service gives."""
        report = self.get("region", f"/reports/{key}", "520000-auditor", year=year, scope="own")
        return int(next(each["numerator"] for each in report["figures"] if each["measure"] == measure))

    def load_demonstration(self) -> None:
        """Creates the accounts of the demonstration and loads its published figures through the APIs, from this machine."""
        password = f"LIANXI_DEMO_PASSWORD={PASSWORD}"
        words = ("run", "--rm", "-T", "--env", password, "accounts", "python", "-m", "deploy", "accounts", "--demo")
        self.compose(*words)
        run(sys.executable, "-m", "deploy", "demo", "--no-filler", environment=self.environment)
