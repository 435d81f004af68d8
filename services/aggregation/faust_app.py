"""The Faust application: no web server, no tables, no topics of its own, and our own transport."""

from typing import Any

import faust

from services.aggregation.batches import PositionOwner
from services.aggregation.consumer import Transport
from services.aggregation.processor import StreamProcessor
from services.aggregation.settings import AggregationSettings
from shared.messaging.settings import KafkaSettings


def faust_app(processor: StreamProcessor, settings: AggregationSettings, position_owner: PositionOwner) -> faust.App:
    """Returns the application, not started; its consumer reads from the positions of `position_owner`."""
    kafka = settings.kafka
    member = f"{processor.name}-{settings.instance}" if settings.instance else None
    app = faust.App(
        f"lianxi-{processor.name}",
        broker=f"kafka://{kafka.bootstrap}",
        broker_credentials=_credentials(kafka),
        store="memory://",
        datadir=str(settings.var / f"faust-{processor.name}"),  # Faust creates the folder and leaves it empty
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        consumer_auto_offset_reset="earliest",
        consumer_group_instance_id=member,
        # A static member that comes back within the session time-out gets the assignment that Kafka has kept. It contains this URL, and
        # Faust refuses another one: by default that of the host, which differs in each container.
        canonical_url=f"http://{member}" if member else None,
        consumer_max_fetch_size=4 << 20,
        broker_session_timeout=6,
        broker_heartbeat_interval=1,
        broker_rebalance_timeout=10,
        broker_request_timeout=20,
        broker_commit_interval=2,
        broker_max_poll_records=10_000,
        stream_buffer_maxsize=32,  # of batches
        stream_wait_empty=False,
    )
    app.transport = Transport(app, position_owner)
    return app


def _credentials(kafka: KafkaSettings) -> Any:
    """Returns the TLS and SCRAM settings as Faust's types; None without TLS."""
    context = kafka.ssl_context()
    if context is None:
        return None
    if kafka.username is None:
        return faust.SSLCredentials(context)
    return faust.SASLCredentials(
        mechanism="SCRAM-SHA-512", username=kafka.username, password=kafka.password, ssl_context=context
    )
