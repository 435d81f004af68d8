"""The broker that the launcher starts when no Kafka is configured: the embedded one, or Apache Kafka."""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from uuid import uuid4

from deploy import ports
from deploy.launch.readiness import is_ours
from deploy.launch.supervision import SupervisedProcess
from deploy.settings import DeploySettings
from shared.messaging.brokers.embedded import EmbeddedBroker
from shared.messaging.brokers.local import LocalKafka
from shared.messaging.brokers.nodes import Node

_TITLE = "消息服务"


class Broker(StrEnum):
    """The values of `--kafka`. Both brokers use the same address."""

    EMBEDDED = "embedded"
    LOCAL = "local"


def broker_process(broker: Broker, settings: DeploySettings, inherited: Mapping[str, str]) -> SupervisedProcess:
    """Returns the process of this broker for the plan."""
    return _apache(settings, inherited) if broker is Broker.LOCAL else _embedded(settings, inherited)


def apache(settings: DeploySettings) -> LocalKafka:
    """Returns Apache Kafka with its data in `LIANXI_VAR`."""
    node = Node(settings.port_base + ports.BROKER, settings.port_base + ports.CONTROLLER)
    return LocalKafka(settings.folder / "kafka", [node])


def _embedded(settings: DeploySettings, inherited: Mapping[str, str]) -> SupervisedProcess:
    """Returns the embedded broker as a vital process: its log is lost when it ends. Each start is a new cluster."""
    broker = EmbeddedBroker(settings.port_base + ports.BROKER, f"embedded-{uuid4().hex}")
    return SupervisedProcess(
        name="broker",
        title=_TITLE,
        command=tuple(broker.command),
        environment=inherited,
        ready=partial(is_ours, broker),
        listens=((broker.host, broker.port),),
        address=broker.address,
        vital=True,
        grace=1.0,
    )


def _apache(settings: DeploySettings, inherited: Mapping[str, str]) -> SupervisedProcess:
    """Returns Apache Kafka, which is not vital: its log is on disk, so it is restarted while the other processes continue."""
    broker = apache(settings)
    return SupervisedProcess(
        name="broker",
        title=f"{_TITLE}（Apache Kafka）",
        command=tuple(broker.command(0)),
        environment=inherited,
        ready=partial(is_ours, broker),
        listens=tuple((broker.host, port) for port in broker.nodes[0]),
        address=broker.address,
        grace=5.0,
    )
