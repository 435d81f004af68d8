"""The course of one partition: how far it has been folded, and what of it has to be said."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime

from aiokafka import TopicPartition

from services.aggregation.batches import Batch, RecordDigest
from shared.contracts.stamps import MEASURES_VERSION, Stamp

_TRACES = 2000
_NEAR_THE_END = 10_000
"""A log that is cut loses its newest records: of older ones one trace is enough."""


class PartitionProgress:
    """`position`: everything before it is counted in. `traces`: of records before it since the last look at the log, and the one before.

    `fresh`: all pages have yet to be sent, then a marker. Nothing is said before `target`, where the log ended when the partition was
    given to us: until then somebody else has said more. `since`: when the oldest event was recorded of which nothing was said yet.
    """

    def __init__(self, position: int, *, target: int = 0, digests: Iterable[RecordDigest] = ()) -> None:
        self.position = position
        self.target = target
        self.digests = deque(digests, maxlen=_TRACES)
        self.fresh = True
        self.since: datetime | None = None
        self._fresh_from: int | None = None

    @property
    def can_publish(self) -> bool:
        return self.position >= self.target

    def connects(self, batch: Batch) -> bool:
        """The one rule: a batch is folded only if nothing is missing before it."""
        return batch.start <= self.position

    def advance(self, batch: Batch) -> None:
        """The batch is counted in."""
        if not self.digests:
            self.target = max(self.target, batch.last)
        if batch.end > self.position:
            self.position = batch.end
            if batch.last - batch.end > _NEAR_THE_END:
                self.digests.clear()
            if batch.records:  # a stretch of transaction markers has none
                self.digests.append(RecordDigest.of(batch.records[-1]))

    def verified_up_to(self, trace: RecordDigest) -> None:
        """The log is what was folded, up to here: what is remembered of it begins here."""
        if trace in self.digests:
            while self.digests[0] != trace:
                self.digests.popleft()

    def stamp(self, tp: TopicPartition, cluster: str, session: int, *, position: int | None = None) -> Stamp:
        """Of a page as it is now."""
        return Stamp(
            cluster=cluster,
            measures=MEASURES_VERSION,
            session=session,
            topic=tp.topic,
            partition=tp.partition,
            position=self.position if position is None else position,
            since=self.since,
        )

    def observe(self, recorded: datetime | None) -> None:
        """Something that was recorded then is counted in now; what was read again is no news."""
        if self.since is None and self.can_publish:
            self.since = recorded

    def restart_snapshot(self) -> None:
        """Everything has to be sent again."""
        self.fresh, self._fresh_from = True, None

    def begin_snapshot(self) -> bool:
        """Whether this is the beginning of saying everything; it is noted, for the marker."""
        if not self.fresh or self._fresh_from is not None:
            return False
        self._fresh_from = self.position
        return True

    def end_snapshot(self) -> int | None:
        """Everything has been said: the position for the marker, or None when there is none to send."""
        self.since = None
        if not self.fresh or self._fresh_from is None:
            return None
        self.fresh = False
        return self._fresh_from
