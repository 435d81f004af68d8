"""The reader with which every service consumes Kafka: positions are stored in the same transaction as the effect of the records."""

from asyncio import Event
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress

import structlog
from aiokafka import ConsumerRecord
from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.dead_letters import DeadLetter
from shared.contracts.topics import Topic
from shared.contracts.writers import EventWriter
from shared.messaging.cluster import ClusterWatch
from shared.messaging.dead_letters import UNAPPLIED, DeadLetters, dead_letter
from shared.messaging.lease import Lease
from shared.messaging.readers.consumer_session import RECORDS, ConsumerSession
from shared.messaging.readers.parking import Failures, is_transient, reason_of
from shared.messaging.readers.positions import Positions, ReaderPositions, positions
from shared.messaging.readers.progress import ReaderProgress
from shared.messaging.retry import Retry
from shared.messaging.service_task import pause, run_until
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import partitions_of
from shared.storage.database import Database

RecordHandler = Callable[[AsyncConnection, list[ConsumerRecord], str], Awaitable[list[DeadLetter]]]
"""Applies records in a transaction that it must not end: `(connection, records, cluster)`. Returns a dead letter for each record
that cannot be decoded. If it raises, the records are applied again one by one; a record that itself fails `MAX_FAILURES` times
is parked. If there are dead letters, the transaction is rolled back and repeated once they are acknowledged."""

Reset = Callable[[AsyncConnection], Awaitable[None]]
"""Deletes what the handler has stored, because it came from another cluster."""

_log = structlog.get_logger(__name__)


class _UnsentError(Exception):
    """Rolls back a transaction whose dead letters Kafka has not acknowledged yet."""


def _nothing() -> None:
    """Ignores that records were applied."""


