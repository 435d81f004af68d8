"""The settings of the nodes of a small Kafka cluster; each node is broker and controller."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

HOST = "127.0.0.1"
_SESSION_MS = 4_000  # until then a killed node counts as alive, and its restart waits


class Node(NamedTuple):
    """The two ports of a node: the first for clients, the second for the quorum of controllers."""

    port: int
    controller_port: int


def configuration(nodes: Sequence[Node], number: int, data: Path) -> dict[str, str]:
    """Returns the properties of a node, for a small machine and quick tests: few internal partitions, short timeouts, little memory."""
    node = nodes[number]
    replicas, majority = str(len(nodes)), str(len(nodes) // 2 + 1)
    return {
        "process.roles": "broker,controller",
        "node.id": str(number),
        "controller.quorum.voters": ",".join(f"{n}@{HOST}:{each.controller_port}" for n, each in enumerate(nodes)),
        "controller.listener.names": "CONTROLLER",
        "listeners": f"CLIENTS://{HOST}:{node.port},CONTROLLER://{HOST}:{node.controller_port}",
        "advertised.listeners": f"CLIENTS://{HOST}:{node.port}",
        "inter.broker.listener.name": "CLIENTS",
        "listener.security.protocol.map": "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": str(data),
        "auto.create.topics.enable": "false",
        "default.replication.factor": replicas,
        "offsets.topic.replication.factor": replicas,
        "transaction.state.log.replication.factor": replicas,
        "min.insync.replicas": majority,
        "transaction.state.log.min.isr": majority,
        "offsets.topic.num.partitions": "1",
        "transaction.state.log.num.partitions": "1",
        "group.initial.rebalance.delay.ms": "0",
        "broker.session.timeout.ms": str(_SESSION_MS),
        "broker.heartbeat.interval.ms": str(_SESSION_MS // 8),
        "log.cleaner.dedupe.buffer.size": "8388608",
    }


def new_id() -> str:
    """Returns a random id in the format of Kafka: 16 bytes as 22 characters, the first of which is no dash."""
    while (text := urlsafe_b64encode(uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return text


def write(file: Path, properties: dict[str, str]) -> None:
    """Writes a properties file."""
    file.write_text("".join(f"{name}={value}\n" for name, value in properties.items()), encoding="utf-8")
