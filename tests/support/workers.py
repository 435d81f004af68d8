"""Aggregation workers as processes of their own."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from shared.messaging.settings import KafkaSettings
from tests.support.ports import free_port
from tests.support.tree import ROOT
from tests.support.waiting import PATIENCE, eventually


class WorkerProcess:
    """`python -m services.aggregation <processor>`, as the launcher starts it."""

    def __init__(self, processor: str, kafka: KafkaSettings, var: Path, **settings: str) -> None:
        self.port = free_port()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LIANXI_")}
        environment |= {
            "LIANXI_KAFKA": kafka.bootstrap,
            "LIANXI_KAFKA_IDEMPOTENT": "false",
            "LIANXI_METRICS_PORT": str(self.port),
            "LIANXI_VAR": str(var),
            **settings,
        }
        command = (sys.executable, "-m", "services.aggregation", processor)
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)

    def get(self, path: str) -> str:
        """Returns the body of a page of the metrics port; empty where nothing answers, or not with 200."""
        with suppress(URLError, OSError), urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return str(answer.read().decode())
        return ""

    def not_ready(self) -> str:
        """Returns the body of a `/readyz` that is not 200; empty where it is, or nothing answers."""
        with suppress(URLError, OSError):
            try:
                urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5).close()
            except HTTPError as error:
                return str(error.read().decode())
        return ""

    async def ready(self) -> None:
        await eventually(lambda: self.process.poll() is not None or bool(self.get("/readyz")), within=PATIENCE)
        assert self.process.poll() is None, "it ended before it was ready"

    async def ended(self) -> int:
        await eventually(lambda: self.process.poll() is not None, within=PATIENCE)
        return int(self.process.returncode)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
