"""The end offset of a partition for a consumer of committed records, and the offsets that an open transaction withholds from it."""

from collections.abc import Mapping

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.telemetry import metrics

_log = structlog.get_logger(__name__)


def readable_end(consumer: AIOKafkaConsumer, partition: TopicPartition) -> int | None:
    """Returns the last stable offset of the newest fetch response, or the high watermark if the broker sends none.

    Returns None before the first response. Offsets below it need not belong to records (transaction markers, aborted records), so only
    the position of the consumer shows whether everything has been read (decision 0012).
    """
    stable: int | None = consumer.last_stable_offset(partition)
    if stable is not None and stable >= 0:
        return stable
    end: int | None = consumer.highwater(partition)
    return end


def withheld(consumer: AIOKafkaConsumer, partition: TopicPartition) -> int:
    """Returns how many offsets an open transaction withholds from the consumer."""
    end, readable = consumer.highwater(partition), readable_end(consumer, partition)
    return 0 if end is None or readable is None else max(0, end - readable)


class OpenTransactions:
    """The partitions in which an open transaction withholds records from one reader; each has a metric and is logged once."""

    def __init__(self, reader: str) -> None:
        self.reader = reader
        self._known: set[TopicPartition] = set()

    def report(self, found: Mapping[TopicPartition, int]) -> None:
        """Sets the metric of each partition in `found` (number of withheld offsets) and removes those of all other partitions."""
        for partition, offsets in found.items():
            metrics.open_transaction_offsets.labels(self.reader, *partition).set(offsets)
        for partition in found.keys() - self._known:
            _log.warning("open_transaction", reader=self.reader, topic=partition.topic, partition=partition.partition)
        for partition in self._known - found.keys():
            metrics.open_transaction_offsets.remove(self.reader, partition.topic, str(partition.partition))
        self._known = set(found)
