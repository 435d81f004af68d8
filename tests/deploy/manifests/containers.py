"""docker-compose.yml without an engine: the command of each service as a process, with its settings, secrets and health check.

This module contains all differences: hosts and paths of containers become those of this machine, and programs of images
(Kafka's scripts, psql, nc) come from elsewhere. The tests start PostgreSQL themselves.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from deploy import secrets
from deploy.ports import SERVICES
from shared.messaging.brokers.jars import jars, java
from tests.deploy.manifests.composed import ONCE, OURS, ROOT, compose, secrets_of, services
from tests.support.ports import free_port
from tests.support.postgres import Postgres, programs
from tests.support.waiting import wait_until

PATIENCE = 300.0
_GRACE = 120.0
_JVM = "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
_ENV = re.compile(r"(LIANXI_\w+)=(\S+)")


class Containers:
    """One run of the file. `up` starts services that do not run, in the order of their dependencies; `down` ends all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kafka_port = free_port()
        self.postgres = Postgres()
        self._controller_port = free_port()
        self._ports: dict[str, tuple[int, int]] = {}
        self._started: set[str] = set()
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        secrets.make(folder / "secrets")
        (folder / "bin").mkdir()
        for name, words in _tools().items():
            (folder / "bin" / name).write_text(f"#!/bin/sh\nexec {words}\n", encoding="utf-8")
            (folder / "bin" / name).chmod(0o755)

    def up(self, name: str) -> None:
        """Starts a service after its dependencies; returns when it is healthy or, if it runs once, has ended."""
        if name in self._started:
            return
        self._started.add(name)
        for other in services()[name].get("depends_on", {}):
            self.up(other)
        if name == "postgres":
            self._start_postgres()
        else:
            self._start(name)
        if name in ONCE:
            assert self._running[name].wait(PATIENCE) == 0, self.log(name).read_text(encoding="utf-8")
        else:
            self.wait_for_health(name)

    def _start(self, name: str) -> None:
        words = [*services()[name].get("entrypoint", []), *services()[name].get("command", [])]
        with self.log(name).open("wb") as log:
            self._running[name] = subprocess.Popen(
                self._translated(name, words),
                env=self.environment(name),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def wait_for_health(self, name: str) -> None:
        """Returns when the health check succeeds; repeats it like an engine."""
        wait_until(lambda: self._is_healthy(name), what=f"{name} is healthy", patience=PATIENCE)

    def _is_healthy(self, name: str) -> bool:
        """Returns the result of the health check; fails when the service has ended."""
        check = self._translated(name, services()[name]["healthcheck"]["test"][1:])
        completed = subprocess.run(check, env=self.environment(name), cwd=ROOT, capture_output=True, check=False)
        if name in self._running:
            assert self._running[name].poll() is None, self.log(name).read_text(encoding="utf-8")
        return completed.returncode == 0

    def end(self, name: str) -> int:
        """Stops a service as an engine does and returns its exit status; fails when it does not end."""
        process = self._running[name]
        process.terminate()
        try:
            return process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            raise AssertionError(self.log(name).read_text(encoding="utf-8")) from None

    def run(self, name: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs another command in place of the service, to its end."""
        return subprocess.run(
            self._translated(name, [*words]),
            env=self.environment(name),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def down(self) -> None:
        """Ends all services in reverse order of their start."""
        for process in reversed(self._running.values()):
            process.terminate()
            try:
                process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                process.kill()
        self.postgres.close()

    def port(self, name: str) -> int:
        """Returns the port of a service, or the metrics port of a worker."""
        if name not in self._ports:
            self._ports[name] = (free_port(), free_port())
        return self._ports[name][name not in SERVICES]

    def log(self, name: str) -> Path:
        """Returns the log of a service."""
        return self.folder / f"{name}.log"

    def environment(self, name: str) -> dict[str, str]:
        """Returns the variables of service and image, translated; of our own environment only the search path."""
        given = {variable: str(value) for variable, value in services()[name].get("environment", {}).items()}
        if name in OURS:
            image = dict(_ENV.findall((ROOT / "deploy/Dockerfile").read_text(encoding="utf-8")))
            given = {**image, **given, "LIANXI_REVISION": "test", "LIANXI_HOST": "127.0.0.1"}
        translated = {variable: self._local(name, value) for variable, value in given.items() if variable != "PATH"}
        return {**translated, **self._here(name)}

    def _here(self, name: str) -> dict[str, str]:
        """Returns the values that an image and a network would provide."""
        path = os.pathsep.join(
            [str(self.folder / "bin"), str(programs()), str(Path(java()).parent), os.environ["PATH"]]
        )
        if name == "postgres":
            return {"PATH": path, "PGHOST": "127.0.0.1", "PGPORT": str(self.postgres.port)}
        if name not in OURS:
            ports = {"KAFKA_PORT": str(self.kafka_port), "KAFKA_CONTROLLER_PORT": str(self._controller_port)}
            return {"PATH": path, "KAFKA_HOST": "localhost", "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1", **ports}
        if name in ONCE:
            return {"PATH": path}
        return {"PATH": path, "LIANXI_PORT": str(self.port(name)), "LIANXI_METRICS_PORT": str(self._ports[name][1])}

    def _translated(self, name: str, words: list[str]) -> list[str]:
        return [sys.executable if word == "python" else self._local(name, word) for word in words]

    def _local(self, name: str, text: str) -> str:
        """Returns a path, an address or a URL of a container, translated to this machine."""
        for inside, outside in self._mounts(name).items():
            if text == inside or text.startswith(f"{inside}/"):
                return text.replace(inside, str(outside), 1)
        text = text.replace("kafka:9093", f"localhost:{self.kafka_port}").replace(
            "@postgres/", f"@127.0.0.1:{self.postgres.port}/"
        )
        if name == "kafka" and text == "9093":
            return str(self.kafka_port)
        return re.sub(r"(?<=127\.0\.0\.1:)8\d\d\d(?=/)", lambda _: str(self.port(name)), text)

    def _mounts(self, name: str) -> dict[str, Path]:
        """Returns path in the container -> path here: volumes, secrets, and writable folders."""
        service, own = services()[name], self.folder / "containers" / name
        found = {"/run/secrets": own / "secrets", "/var/lib/lianxi": own / "var"}
        for volume in service.get("volumes", []):
            source, target = volume.split(":")[:2]
            found[target] = ROOT / source if source.startswith(".") else self.folder / "volumes" / source
        found |= {each.partition(":")[0]: own / each.partition(":")[0][1:] for each in service.get("tmpfs", [])}
        for place in found.values():
            place.mkdir(parents=True, exist_ok=True) if ROOT not in place.parents else None
        for secret in secrets_of(service):
            self._mount(secret, found["/run/secrets"] / secret)
        for each in service.get("secrets", []):
            if isinstance(each, dict):
                self._mount(
                    Path(compose()["secrets"][each["source"]]["file"]).name, own / "var" / Path(each["target"]).name
                )
        return found

    def _mount(self, secret: str, place: Path) -> None:
        if not place.exists():
            place.symlink_to(self.folder / "secrets" / secret)

    def _start_postgres(self) -> None:
        """Starts PostgreSQL as its image does: creates the data, runs the mounted script, and requires passwords."""
        self.postgres.start()
        script = ROOT / "deploy/postgres/databases.sh"
        done = subprocess.run(
            ["sh", script], env=self.environment("postgres"), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        self.postgres.stop()
        rules = "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        (self.postgres.data / "pg_hba.conf").write_text(rules, encoding="ascii")
        self.postgres.start()


def _tools() -> dict[str, str]:
    """Returns the programs of the Kafka image as functions of a shell."""
    kafka = f'{java()} {_JVM} -cp "{jars()}/*"'
    connect = "import socket, sys; socket.create_connection((sys.argv[2], int(sys.argv[3])), 5)"
    return {
        "kafka-storage.sh": f'{kafka} kafka.tools.StorageTool "$@"',
        "kafka-server-start.sh": f'{kafka} kafka.Kafka "$@"',
        "nc": f'{sys.executable} -c "{connect}" "$@"',
    }
