"""Reconnection when Kafka is unavailable: the worker replaces its process, waits for Kafka and continues from its checkpoints."""

import asyncio
from collections.abc import Iterator
from itertools import chain, repeat

from aiokafka.errors import KafkaError

from services.aggregation.log_monitor import KafkaAwayError, LogChangedError
from shared.messaging.cluster import ClusterChangedError, ClusterWatch
from shared.messaging.service_task import pause
from shared.messaging.settings import KafkaSettings
from shared.telemetry.conditions import Condition

_BACKOFF_SECONDS = (0.2, 0.5, 1.0, 2.0)
"""Seconds between attempts; the last value repeats."""

_OF_KAFKA = (KafkaAwayError, ClusterChangedError, LogChangedError, KafkaError, ConnectionError, TimeoutError)


def is_of_kafka(error: BaseException) -> bool:
    """Returns whether the cause is an unavailable Kafka or a changed log or cluster: the worker then restarts as soon as Kafka answers."""
    return any(isinstance(each, _OF_KAFKA) for each in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


async def answers_now(kafka: KafkaSettings) -> bool:
    """Returns whether Kafka answers the first request."""
    watch = ClusterWatch(kafka)
    try:
        await watch.ask()
    except (KafkaError, OSError):
        return False
    finally:
        await watch.close()
    return True


async def kafka_answers(kafka: KafkaSettings, stop: asyncio.Event) -> bool:
    """Waits for Kafka; returns True as soon as it answers, False when `stop` is set before."""
    watch, condition = ClusterWatch(kafka), Condition("waiting for Kafka")
    try:
        for seconds in chain(_BACKOFF_SECONDS, repeat(_BACKOFF_SECONDS[-1])):
            await pause(seconds, stop)
            if stop.is_set():
                return False
            try:
                await watch.ask()
            except (KafkaError, OSError) as error:
                condition.failed(error=repr(error))
            else:
                condition.ended()
                return True
    finally:
        await watch.close()
    raise AssertionError("an endless loop has ended")
