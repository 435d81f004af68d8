"""The Kafka cluster that the commands use: the configured one, or the broker of a running launcher."""

from deploy import ports, settings
from deploy.settings import DeploySettings
from shared.messaging.settings import KafkaSettings


def kafka_of_service(loaded: DeploySettings, service: str) -> KafkaSettings:
    """Returns the settings of `kafka_of` for the topics that this service writes."""
    return kafka_of(loaded).of_service(service)


def kafka_of(loaded: DeploySettings) -> KafkaSettings:
    """Returns the settings of `LIANXI_KAFKA`, or of the launcher's broker; clients treat that one as embedded, whichever it is."""
    environment = settings.process_environment()
    if loaded.kafka is None:
        environment |= {
            "LIANXI_KAFKA": f"127.0.0.1:{loaded.port_base + ports.BROKER}",
            "LIANXI_KAFKA_IDEMPOTENT": "false",
        }
    return KafkaSettings.from_environment(environment)
