"""The processes that run on one machine, and their order of start. No other module knows all processes."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from aiokafka.errors import KafkaError

from deploy import ports
from deploy.launch import brokers
from deploy.launch.brokers import Broker
from deploy.launch.launcher import Plan
from deploy.launch.readiness import answers_ok
from deploy.launch.supervision import LaunchError, StartupJob, SupervisedProcess
from deploy.settings import DeploySettings
from shared.messaging.diagnostics import UnreachableError
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import TopicMismatchError, create_topics

TITLES = {"region": "区域", "city": "市（州）", "county": "县（市区）", "township": "乡镇"}
_LOCAL = "127.0.0.1"


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """The whole system with these settings. `inherited`: the environment that the launcher was started in."""

    settings: DeploySettings
    inherited: Mapping[str, str]
    demo: bool = True
    broker: Broker = Broker.EMBEDDED

    def plan(self) -> Plan:
        """Returns the stages: broker and tables, topics and accounts, services, aggregation."""
        own_broker = [] if self.settings.kafka else [brokers.broker_process(self.broker, self.settings, self.inherited)]
        return [
            (*own_broker, self._job("migrate", "建立数据表")),
            (
                StartupJob(title="创建主题", call=self._create_topics),
                self._job("accounts", "建立账号", *(["--demo"] if self.demo else [])),
            ),
            tuple(self._service(name, TITLES[name], offset) for name, offset in ports.SERVICES.items()),
            (self._worker("tally", "计数", ports.TALLY_METRICS), self._worker("rollup", "汇总", ports.ROLLUP_METRICS)),
        ]

    def listen_addresses(self) -> dict[tuple[str, int], str]:
        """Returns every address to listen on, and the title of its process."""
        parts = [part for stage in self.plan() for part in stage if isinstance(part, SupervisedProcess)]
        return {address: part.title for part in parts for address in part.listens}

    def environment(self) -> dict[str, str]:
        """Returns the environment of every process and command of this deployment."""
        own_broker = {
            "LIANXI_KAFKA": f"{_LOCAL}:{self._at(ports.BROKER)}",
            "LIANXI_KAFKA_IDEMPOTENT": str(self.broker is Broker.LOCAL).lower(),
        }
        return {
            "LIANXI_ROOT_KEYS": "first",  # all services are here: there is nobody else to ask
            **self.inherited,
            "LIANXI_VAR": str(self.settings.folder),
            "LIANXI_HOST": self.settings.host,
            "LIANXI_PORT_BASE": str(self.settings.port_base),
            "PYTHONUNBUFFERED": "1",
            **({} if self.settings.kafka else own_broker),
        }

    def command(self, *arguments: str) -> tuple[str, ...]:
        """Returns the command line of a command of `python -m deploy`."""
        return (sys.executable, "-m", "deploy", *arguments)

    @property
    def _is_ephemeral(self) -> bool:
        """Returns whether the cluster is empty after each start."""
        return self.settings.kafka is None and self.broker is Broker.EMBEDDED

    def _at(self, offset: int) -> int:
        return self.settings.port_base + offset

    async def _create_topics(self) -> None:
        kafka = KafkaSettings.from_environment(self.environment())
        try:
            await create_topics(kafka, fresh=self._is_ephemeral)
        except (UnreachableError, TopicMismatchError) as error:
            raise LaunchError(f"{error}。") from None
        except (KafkaError, OSError) as error:
            raise LaunchError(f"Kafka（{kafka.bootstrap}）拒绝了请求（{error!r}）：请检查权限。") from error

    def _job(self, name: str, title: str, *options: str) -> StartupJob:
        return StartupJob(name=name, title=title, command=self.command(name, *options), environment=self.environment())

    def _service(self, name: str, title: str, offset: int) -> SupervisedProcess:
        host, port, metrics = self.settings.host, self._at(offset), self._at(offset + ports.METRICS)
        own = {"LIANXI_PORT": str(port), "LIANXI_METRICS_PORT": str(metrics), **self.settings.places(name)}
        return SupervisedProcess(
            name=name,
            title=title,
            command=(sys.executable, "-m", f"services.{name}"),
            environment=self.environment() | own,
            ready=partial(answers_ok, host, port, "/readyz"),
            listens=((host, port), (host, metrics)),
            address=f"http://{host}:{port}/",
        )

    def _worker(self, name: str, title: str, offset: int) -> SupervisedProcess:
        host, metrics = self.settings.host, self._at(offset)
        return SupervisedProcess(
            name=name,
            title=title,
            command=(sys.executable, "-m", "services.aggregation", name),
            environment=self.environment() | {"LIANXI_METRICS_PORT": str(metrics), "LIANXI_INSTANCE": "1"},
            ready=partial(answers_ok, host, metrics, "/readyz"),
            listens=((host, metrics),),
            address=f"http://{host}:{metrics}/metrics",
        )
