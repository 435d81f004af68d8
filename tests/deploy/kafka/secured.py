"""Apache Kafka as docker-compose.yml starts it, by the same two scripts, as a process of this machine: TLS, SCRAM, and rights by table."""

import asyncio
import os
import subprocess
import time
from pathlib import Path

from deploy import secrets
from deploy.kafka.acls import grant
from shared.messaging.brokers.jars import jars, java
from shared.messaging.clients import cluster_id
from shared.messaging.settings import KafkaSettings, all_writers
from shared.messaging.topics import create_topics
from tests.support.ports import free_port

OUTSIDER = "outsider"
"""Known by a password, and allowed nothing."""

_SCRIPTS = Path(__file__).parents[3] / "deploy" / "kafka"
_WITHIN = 300.0
_JVM = "-Xms128m -Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
_PROGRAMS = {"kafka-storage.sh": "kafka.tools.StorageTool", "kafka-server-start.sh": "kafka.Kafka"}


class SecuredKafka:
    """`start` it, wait for `ready`, `stop`; `settings(principal)` connects as that principal.

    `self_hosted`: the services that counties operate themselves, as in `LIANXI_SELF_HOSTED`.
    """

    def __init__(self, folder: Path, self_hosted: str = "") -> None:
        self.folder = folder
        self.self_hosted = self_hosted
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        for name in ("tls", "authority", "data", "run", "bin"):
            (folder / name).mkdir()
        secrets.make(folder / "secrets", all_writers({"LIANXI_SELF_HOSTED": self_hosted}))
        (folder / "secrets" / f"kafka-user-{OUTSIDER}").write_text("let-me-in-please", encoding="ascii")
        for name, program in _PROGRAMS.items():
            script = folder / "bin" / name
            script.write_text(
                f"#!/bin/sh\nexec '{java()}' {_JVM} -cp '{jars()}/*' {program} \"$@\"\n", encoding="utf-8"
            )
            script.chmod(0o755)
        self._environment = os.environ | {
            "SECRETS": str(folder / "secrets"),
            "TLS": str(folder / "tls"),
            "AUTHORITY": str(folder / "authority"),
            "DATA": str(folder / "data"),
            "RUN": str(folder / "run"),
            "KAFKA_HOST": "localhost",
            "KAFKA_LISTEN": "localhost",
            "KAFKA_PORT": str(self.port),
            "KAFKA_CONTROLLER_PORT": str(free_port()),
            "PATH": os.pathsep.join((str(folder / "bin"), str(Path(java()).parent), os.environ["PATH"])),
        }

    @property
    def authority(self) -> Path:
        """Returns the certificate that clients trust."""
        return self.folder / "authority" / "ca.crt"

    def password_file(self, principal: str) -> Path:
        return self.folder / "secrets" / f"kafka-user-{principal}"

    def settings(self, principal: str) -> KafkaSettings:
        return KafkaSettings.from_environment(self.environment(principal))

    def environment(self, principal: str) -> dict[str, str]:
        """Returns the settings of a process of this principal."""
        return {
            "LIANXI_KAFKA": f"localhost:{self.port}",
            "LIANXI_KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
            "LIANXI_KAFKA_USERNAME": principal,
            "LIANXI_KAFKA_PASSWORD_FILE": str(self.password_file(principal)),
            "LIANXI_KAFKA_CA_FILE": str(self.authority),
            "LIANXI_KAFKA_IDEMPOTENT": "true",
            "LIANXI_SELF_HOSTED": self.self_hosted,
        }

    def start(self) -> None:
        self._run("certificates.sh")
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                ["sh", str(_SCRIPTS / "start.sh")], env=self._environment, stdout=log, stderr=subprocess.STDOUT
            )

    async def ready(self) -> None:
        """Waits until it answers, and gives everyone their rights and their topics, as the jobs of the deployment do."""
        deadline = time.monotonic() + _WITHIN
        while not await self._answers():
            assert self._process is not None
            assert self._process.poll() is None, self._log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, self._log.read_text(encoding="utf-8")
            await asyncio.sleep(0.2)  # between two looks
        await grant(self.settings("kafka"))
        await create_topics(self.settings("operator"))

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    @property
    def _log(self) -> Path:
        return self.folder / "kafka.log"

    async def _answers(self) -> bool:
        try:
            return bool(await cluster_id(self.settings("kafka")))
        except Exception:  # noqa: BLE001 - whatever it is, it is not ready
            return False

    def _run(self, script: str) -> None:
        done = subprocess.run(
            ["sh", str(_SCRIPTS / script)], env=self._environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
