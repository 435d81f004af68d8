"""The Kafka that the commands speak to: the one that is set, or the broker of a launcher that runs."""

from deploy import ports, settings
from deploy.settings import DeploySettings
from shared.messaging.settings import KafkaSettings


def kafka_of(given: DeploySettings) -> KafkaSettings:
    """`LIANXI_KAFKA`, or where the launcher's broker listens. Of whichever kind that is, it is spoken to as the embedded one."""
    around = settings.process_environment()
    if given.kafka is None:
        around |= {"LIANXI_KAFKA": f"127.0.0.1:{given.port_base + ports.BROKER}", "LIANXI_KAFKA_IDEMPOTENT": "false"}
    return KafkaSettings.from_environment(around)
