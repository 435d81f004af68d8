"""Apache Kafka on this machine, for the long tests, the benchmark and `python -m deploy run --kafka local`.

KRaft, one node or three, each of them broker and controller. Data and cluster id persist in its folder: after a restart it is
the same cluster. A broker for a test:

    kafka = LocalKafka(tmp_path / "kafka", nodes=[Node(free_port(), free_port())])   # or three nodes
    kafka.start(); await kafka.ready(); await create_topics(kafka.settings)
    kafka.kill(0); kafka.restart(0); await kafka.ready()                             # kill -9; the log persists
    kafka.stop()                                                                     # `start` continues with the same data
    kafka.wipe(); kafka.start()                                                      # empty, with another cluster id

The output of a node is in `<folder>/node-<n>.log`. Topics are never created automatically: call `create_topics` first.
"""

import asyncio
import contextlib
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from shared.messaging.brokers.discovery import BrokerError, check_port_is_free, discover
from shared.messaging.brokers.jars import jars, java
from shared.messaging.brokers.nodes import HOST, Node, configuration, new_id, write
from shared.messaging.settings import KafkaSettings

READY_WITHIN = 120.0
"""Timeout of the start in seconds; one node takes 4, three on a busy machine 30."""

_JVM = ("-Xms128m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData")
_LOG = ("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-Dorg.slf4j.simpleLogger.showDateTime=true")
_POLL_SECONDS = 0.1
_GRACE = 10.0


class LocalKafka:
    """A cluster with its data in one folder. `start`, wait for `ready`, `stop`; the program is fetched at the first start."""

    def __init__(self, folder: Path, nodes: Sequence[Node]) -> None:
        self.folder = folder.absolute()
        self.nodes = tuple(nodes)
        self.host = HOST
        self._processes: dict[int, subprocess.Popen[bytes]] = {}

    def __repr__(self) -> str:
        return f"LocalKafka({self.address}, {str(self.folder)!r})"

    @property
    def address(self) -> str:
        """Returns the value for `bootstrap_servers`: every node."""
        return ",".join(f"{HOST}:{node.port}" for node in self.nodes)

    @property
    def settings(self) -> KafkaSettings:
        """Returns the settings for clients."""
        return KafkaSettings(bootstrap=self.address)

    @property
    def cluster_id(self) -> str:
        """Returns the cluster id of the data in the folder; generates and stores one if the folder has none."""
        file = self.folder / "cluster-id"
        if not file.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            file.write_text(new_id(), encoding="ascii")
        return file.read_text(encoding="ascii").strip()

    def command(self, number: int) -> list[str]:
        """Returns the command line of this node. Call `prepare` first."""
        return [java(), *_JVM, *_LOG, "-cp", f"{jars()}/*", "kafka.Kafka", str(self._properties(number))]

    def prepare(self) -> None:
        """Fetches the program and writes the files that every node needs: its settings, and the identity of its data."""
        jars()
        for number in range(len(self.nodes)):
            data = self._data(number)
            data.mkdir(parents=True, exist_ok=True)
            identity = data / "meta.properties"
            if not identity.exists():  # the same content as `kafka-storage format` writes
                write(
                    identity,
                    {"version": "1", "cluster.id": self.cluster_id, "node.id": str(number), "directory.id": new_id()},
                )
            write(self._properties(number), configuration(self.nodes, number, data))

    def start(self) -> None:
        """Starts every node that is not running. Raises `BrokerError` if a port is in use, or Java or Maven is missing."""
        self.prepare()
        for number in range(len(self.nodes)):
            self._start(number)

    def _start(self, number: int) -> None:
        running = self._processes.get(number)
        if running is not None and running.poll() is None:
            return
        for port in self.nodes[number]:
            check_port_is_free(HOST, port)
        with self.log(number).open("ab") as log:
            self._processes[number] = subprocess.Popen(
                self.command(number), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )

    async def ready(self, *, within: float = READY_WITHIN) -> None:
        """Returns when every started node has joined. Raises `BrokerError` if one exits, another cluster answers, or on timeout."""
        try:
            async with asyncio.timeout(within):
                while not await self.is_ours():
                    for number, process in self._processes.items():
                        if process.poll() is not None:
                            raise BrokerError(
                                f"Apache Kafka 没有启动（退出码 {process.returncode}），详见 {self.log(number)}。"
                            )
                    await asyncio.sleep(_POLL_SECONDS)
        except TimeoutError:
            raise BrokerError(f"Apache Kafka 在 {within:.0f} 秒内没有就绪，详见 {self.log(0)}。") from None

    async def is_ours(self) -> bool:
        """Returns whether every started node answers and knows the others. Raises `BrokerError` if another cluster answers."""
        started = sorted(self._processes) or range(len(self.nodes))
        return all([await self._has_joined(number, len(started)) for number in started])

    async def _has_joined(self, number: int, brokers: int) -> bool:
        address = f"{HOST}:{self.nodes[number].port}"
        answer = await discover(address)
        if answer is not None and answer.cluster_id != self.cluster_id:
            raise BrokerError(f"{address} 上是另一个 Kafka 服务（集群 {answer.cluster_id}），不是本系统启动的。")
        return answer is not None and answer.brokers >= brokers

    def pid(self, number: int = 0) -> int:
        """Returns the process id of a node, for signals."""
        return self._processes[number].pid

    def kill(self, number: int = 0) -> None:
        """Kills one node with SIGKILL; its log persists."""
        process = self._processes.pop(number)
        process.kill()
        process.wait()

    def restart(self, number: int = 0) -> None:
        """Starts a node again; stops it first if it is still running. Wait for `ready` afterwards."""
        self._end([number])
        self._start(number)

    def stop(self) -> None:
        """Stops every node; the data persists."""
        self._end(list(self._processes))

    def wipe(self) -> None:
        """Stops every node and deletes its data: the next start creates another cluster."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self, number: int) -> Path:
        """Returns the file with the output of this node."""
        return self.folder / f"node-{number}.log"

    def _end(self, numbers: Sequence[int]) -> None:
        """Stops nodes at the same time and kills those that exceed the grace period: a node without a quorum does not stop by itself."""
        ending = [self._processes.pop(number) for number in numbers if number in self._processes]
        for process in ending:
            process.terminate()
        for process in ending:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=_GRACE)
            process.kill()
            process.wait()

    def _data(self, number: int) -> Path:
        return self.folder / f"node-{number}"

    def _properties(self, number: int) -> Path:
        return self.folder / f"node-{number}.properties"
