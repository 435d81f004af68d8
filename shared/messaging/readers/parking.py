"""Parking of records: a record whose effect fails repeatedly because of its content is skipped, so that the reader can continue."""

from aiokafka import ConsumerRecord
from aiokafka.errors import KafkaError
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from shared.domain.errors import LianxiError
from shared.messaging.cluster import ClusterChangedError
from shared.messaging.readers.positions import FencedError
from shared.storage.diagnostics import is_value_error

MAX_FAILURES = 5
"""Number of failures after which a record is parked: about four seconds, longer than a conflict with a user lasts."""


class TransientError(Exception):
    """Something that the handler needs is not available yet; the record is retried and never parked."""


_TRANSIENT_ERRORS = (
    TransientError,
    ClusterChangedError,
    FencedError,
    DBAPIError,
    PoolTimeoutError,
    KafkaError,
    OSError,
    MemoryError,
)


def is_transient(error: Exception) -> bool:
    """Returns whether the environment (database, Kafka, disk, another reader) caused the error, and not the record."""
    return isinstance(error, _TRANSIENT_ERRORS) and not (isinstance(error, IntegrityError) or is_value_error(error))


def reason_of(error: Exception) -> str:
    """Returns the code or the class name of an error, never its text, which may quote the content of a matter."""
    return error.code if isinstance(error, LianxiError) else type(error).__name__


class Failures:
    """The number of failures of each record that is neither applied nor parked."""

    def __init__(self) -> None:
        self._tries: dict[tuple[str, int, int], int] = {}

    def failed(self, record: ConsumerRecord) -> bool:
        """Counts a failure and returns whether the record must be parked now."""
        key = (record.topic, record.partition, record.offset)
        self._tries[key] = self._tries.get(key, 0) + 1
        return self._tries[key] >= MAX_FAILURES

    def settled(self, record: ConsumerRecord) -> None:
        """Deletes the count of a record that was applied or parked."""
        self._tries.pop((record.topic, record.partition, record.offset), None)
