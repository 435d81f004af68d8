"""Waiting for Kafka and its topics. Without Kafka the worker replaces its process, waits, and continues from its checkpoints."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import chain, repeat

from aiokafka.errors import KafkaError

from services.aggregation.log_monitor import KafkaUnavailableError, LogChangedError
from shared.contracts.topics import Topic
from shared.messaging.cluster import ClusterChangedError, ClusterWatch
from shared.messaging.service_task import pause
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import missing_topics
from shared.telemetry.conditions import Condition

_BACKOFF_SECONDS = (0.0, 0.2, 0.5, 1.0, 2.0)
"""Seconds before each attempt; the last value repeats."""

_OF_KAFKA = (KafkaUnavailableError, ClusterChangedError, LogChangedError, KafkaError, ConnectionError, TimeoutError)


class MissingTopicsError(Exception):
    """Kafka answers and does not have these topics."""


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


async def wait_for_kafka(kafka: KafkaSettings, stop: asyncio.Event) -> bool:
    """Waits for Kafka; returns True as soon as it answers, False when `stop` is set before."""
    watch = ClusterWatch(kafka)
    try:
        return await _repeat_until_success(watch.ask, stop, Condition("waiting_for_kafka"))
    finally:
        await watch.close()


async def wait_for_topics(kafka: KafkaSettings, topics: Sequence[Topic], stop: asyncio.Event) -> bool:
    """Waits for the topics; returns True as soon as all exist, False when `stop` is set before.

    Faust ignores a topic that is missing when its group is joined, and would get no partition of it before the next rebalance.
    """

    async def check() -> None:
        if missing := await missing_topics(kafka, topics):
            raise MissingTopicsError(", ".join(missing))

    return await _repeat_until_success(check, stop, Condition("waiting_for_topics"))


async def _repeat_until_success(
    attempt: Callable[[], Awaitable[object]], stop: asyncio.Event, condition: Condition
) -> bool:
    """Repeats the attempt until it succeeds (True) or `stop` is set (False)."""
    for seconds in chain(_BACKOFF_SECONDS, repeat(_BACKOFF_SECONDS[-1])):
        await pause(seconds, stop)
        if stop.is_set():
            return False
        try:
            await attempt()
        except (KafkaError, OSError, MissingTopicsError) as error:
            condition.failed(error=repr(error))
        else:
            condition.ended()
            return True
    raise AssertionError("an endless loop has ended")