class Reader:
    """Reads all partitions of these topics continuously. `name` is unique within the database.

    With a `lease`, it reads only while that is held. `stored_in`: the table of its positions, in the database of its effect. `portion`:
    the maximum number of records per transaction. `applied` is called after each transaction. `poll_seconds`: the pause after the end was
    reached, for readers that need not be quick. `writer`: the only one whose topics are read; None: all. `confirms_ends`: after records the
    broker is asked for the ends, by which `times_caught_up` counts.
    """

    def __init__(  # noqa: PLR0913 - each argument is an independent part of a reader
        self,
        name: str,
        topics: Sequence[Topic],
        database: Database,
        kafka: KafkaSettings,
        handler: RecordHandler,
        reset: Reset | None = None,
        *,
        lease: Lease | None = None,
        stored_in: Table = positions,
        portion: int = RECORDS,
        applied: Callable[[], None] = _nothing,
        poll_seconds: float = 0.0,
        writer: EventWriter | None = None,
        confirms_ends: bool = False,
    ) -> None:
        self.name = name
        self.database = database
        self.kafka = kafka
        self.handler = handler
        self.reset = reset
        self.lease = lease
        self.portion = portion
        self.applied = applied
        self.poll_seconds = poll_seconds
        self.confirms_ends = confirms_ends
        self.reader_positions = ReaderPositions(name, stored_in)
        self.partitions = partitions_of(topics, writer, writers=kafka.writers)
        self.progress = ReaderProgress(name)
        self._retry = Retry(f"reader {name}")
        self._failures = Failures()

    @property
    def behind(self) -> int | None:
        """Returns the number of offsets still to be read; None while it is unknown."""
        return self.progress.behind

    @property
    def caught_up(self) -> bool:
        """Returns whether every record known from the latest fetch has been applied."""
        return self.progress.behind == 0

    @property
    def has_caught_up(self) -> bool:
        """Returns whether it was caught up once since it began to read; it remains so, however many records come at once."""
        return self.progress.has_caught_up

    @property
    def times_caught_up(self) -> int:
        """Returns how often it was confirmed to be caught up: what was published before a record is applied once the number has risen."""
        return self.progress.times_caught_up

    @property
    def failing(self) -> bool:
        """Returns whether the last attempt failed."""
        return self._retry.failures > 0

    async def run(self, stop: Event) -> None:
        """Reads until `stop`. After every error it starts again from the stored positions."""
        if self.lease is None:
            await run_until(stop, self._read)
        else:
            await self.lease.guard(self._read, stop)

    async def _read(self, stop: Event) -> None:
        with self.progress.at_work():
            await self._retry.run(self._read_until_error, stop)

    async def _read_until_error(self, stop: Event) -> None:
        """Reads with one consumer from one cluster until `stop` or an error."""
        async with AsyncExitStack() as stack:
            stack.callback(self.progress.unknown)
            watch, dead_letters = ClusterWatch(self.kafka), DeadLetters(self.kafka)
            stack.push_async_callback(watch.close)
            stack.push_async_callback(dead_letters.close)
            cluster = await watch.ask()
            session = ConsumerSession(self.kafka, await self._resume(cluster))
            stack.push_async_callback(session.close)
            await session.start()
            unconfirmed = self.confirms_ends
            while not stop.is_set():
                records = await session.fetch(self.portion)
                if records:
                    await watch.expect(cluster)
                    await self._apply(records, cluster, session, dead_letters)
                    unconfirmed = self.confirms_ends
                else:
                    await watch.expect_now_and_then(cluster)
                self.progress.report(await session.behind(), session.withheld())
                if unconfirmed and self.caught_up and await session.is_at_end():
                    self.progress.times_caught_up += 1
                    unconfirmed = False
                self._retry.succeeded()
                if self.poll_seconds and self.caught_up:
                    await pause(self.poll_seconds, stop)

    async def _resume(self, cluster: str) -> Positions:
        """Returns the stored positions of this cluster; deletes those of another cluster, with their effect."""
        async with self.database.transaction() as connection:
            found = await self.reader_positions.stored(connection)
            if found.keys() - {cluster}:
                _log.warning("reader_reset_for_other_cluster", reader=self.name, cluster=cluster)
                await self.reader_positions.delete_all(connection)
                if self.reset is not None:
                    await self.reset(connection)
                found = {}
            known = found.get(cluster, {})
            missing = [partition for partition in self.partitions if partition not in known]
            await self.reader_positions.begin(connection, cluster, missing)
        return {partition: known.get(partition, 0) for partition in self.partitions}

    async def _apply(
        self, records: list[ConsumerRecord], cluster: str, session: ConsumerSession, dead_letters: DeadLetters
    ) -> None:
        """Applies all records in one transaction; if that fails, applies each in its own and parks the one that fails repeatedly."""
        try:
            await self._apply_in_transaction(records, cluster, session, dead_letters)
        except Exception as error:
            if is_transient(error):
                raise
            for record in records:
                await self._apply_one(record, cluster, session, dead_letters)

    async def _apply_one(
        self, record: ConsumerRecord, cluster: str, session: ConsumerSession, dead_letters: DeadLetters
    ) -> None:
        try:
            await self._apply_in_transaction([record], cluster, session, dead_letters)
        except Exception as error:
            if is_transient(error) or not self._failures.failed(record):
                raise
            await self._park(record, error, cluster, session, dead_letters)
        self._failures.settled(record)

    async def _park(
        self,
        record: ConsumerRecord,
        error: Exception,
        cluster: str,
        session: ConsumerSession,
        dead_letters: DeadLetters,
    ) -> None:
        """Publishes a dead letter instead of applying the record, and advances the position past it."""
        parked, reached = dead_letter(record, consumer=self.name, reason=reason_of(error)), session.reached([record])
        await dead_letters.send([parked], why=UNAPPLIED)
        async with self.database.transaction() as connection:
            await self.reader_positions.advance(connection, cluster, session.positions, reached)
        session.positions.update(reached)
        self.progress.moved()

    async def _apply_in_transaction(
        self, records: list[ConsumerRecord], cluster: str, session: ConsumerSession, dead_letters: DeadLetters
    ) -> None:
        """Applies records and stores the positions in one transaction, after all their dead letters are acknowledged."""
        reached, sent, unsent = session.reached(records), set[bytes](), list[DeadLetter]()
        while True:
            with suppress(_UnsentError):
                async with self.database.transaction() as connection:
                    unsent = [each for each in await self.handler(connection, records, cluster) if each.key not in sent]
                    if unsent:
                        raise _UnsentError
                    await self.reader_positions.advance(connection, cluster, session.positions, reached)
                break
            await dead_letters.send(unsent)
            sent.update(each.key for each in unsent)
        session.positions.update(reached)
        self.progress.moved()
        self.applied()
