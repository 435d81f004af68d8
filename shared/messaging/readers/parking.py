"""Which records are parked: those whose effect fails again and again for a reason of their own, so that the rest goes on."""

from aiokafka import ConsumerRecord
from aiokafka.errors import KafkaError
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from shared.domain.errors import LianxiError
from shared.messaging.cluster import ClusterChangedError
from shared.messaging.readers.positions import FencedError
from shared.storage.value_errors import is_value_error

MAX_FAILURES = 5
"""Failures of one record before it is parked: about four seconds, in which a conflict with a clerk is over."""


class TransientError(Exception):
    """Something that the effect needs is not there yet; the record is tried again and never parked."""


_PASSING = (
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
    """Returns whether the surroundings (database, Kafka, disk, another reader) failed, and not the record."""
    return isinstance(error, _PASSING) and not (isinstance(error, IntegrityError) or is_value_error(error))


def reason_of(error: Exception) -> str:
    """Returns the code or the class of an error; its text may quote the content of a matter."""
    return error.code if isinstance(error, LianxiError) else type(error).__name__


class Failures:
    """Counts failures by record, until the record is applied or parked."""

    def __init__(self) -> None:
        self._tries: dict[tuple[str, int, int], int] = {}

    def failed(self, record: ConsumerRecord) -> bool:
        """Counts one failure; returns whether the record is to be parked now."""
        place = (record.topic, record.partition, record.offset)
        self._tries[place] = self._tries.get(place, 0) + 1
        return self._tries[place] >= MAX_FAILURES

    def settled(self, record: ConsumerRecord) -> None:
        """Forgets the failures of a record that was applied or parked."""
        self._tries.pop((record.topic, record.partition, record.offset), None)
